// Adds dropping a folder to the first page, and progress to the page of a case that is being read. Everything goes to this
// same address. Both pages work without it: by the path of a folder, and by loading again.

interface Wrong {
  place: string;
  message: string;
  hint?: string;
}

interface Unused {
  file: string;
  why: string;
  hint: string | null;
}

interface Progress {
  case?: string;
  state: "none" | "working" | "done" | "failed";
  stages: { name: string; is: string; done: number; of: number }[];
  unused: Unused[];
}

interface Dropped {
  path: string;
  file: File;
}

/** Files that come over at the same time. */
const AT_ONCE = 3;
/** Milliseconds between two looks at how far the reading is. */
const LOOK = 400;

const byId = <T extends HTMLElement>(id: string): T | null => document.getElementById(id) as T | null;

function wrongWords(wrong: Wrong): string {
  return [wrong.message, wrong.hint].filter(Boolean).join(". ");
}

/** A file and why, as sentences. */
function line(file: string, ...why: (string | null | undefined)[]): HTMLLIElement {
  const item = document.createElement("li");
  const name = document.createElement("strong");
  name.textContent = file;
  const says = why.filter(Boolean).map((words) => `${words![0].toUpperCase()}${words!.slice(1)}.`);
  item.append(name, document.createElement("br"), says.join(" "));
  return item;
}

async function problems(answer: Response): Promise<Wrong[]> {
  try {
    return ((await answer.json()) as { problems: Wrong[] }).problems;
  } catch {
    return [{ place: "this page", message: `the program answered ${answer.status}` }];
  }
}

/** Whether any part of a path is hidden. */
function isHidden(path: string): boolean {
  return path.split("/").some((part) => part.startsWith("."));
}

function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // A browser gives a folder in pieces, the last of them empty.
  return new Promise((resolve, reject) => {
    const more = (): void =>
      reader.readEntries((some) => {
        if (some.length === 0) return resolve(all);
        all.push(...some);
        more();
      }, reject);
    more();
  });
}

async function filesOf(entries: FileSystemEntry[], most: number): Promise<Dropped[]> {
  const found: Dropped[] = [];
  const waiting = [...entries];
  for (let entry = waiting.pop(); entry && found.length <= most; entry = waiting.pop()) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory) {
      waiting.push(...(await entriesOf(entry as FileSystemDirectoryEntry)));
    } else {
      const one = entry as FileSystemFileEntry;
      const file = await new Promise<File>((resolve, reject) => one.file(resolve, reject));
      found.push({ path: entry.fullPath.replace(/^\//, ""), file });
    }
  }
  return found;
}

class Intake {
  private came = 0;
  private readonly says = byId("came-says")!;
  private readonly bar = byId<HTMLProgressElement>("came")!;
  private readonly left = byId("not-taken")!;

  constructor(
    private readonly drop: HTMLElement,
    private readonly token: string,
  ) {}

  private stop(words: string): void {
    byId("coming")!.hidden = false;
    this.drop.hidden = false;
    this.says.textContent = words;
    this.says.classList.add("bad");
  }

  async take(all: Dropped[]): Promise<void> {
    this.says.classList.remove("bad");
    this.left.replaceChildren();
    const files = all.filter((one) => !isHidden(one.path)).sort((a, b) => (a.path < b.path ? -1 : 1));
    if (files.length === 0) return this.stop("There is no file in this folder.");
    const most = Number(this.drop.dataset.files);
    const bytes = files.reduce((sum, one) => sum + one.file.size, 0);
    if (files.length > most || bytes > Number(this.drop.dataset.totalBytes)) {
      return this.stop(`This is more than can be taken at once: ${this.drop.querySelector(".small")?.textContent ?? ""}`);
    }
    this.drop.hidden = true;
    byId("coming")!.hidden = false;
    const folder = files[0].path.includes("/") ? files[0].path.split("/")[0] : "";
    const name = byId<HTMLInputElement>("case-name")?.value.trim() ?? "";
    const made = await this.post("/start/new", { name, folder });
    if (!made) return;
    const { case: own } = (await made.json()) as { case: string };
    this.bar.max = files.length;
    const queue = [...files];
    let lost = false;
    const worker = async (): Promise<void> => {
      for (let one = queue.shift(); one && !lost; one = queue.shift()) lost = !(await this.send(own, one, files.length)) || lost;
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (lost) return this.stop("The program does not answer. What came over is kept: start it again, and read on from the list.");
    if (this.left.childElementCount === files.length) return this.stop("None of these files could be taken.");
    this.says.textContent = "All files are here.";
    const read = await this.post("/start/open", { case: own });
    if (!read) return;
    if (this.left.childElementCount === 0) return location.assign(read.url);
    // Files that did not come over are read about before the page goes on.
    const on = document.createElement("a");
    on.className = "go";
    on.href = read.url;
    on.textContent = "Go on without these";
    byId("come-after")!.replaceChildren(on);
    on.focus();
  }

  private async post(address: string, fields: Record<string, string>): Promise<Response | undefined> {
    try {
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams({ token: this.token, ...fields }) });
      if (answer.ok) return answer;
      this.stop((await problems(answer)).map(wrongWords).join(" "));
    } catch {
      this.stop("The program does not answer.");
    }
    return undefined;
  }

  /** Sends one file. False where the program does not answer at all. */
  private async send(own: string, one: Dropped, of: number): Promise<boolean> {
    if (one.file.size > Number(this.drop.dataset.fileBytes)) {
      this.left.append(line(one.path, "the file is too large", "cut it into parts"));
    } else {
      try {
        const address = `/start/file?${new URLSearchParams({ case: own, path: one.path })}`;
        const answer = await fetch(address, { method: "POST", headers: { "x-rollcall-token": this.token }, body: one.file });
        if (!answer.ok) this.left.append(line(one.path, ...(await problems(answer)).flatMap((wrong) => [wrong.message, wrong.hint])));
      } catch {
        if (!(await alive())) return false;
        this.left.append(line(one.path, "the file could not be read", "check that you may open it"));
      }
    }
    this.came += 1;
    this.bar.value = this.came;
    this.says.textContent = `${this.came} of ${of} files`;
    return true;
  }
}

