// Adds keys to the desk's review pages, which are complete without it: decide without a reload, see what it changed, and
// keep the source's words beside the card that is being read. Everything goes to this same address; nothing is kept.

import { boxes, typeBox } from "./box";
import { tableKeys } from "./table";

interface Changed {
  id: string;
  says: string;
}

interface Effect {
  new: Changed[];
  gone: Changed[];
  may_go_out: Changed[];
  held_back: Changed[];
  lines_out: number;
}

interface Line {
  id: string;
  target: string;
}

interface Problem {
  message: string;
  hint?: string;
}

const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("article.card[data-spans]")];
const acts: { lines: string[]; card: HTMLElement; states: { state: HTMLElement; before: string }[] }[] = [];
/** What a claim or a merge is after each act. */
const DONE: Record<string, string> = { accept: "accepted", reject: "rejected", dispute: "disputed", split: "kept apart" };
let at = 0;

function current(): HTMLElement | undefined {
  return cards()[at];
}

/** What stands at an address; nothing where the desk was ended, which the next decision says. */
async function get(address: string): Promise<Response | undefined> {
  try {
    return await fetch(address);
  } catch {
    return undefined;
  }
}

/** Shows the words of a card in the text beside it, and loads that text when it is another source's. */
async function showWords(card: HTMLElement): Promise<void> {
  const pane = document.getElementById("source");
  if (!pane) return;
  const path = card.dataset.source ?? "";
  const start = Number(card.dataset.start ?? 0);
  const shown = pane.querySelector<HTMLElement>("[data-path]")?.dataset.path;
  if (card.dataset.boxes) return showBoxes(card, pane, path, shown);
  if (shown !== path || !pane.querySelector(`mark[data-start="${start}"]`)) {
    const answer = await get(`/review/text?${new URLSearchParams({ source: path, at: String(start) })}`);
    if (!answer?.ok || current() !== card) return;
    pane.innerHTML = await answer.text();
  }
  const spans = (card.dataset.spans ?? "").split(",").map((span) => span.split("-").map(Number));
  let first: HTMLElement | undefined;
  for (const mark of pane.querySelectorAll<HTMLElement>("mark")) {
    const from = Number(mark.dataset.start);
    const to = Number(mark.dataset.end);
    const now = spans.some(([a, b]) => from < b && a < to);
    mark.classList.toggle("now", now);
    if (now) first ??= mark;
  }
  if (first) pane.scrollTop += first.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
}

/** Shows the boxes of a card on their picture, and loads that picture when another one is shown. */
async function showBoxes(card: HTMLElement, pane: HTMLElement, path: string, shown: string | undefined): Promise<void> {
  const page = card.dataset.page ?? "1";
  if (shown !== path || pane.querySelector<HTMLElement>("svg.picture")?.dataset.page !== page) {
    const answer = await get(`/review/text?${new URLSearchParams({ source: path, picture: page })}`);
    if (!answer?.ok || current() !== card) return;
    pane.innerHTML = await answer.text();
  }
  const names = (card.dataset.boxes ?? "").split(" ");
  let first: Element | undefined;
  for (const box of pane.querySelectorAll<SVGRectElement>("rect.box")) {
    const now = names.includes(box.dataset.box ?? "");
    box.classList.toggle("now", now);
    if (now) first ??= box;
  }
  if (first) pane.scrollTop += first.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
}

function select(to: number, focus = true, scroll = focus): void {
  const all = cards();
  if (all.length === 0) return;
  at = Math.max(0, Math.min(to, all.length - 1));
  all.forEach((card, n) => card.classList.toggle("now", n === at));
  const card = all[at];
  if (focus) {
    card.focus({ preventScroll: true });
    if (scroll) card.scrollIntoView({ block: "nearest" });
  }
  void showWords(card);
}

function isDone(card: HTMLElement): boolean {
  return card.classList.contains("done");
}

/** The next card that waits, else the next page of them. */
function next(): void {
  const all = cards();
  const from = all.findIndex((card, n) => n > at && !isDone(card));
  if (from >= 0) return select(from);
  const before = all.findIndex((card) => !isDone(card));
  if (before >= 0) return select(before);
  location.reload();
}

function say(place: Element | null | undefined, words: string, bad = false): void {
  if (!place) return;
  place.textContent = words;
  place.classList.toggle("bad", bad);
}

function count(things: Changed[], one: string, many: string): string[] {
  if (things.length === 0) return [];
  const first = things[0].says;
  return [`${things.length} ${things.length === 1 ? one : many}: ${first.length > 160 ? `${first.slice(0, 160)}…` : first}`];
}

