// Adds to the roll as a table: parties that stay in view while the rest scrolls, and wider cells or words in place of signs.
// The table is complete without it; what is chosen is a part of the choice that stands in the address.

/** What a reader has chosen of a table. */
export interface View {
  /** The parties that stay in view, in the order in which they were chosen. */
  pins: string[];
  /** How wide the cells are. */
  zoom: string;
}

/** Beyond these the first columns of rows would fill the window. */
const MOST = 6;

/** Wider cells, and words in them: names of classes in the style sheet. */
const ZOOMS = ["spaced", "worded"];

/** What stands for a row in the address: the id of its party's page, else its name. */
function keyOf(row: HTMLTableRowElement): string {
  const page = row.querySelector("th a")?.getAttribute("href")?.split("/").pop()?.replace(/\.html.*$/, "");
  return page ?? nameOf(row);
}

function nameOf(row: HTMLTableRowElement): string {
  return row.querySelector("th")?.textContent?.trim() ?? "";
}

export class Table {
  private readonly rows: HTMLTableRowElement[];
  private readonly byKey: Map<string, HTMLTableRowElement>;

  private constructor(private readonly scroll: HTMLElement, private readonly body: HTMLTableSectionElement) {
    this.rows = [...body.rows];
    this.byKey = new Map(this.rows.map((row) => [keyOf(row), row]));
  }

  /** The table of a page, if it has one. */
  static of(main: Element): Table | undefined {
    const scroll = main.querySelector<HTMLElement>(".scroll.matrix");
    const body = scroll?.querySelector("tbody");
    return scroll && body ? new Table(scroll, body) : undefined;
  }

  /** Whether a row stays whatever is filtered. */
  keeps(entry: Element, view: View): boolean {
    return view.pins.some((pin) => this.byKey.get(pin) === entry);
  }

  /** Shows a choice; parties that are not in this table are left out of it. */
  show(view: View): void {
    view.pins = view.pins.filter((pin) => this.byKey.has(pin)).slice(0, MOST);
    for (const zoom of ZOOMS) this.scroll.classList.toggle(zoom, view.zoom === zoom);
    const pinned = view.pins.map((pin) => this.byKey.get(pin)).filter((row) => row !== undefined);
    this.body.append(...pinned, ...this.rows.filter((row) => !pinned.includes(row)));
    for (const row of this.rows) row.classList.toggle("pinned", pinned.includes(row));
    // Each stays below the head of the table and below those before it.
    let top = this.scroll.querySelector<HTMLElement>("thead tr:last-child")?.offsetHeight ?? 0;
    for (const row of pinned) {
      row.style.setProperty("--top", `${top}px`);
      top += row.offsetHeight;
    }
  }

  /** The fields by which a reader chooses. */
  tools(box: HTMLElement, view: View, field: (label: string, control: HTMLElement) => HTMLLabelElement, change: () => void): void {
    const party = document.createElement("select");
    party.append(...[...this.byKey].map(([key, row]) => new Option(nameOf(row), key)));
    const held = view.pins.find((pin) => this.byKey.has(pin));
    if (held) party.value = held;
    const press = document.createElement("button");
    press.type = "button";
    const name = (): void => {
      const held = view.pins.includes(party.value);
      press.textContent = held ? (box.dataset.unpin ?? "Let it go") : (box.dataset.pin ?? "Keep it at the top");
      press.disabled = !held && view.pins.length >= MOST;
    };
    party.addEventListener("change", name);
    press.addEventListener("click", () => {
      view.pins = view.pins.includes(party.value) ? view.pins.filter((pin) => pin !== party.value) : [...view.pins, party.value];
      change();
      name();
    });
    const zoom = document.createElement("select");
    zoom.append(new Option(box.dataset.signs ?? "Signs", ""), new Option(box.dataset.spaced ?? "Signs, further apart", ZOOMS[0]), new Option(box.dataset.worded ?? "Words", ZOOMS[1]));
    zoom.value = ZOOMS.includes(view.zoom) ? view.zoom : "";
    zoom.addEventListener("change", () => {
      view.zoom = zoom.value;
      change();
    });
    const fields = [field(box.dataset.party ?? "Party", party), press, field(box.dataset.cells ?? "Cells", zoom)];
    for (const element of fields) element.classList.add("wide");
    box.append(...fields);
    name();
  }
}
