// The table of sources and the map of a table's columns, which are complete without it: a row is saved without a reload, every
// changed row by one key, and a choice shows at once what it makes of the rows.

interface Problem {
  message: string;
  hint?: string;
}

interface Reading {
  behind: boolean;
  problems: Problem[];
}

function say(place: Element | null | undefined, words: string, bad = false): void {
  if (!place) return;
  place.textContent = words;
  place.classList.toggle("bad", bad);
}

function inWords(problems: Problem[]): string {
  return problems.map((problem) => [problem.message, problem.hint].filter(Boolean).join("; ")).join(". ");
}

const rowOf = (form: HTMLFormElement): HTMLElement | null => form.closest<HTMLElement>("tr");

function rowsOf(page: ParentNode, file: string): HTMLElement[] {
  return [...page.querySelectorAll<HTMLElement>("tr.source")].filter((row) => row.dataset.file === file);
}

let waits = false;

/** Says when the case was read again with what was saved. */
async function watch(): Promise<void> {
  const place = document.getElementById("reading");
  if (waits || !place) return;
  waits = true;
  say(place, "The case is being read again with what was saved.");
  for (;;) {
    await new Promise((done) => setTimeout(done, 700));
    const answer = await fetch("/api/reading").catch(() => undefined);
    if (!answer?.ok) break;
    const reading = (await answer.json()) as Reading;
    if (reading.behind) continue;
    if (reading.problems.length > 0) say(place, `The case could not be read again: ${inWords(reading.problems)}`, true);
    else say(place, "The case was read again with what was saved.");
    break;
  }
  waits = false;
}

/** Draws the rows of a file anew, so that the next save knows what was saved; other rows keep what was typed there. */
async function redraw(file: string): Promise<void> {
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, fresh] = [rowsOf(document, file), rowsOf(page, file)];
  if (old.length !== fresh.length || document.querySelectorAll("tr.source").length !== page.querySelectorAll("tr.source").length) {
    location.reload();
    return;
  }
  old.forEach((row, n) => {
    if (!row.classList.contains("changed")) row.innerHTML = fresh[n].innerHTML;
    // What is still being changed was read before the save and is to be written after it.
    else for (const seen of row.querySelectorAll<HTMLInputElement>('input[name="seen"]')) seen.value = fresh[n].querySelector<HTMLInputElement>('input[name="seen"]')?.value ?? "";
  });
  const seen = fresh[0]?.querySelector<HTMLInputElement>('input[name="seen"]')?.value ?? "";
  for (const form of document.querySelectorAll<HTMLFormElement>("tr.new form.source")) {
    if (new FormData(form).get("file") === file) (form.elements.namedItem("seen") as HTMLInputElement).value = seen;
  }
}

async function saveRow(form: HTMLFormElement): Promise<boolean> {
  const row = rowOf(form);
  const place = row?.querySelector(".answer");
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "back") body.append(name, value);
  const answer = await fetch("/api/sources", { method: "POST", body }).catch(() => undefined);
  if (!answer) {
    say(place, "The desk does not answer. It may have been ended: nothing of this row is saved.", true);
    return false;
  }
  const said: unknown = await answer.json();
  if (!answer.ok) {
    say(place, inWords((said as { problems: Problem[] }).problems), true);
    return false;
  }
  const written = (said as { written: string[] }).written;
  row?.classList.remove("changed");
  const file = body.get("file") ?? "";
  if (row?.classList.contains("new")) {
    location.reload();
    return true;
  }
  await redraw(file);
  say(row?.querySelector(".answer"), written.length > 0 ? "Saved." : "Nothing was different.");
  if (written.length > 0) void watch();
  return true;
}

/** Saves every row that was changed, one after the other. */
async function saveAll(): Promise<void> {
  for (const row of document.querySelectorAll<HTMLElement>("tr.source.changed, tr.new.changed")) {
    const form = row.querySelector<HTMLFormElement>("form.source");
    if (form) await saveRow(form);
  }
}

/** Shows the map with the choices of this moment; the choice at hand stays at hand. */
async function showMap(form: HTMLFormElement): Promise<void> {
  const at = (document.activeElement as HTMLSelectElement | null)?.name;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  body.append("do", "show");
  const answer = await fetch("/api/map", { method: "POST", body }).catch(() => undefined);
  const type = answer?.headers.get("content-type") ?? "";
  if (!answer || !type.startsWith("text/html")) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [old, fresh] = [document.getElementById("map"), page.getElementById("map")];
  if (!old || !fresh) return;
  old.replaceWith(document.importNode(fresh, true));
  if (at) document.querySelector<HTMLElement>(`#choices [name="${at}"]`)?.focus();
}

/** What keys do here; nothing on other pages. */
export function tableKeys(): Record<string, () => void> {
  const choices = document.querySelector<HTMLFormElement>("#choices");
  if (choices) {
    return {
      v: () => void showMap(choices),
      w: () => choices.querySelector<HTMLButtonElement>('button[value="save"]')?.click(),
    };
  }
  const words = document.querySelector<HTMLInputElement>('form[action="/sources"] input[name="words"]');
  return words ? { f: () => words.select(), w: () => void saveAll() } : {};
}

if (document.querySelector("#reading[data-behind]")) void watch();
document.addEventListener("input", (event) => {
  const field = event.target as HTMLInputElement;
  if (field.form?.classList.contains("source")) field.closest("tr")?.classList.add("changed");
});
document.addEventListener("change", (event) => {
  const field = event.target as HTMLElement;
  const choices = field.closest<HTMLFormElement>("#choices");
  if (choices && field.matches("select")) void showMap(choices);
});
document.addEventListener("toggle", (event) => {
  const opened = event.target as HTMLDetailsElement;
  if (opened.open && opened.matches(".sources details")) opened.scrollIntoView({ block: "nearest" });
}, true);
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.classList.contains("source")) return;
  event.preventDefault();
  void saveRow(form);
});
