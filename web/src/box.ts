// A box on a picture: drawn with mouse, pen or finger, or typed into the four fields; each follows the other.

const SIDES = ["left", "top", "width", "height"] as const;

function form(): HTMLElement | null {
  return document.getElementById("box");
}

function fields(): HTMLInputElement[] {
  const box = form();
  return box ? SIDES.map((name) => box.querySelector<HTMLInputElement>(`input[name="${name}"]`)).filter((field) => field !== null) : [];
}

/** The picture that the form is about: another page's may stand beside a card for a while. */
function picture(): SVGSVGElement | null {
  const page = form()?.querySelector<HTMLInputElement>('input[name="page"]')?.value;
  return page ? document.querySelector<SVGSVGElement>(`svg.picture[data-page="${page}"]`) : null;
}

/** Draws what the fields say. */
function follow(): void {
  const drawn = picture()?.querySelector("#drawn");
  const values = fields().map((field) => Number(field.value) || 0);
  if (!drawn || values.length < 4) return;
  ["x", "y", "width", "height"].forEach((name, n) => drawn.setAttribute(name, String(Math.max(0, values[n]))));
}

/** A place of the page, in its own measure and inside it. */
function place(svg: SVGSVGElement, event: PointerEvent): [number, number] {
  const on = svg.getBoundingClientRect();
  const { width, height } = svg.viewBox.baseVal;
  const within = (part: number, whole: number) => Math.max(0, Math.min(1, part / whole));
  return [within(event.clientX - on.left, on.width) * width, within(event.clientY - on.top, on.height) * height];
}

function write(from: [number, number], to: [number, number]): void {
  const round = (number: number) => Math.round(number * 10) / 10;
  const [left, top] = [0, 1].map((n) => Math.min(from[n], to[n]));
  const values = [left, top, Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])].map(round);
  fields().forEach((field, n) => (field.value = String(values[n])));
  follow();
}

function press(event: PointerEvent): void {
  const svg = picture();
  const box = form();
  if (!svg || !box || !svg.contains(event.target as Node) || event.button !== 0) return;
  event.preventDefault();
  const from = place(svg, event);
  svg.setPointerCapture(event.pointerId);
  const move = (now: PointerEvent) => write(from, place(svg, now));
  const end = () => {
    svg.removeEventListener("pointermove", move);
    svg.removeEventListener("pointerup", end);
    svg.removeEventListener("pointercancel", end);
    box.setAttribute("open", "");
    box.querySelector<HTMLElement>('textarea[name="description"]')?.focus({ preventScroll: true });
  };
  svg.addEventListener("pointermove", move);
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);
}

/** Goes to the form, to type the box. */
export function typeBox(): boolean {
  const box = form();
  if (!box) return false;
  box.setAttribute("open", "");
  box.scrollIntoView({ block: "nearest" });
  fields()[0]?.focus();
  return true;
}

export function boxes(): void {
  document.addEventListener("pointerdown", press);
  form()?.addEventListener("input", follow);
  follow();
}