async function showEffect(first: string): Promise<void> {
  const place = document.getElementById("effect");
  const answer = await get(`/api/effect?${new URLSearchParams({ of: first })}`);
  if (!answer?.ok) return;
  const effect = (await answer.json()) as Effect;
  const parts = [
    ...count(effect.gone, "finding is gone from the draft", "findings are gone from the draft"),
    ...count(effect.new, "finding is new in the draft", "findings are new in the draft"),
    ...count(effect.may_go_out, "finding may go out now", "findings may go out now"),
    ...count(effect.held_back, "finding may go out no more", "findings may go out no more"),
  ];
  say(place, parts.length > 0 ? parts.join(" ") : `No finding changed. Lines of the roll that may go out: ${effect.lines_out}.`);
}

function fields(form: HTMLFormElement, button: HTMLButtonElement | null): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    // Without the way back the answer is the lines that were written.
    if (typeof value === "string" && name !== "back") body.append(name, value);
  }
  if (button?.name) body.append(button.name, button.value);
  return body;
}

async function send(body: URLSearchParams, answerTo: Element | null | undefined): Promise<Line[] | undefined> {
  try {
    const answer = await fetch("/api/decide", { method: "POST", body });
    const said: unknown = await answer.json();
    if (answer.ok) return said as Line[];
    const problems = (said as { problems: Problem[] }).problems;
    say(answerTo, problems.map((problem) => [problem.message, problem.hint].filter(Boolean).join("; ")).join(". "), true);
  } catch {
    say(answerTo, "The desk does not answer. It may have been ended: what was decided before is written down.", true);
  }
  return undefined;
}

async function decide(form: HTMLFormElement, button: HTMLButtonElement | null): Promise<void> {
  const card = form.closest<HTMLElement>("article.card[data-spans]");
  const answer = card?.querySelector(".answer") ?? document.getElementById("effect");
  const lines = await send(fields(form, button), answer);
  if (!lines || lines.length === 0) return;
  if (!card || !form.matches("form.decide")) {
    // What was read changed: the page is drawn anew, at the same place.
    location.reload();
    return;
  }
  const done = DONE[button?.value ?? ""] ?? "decided";
  const states = lines
    .map((line) => card.querySelector<HTMLElement>(`[data-claim="${line.target}"] .state`))
    .filter((state) => state !== null)
    .map((state) => ({ state, before: state.textContent ?? "" }));
  states.forEach(({ state }) => (state.textContent = done));
  acts.push({ lines: lines.map((line) => line.id), card, states });
  card.classList.add("done");
  say(answer, `${done[0].toUpperCase()}${done.slice(1)}. Press u to take it back.`);
  next();
  await showEffect(lines[0].id);
}

async function undo(): Promise<void> {
  const act = acts.pop();
  const token = document.querySelector<HTMLMetaElement>('meta[name="token"]')?.content ?? "";
  if (!act) return say(document.getElementById("effect"), "Nothing to take back on this page. The list of all sources has the last acts.");
  const body = new URLSearchParams({ token, verb: "undo" });
  const by = new URLSearchParams(location.search).get("by");
  if (by) body.append("by", by);
  act.lines.forEach((line) => body.append("target", line));
  const lines = await send(body, document.getElementById("effect"));
  if (!lines) return;
  act.card.classList.remove("done");
  act.states.forEach(({ state, before }) => (state.textContent = before));
  say(act.card.querySelector(".answer"), "Taken back.");
  select(cards().indexOf(act.card));
  await showEffect(lines[0].id);
}

function press(card: HTMLElement, verb: string): void {
  const form = card.querySelector<HTMLFormElement>("form.decide");
  // What is not to be kept together is refused where it was proposed and cut where it was made.
  if (verb === "reject" && form?.querySelector('button[value="split"]')) verb = "split";
  if (!form?.querySelector(`button[value="${verb}"]`)) return;
  const why = form?.querySelector<HTMLInputElement>('input[name="why"]');
  if (!form || !why) return;
  if (verb !== "accept" && why.value.trim() === "") {
    form.dataset.verb = verb;
    why.focus();
    say(card.querySelector(".answer"), `Why ${verb === "split" ? "keep them apart" : verb}? Write the reason and press Enter.`);
    return;
  }
  void decide(form, form.querySelector<HTMLButtonElement>(`button[value="${verb}"]`));
}

/** Opens the field that puts a claim of the card right: the one with this number, else the first. */
function fix(card: HTMLElement, number: number): void {
  const all = [...card.querySelectorAll<HTMLDetailsElement>("details.fix")];
  const details = all[Math.min(number, all.length - 1)];
  if (!details) return say(card.querySelector(".answer"), "Nothing here is put right by typing.");
  details.open = true;
  details.querySelector<HTMLInputElement>('input[name="value"]')?.select();
}

