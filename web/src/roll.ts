// Adds to pages that are complete without it: a text filter over lists and tables, an order for lists, and for tables rows that
// stay in view and wider cells. What is chosen stands in the address, so that it can be sent to somebody. Nothing is fetched or kept.
import { Table, type View } from "./matrix";

/** What a reader has chosen. */
interface Choice extends View {
  text: string;
  newest: boolean;
}

/** What stands in the address after `#`: a choice, or the name of a place on the page. */
function readChoice(): Choice {
  const query = new URLSearchParams(location.hash.slice(1));
  const pins = (query.get("pin") ?? "").split(",").filter((pin) => pin !== "");
  return { text: query.get("find") ?? "", newest: query.get("order") === "newest", pins, zoom: query.get("zoom") ?? "" };
}

function writeChoice(choice: Choice): void {
  const query = new URLSearchParams();
  if (choice.text) query.set("find", choice.text);
  if (choice.newest) query.set("order", "newest");
  if (choice.pins.length > 0) query.set("pin", choice.pins.join(","));
  if (choice.zoom) query.set("zoom", choice.zoom);
  const hash = query.toString();
  try {
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname.split("/").pop() ?? "");
  } catch {
    // Some browsers refuse this for files on disk: then the choice is not in the address, and works all the same.
  }
}

function words(node: Element): string {
  return (node.textContent ?? "").toLowerCase();
}

/** The things that can be filtered: items of lists, and rows of tables. */
function entries(main: Element): HTMLElement[] {
  return [...main.querySelectorAll<HTMLElement>(":scope > ol.lines > li, :scope > ul.plain > li, :scope .matrix tbody > tr")];
}

/** A sentence with its numbers, in the digits of the page's language. */
function counted(sentence: string, numbers: Record<string, number>): string {
  const digits = new Intl.NumberFormat(document.documentElement.lang === "my" ? "my-u-nu-mymr" : "en", { useGrouping: false });
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => digits.format(numbers[name] ?? 0));
}

function field(label: string, control: HTMLElement): HTMLLabelElement {
  const element = document.createElement("label");
  element.append(label, control);
  return element;
}

function tools(box: HTMLElement, choice: Choice, change: () => void, canTurn: boolean): void {
  box.classList.add("tools");
  box.setAttribute("role", "search");
  const input = document.createElement("input");
  input.type = "search";
  input.value = choice.text;
  input.addEventListener("input", () => {
    choice.text = input.value.trim();
    change();
  });
  box.append(field(box.dataset.find ?? "Show only lines with", input));
  if (canTurn) {
    const order = document.createElement("select");
    order.append(new Option(box.dataset.oldest ?? "Oldest first", "oldest"), new Option(box.dataset.newest ?? "Newest first", "newest"));
    order.value = choice.newest ? "newest" : "oldest";
    order.addEventListener("change", () => {
      choice.newest = order.value === "newest";
      change();
    });
    box.append(field(box.dataset.order ?? "Order", order));
  }
}

function start(): void {
  const main = document.getElementById("main");
  // A page that is worth filtering has a place for it.
  const box = document.getElementById("tools");
  if (!main || !box) return;
  const all = entries(main);
  const table = Table.of(main);
  const choice = readChoice();
  const lists = [...main.querySelectorAll<HTMLElement>(":scope > ol.lines")].filter((list) => list.childElementCount > 1);
  const canTurn = box.classList.contains("by-date") && lists.length > 0;
  let turned = false;
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  const apply = (): void => {
    const wanted = choice.text.toLowerCase();
    table?.show(choice);
    let shown = 0;
    for (const entry of all) {
      entry.hidden = wanted !== "" && !words(entry).includes(wanted) && !table?.keeps(entry, choice);
      if (!entry.hidden) shown += 1;
    }
    if (canTurn && turned !== choice.newest) {
      for (const list of lists) list.append(...[...list.children].reverse());
      turned = choice.newest;
    }
    told.textContent = wanted === "" ? "" : counted(box.dataset.shown ?? "{shown} of {all} shown", { shown, all: all.length });
  };
  const change = (): void => {
    apply();
    writeChoice(choice);
  };
  tools(box, choice, change, canTurn);
  table?.tools(box, choice, field, change);
  box.append(told);
  apply();
}

start();