async function alive(): Promise<boolean> {
  return fetch("/api/progress").then((answer) => answer.ok, () => false);
}

function first(drop: HTMLElement): void {
  drop.hidden = false;
  const byPath = byId<HTMLDetailsElement>("by-path");
  if (byPath && !byPath.dataset.keep) byPath.open = false;
  const intake = new Intake(drop, drop.dataset.token ?? "");
  const input = byId<HTMLInputElement>("pick")!;
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
    if (files.length > 0) void intake.take(files);
  });
  const most = Number(drop.dataset.files);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  document.addEventListener("dragleave", () => drop.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (drop.hidden) return;
    const items = [...(event.dataTransfer?.items ?? [])];
    const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry): entry is FileSystemEntry => entry !== null);
    void filesOf(entries, most).then(
      (files) => intake.take(files),
      () => intake.take([]),
    );
  });
}

function draw(progress: Progress): void {
  for (const stage of progress.stages) {
    const item = document.querySelector<HTMLElement>(`[data-stage="${stage.name}"]`);
    const count = item?.querySelector(".count");
    if (!item || !count) continue;
    item.className = stage.is;
    item.toggleAttribute("aria-current", false);
    if (stage.is === "now") item.setAttribute("aria-current", "step");
    const now = stage.of > 1 ? `${stage.done} of ${stage.of}` : "now";
    count.textContent = stage.is === "done" ? "done" : stage.is === "now" ? now : "";
  }
  const list = byId("unused")!;
  const shown = list.childElementCount;
  for (const unused of progress.unused.slice(shown)) {
    list.append(line(unused.file.replace(/^(sources|records)\//, ""), unused.why, unused.hint));
  }
  byId("unused-title")!.hidden = progress.unused.length === 0;
}

async function follow(): Promise<void> {
  const own = new URLSearchParams(location.search).get("name");
  for (;;) {
    try {
      const progress = (await (await fetch("/api/progress")).json()) as Progress;
      if (progress.state !== "working" || progress.case !== own) return location.reload();
      draw(progress);
    } catch {
      const title = document.querySelector("h1");
      if (title) title.textContent = "The program does not answer: start it again, and read on from the list";
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

const drop = byId("drop");
if (drop) first(drop);
if (byId("stages")) void follow();