const KEYS: [string, string][] = [
  ["a", "accept what is ticked"],
  ["r", "reject it, with a reason"],
  ["d", "dispute it, with a reason"],
  ["c", "put the first claim right (1 to 9: that one)"],
  ["s or j", "next, without deciding"],
  ["k", "the one before"],
  ["x", "tick or untick everything"],
  ["u", "take the last act back"],
  ["n", "add somebody whom the reader missed"],
  ["b", "type a box on the picture (or draw it)"],
  ["p", "the page as a picture, or its text; the list, or the table"],
  ["[ and ]", "the page before, the next page"],
  ["X", "tick or untick every merge of the page"],
  ["l", "the roll"],
  ["/", "find words"],
  ["m", "decide who is one"],
  ["t", "open the table of sources"],
  ["f", "there: find files"],
  ["w", "there: save every row that you changed; on a map: save it"],
  ["v", "on a map: show what it makes of the rows"],
  ["?", "show these keys"],
];

function help(): void {
  const known = document.querySelector<HTMLDialogElement>("dialog.keys");
  if (known) return known.open ? known.close() : known.showModal();
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-label", "Keys");
  const list = document.createElement("dl");
  for (const [key, does] of KEYS) {
    const term = document.createElement("dt");
    const kbd = document.createElement("kbd");
    kbd.textContent = key;
    term.append(kbd);
    const what = document.createElement("dd");
    what.textContent = does;
    list.append(term, what);
  }
  const close = document.createElement("button");
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.append(list, close);
  document.body.append(dialog);
  dialog.showModal();
}

/** Opens another page of the desk under the same reviewer's name. */
function go(page: string): void {
  const by = new URLSearchParams(location.search).get("by");
  location.assign(by ? `${page}?${new URLSearchParams({ by })}` : page);
}

/** Opens a link of this page, where there is one. */
function follow(selector: string): void {
  document.querySelector<HTMLAnchorElement>(selector)?.click();
}

function key(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  const target = event.target as HTMLElement;
  if (target.matches("input[type=text], input[type=number], input[type=search], textarea, select")) {
    if (event.key === "Escape") select(at);
    return;
  }
  const card = current();
  const number = Number(event.key);
  const does: Record<string, () => void> = {
    s: next,
    j: () => select(at + 1),
    k: () => select(at - 1),
    u: () => void undo(),
    "?": help,
    "/": () => {
      const field = document.querySelector<HTMLInputElement>('form[action="/ask"] input[name="words"]');
      if (field) return field.select();
      go("/ask");
    },
    m: () => go("/review/merges"),
    l: () => go("/roll"),
    b: () => void typeBox(),
    p: () => follow("#other"),
    "[": () => follow('#source a[rel="prev"]'),
    "]": () => follow('#source a[rel="next"]'),
    X: () => {
      const all = [...document.querySelectorAll<HTMLInputElement>('input[type=checkbox][form="together"]')];
      const ticked = all.every((box) => box.checked);
      all.forEach((box) => (box.checked = !ticked));
    },
    t: () => go("/sources"),
    ...tableKeys(),
    n: () => {
      const add = document.querySelector<HTMLDetailsElement>("#add");
      if (!add) return;
      add.open = true;
      add.querySelector("textarea")?.focus();
    },
  };
  if (card) {
    does.a = () => press(card, "accept");
    does.r = () => press(card, "reject");
    does.d = () => press(card, "dispute");
    does.c = () => fix(card, 0);
    does.x = () => {
      const boxes = [...card.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
      const ticked = boxes.every((box) => box.checked);
      boxes.forEach((box) => (box.checked = !ticked));
    };
    if (number >= 1 && number <= 9) does[event.key] = () => fix(card, number - 1);
  }
  const act = does[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** Words selected in the source go into the form that adds somebody. */
function selected(): void {
  const selection = document.getSelection();
  const pane = document.getElementById("source");
  const quote = document.querySelector<HTMLTextAreaElement>('#add textarea[name="quote"]');
  if (!selection || selection.isCollapsed || !pane?.contains(selection.anchorNode) || !quote) return;
  quote.value = selection.toString();
}

function submit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.getAttribute("action") !== "/api/decide") return;
  const button = event.submitter as HTMLButtonElement | null;
  const inBulk = form.querySelector('select[name="kind"]') !== null;
  if (inBulk) return;
  event.preventDefault();
  // Enter in the reason does what the key asked for.
  const verb = form.dataset.verb;
  const wanted = verb ? form.querySelector<HTMLButtonElement>(`button[value="${verb}"]`) : button;
  delete form.dataset.verb;
  void decide(form, document.activeElement?.matches("button") ? button : wanted);
}

boxes();
document.addEventListener("keydown", key);
document.addEventListener("submit", submit);
document.addEventListener("selectionchange", selected);
document.addEventListener("focusin", (event) => {
  const card = (event.target as HTMLElement).closest<HTMLElement>("article.card[data-spans]");
  const n = card ? cards().indexOf(card) : -1;
  if (n >= 0 && n !== at) select(n, false);
});
const from = cards().findIndex((card) => `#${card.id}` === location.hash);
// A place in the text that was asked for stays in sight.
if (cards().length > 0 && location.hash !== "#here") select(Math.max(from, 0), true, from > 0);
