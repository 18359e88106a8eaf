// Uses the desk as a reviewer would, in real Chromium: npm run test:desk -- PROGRAM CASE SHOTS
//
// CASE is a copy that may be written to, without decisions. What is looked at: 50 cards accepted by key with a reload in the
// middle, at most two presses each; a field put right with at most five presses beside its letters; an act taken back; the
// program killed and started again; two tabs with two reviewers; a box drawn on a photograph and another typed; merges decided
// together; a reply recorded; the roll narrowed down; every line of decisions.jsonl against what was pressed; axe at 1280, 820
// and 768 pixels, light and dark; no console message, no request to another address.
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { spawn, spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const [program, folder, shots] = process.argv.slice(2).map((word) => resolve(word));
if (!program || !folder || !shots) {
  console.error("test:desk needs the program, a case and a folder for pictures");
  process.exit(2);
}
/** Cards that are accepted by key. */
const CARDS = 50;
/** The page is loaded again before this one: not where the desk itself goes on to its next page. */
const RELOAD = 20;
/** Whether the desk was killed and has not been started again. */
let stopped = false;
const faults = [];
const check = (holds, says) => {
  if (!holds) faults.push(says);
};

/** Puts a photograph and a scan without text into the case, made by the browser itself, and builds it again. */
async function photograph(browser) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await page.setContent(`<body style="margin:0"><svg width="1200" height="800">
    <rect width="1200" height="800" fill="#b9c4cc"/><rect y="560" width="1200" height="240" fill="#6b4f3a"/>
    ${[180, 480, 780].map((x) => `<g fill="#3c4a3a"><circle cx="${x + 90}" cy="260" r="70" fill="#c99b78"/><rect x="${x}" y="340" width="180" height="220"/></g>`).join("")}
  </svg>`);
  await page.screenshot({ path: join(folder, "sources", "photo.png") });
  await page.setContent('<svg width="500" height="600"><rect x="40" y="40" width="400" height="60" fill="none" stroke="#222" stroke-width="4"/><path d="M60 160h360M60 200h300M60 240h340" stroke="#222" stroke-width="8"/></svg>');
  await page.pdf({ path: join(folder, "sources", "scan.pdf") });
  await page.close();
  for (const name of ["photo.png", "scan.pdf"]) {
    await writeFile(join(folder, "sources", `${name}.toml`), `[source]\ntitle = "What ${name} shows"\ndate = "2021-06-20"\naccess = "public"\n`);
  }
  const built = spawnSync(program, ["build", folder]);
  check([0, 3].includes(built.status), `the case was not built again: ${built.stderr}`);
}

/** Starts the desk and waits for its address. */
async function start(listen = "127.0.0.1:0") {
  const child = spawn(program, ["serve", folder, "--listen", listen, "--json"], { stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface({ input: child.stdout })) return { child, base: JSON.parse(line).address.replace(/\/$/, "") };
  throw new Error("the desk did not start");
}

async function decisions() {
  const text = await readFile(join(folder, "decisions.jsonl"), "utf8").catch(() => "");
  return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

async function tab(browser, base, width = 1280, colorScheme = "light") {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  page.on("console", (message) => {
    // What the test provokes is a message of the browser's own: a refusal, and any word for a desk that is not there.
    const provoked = stopped ? /net::ERR_/ : /409|422/;
    if (!provoked.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => check(request.url().startsWith(base), `a request leaves the desk: ${request.url()}`));
  return page;
}

let presses = 0;
async function press(page, key) {
  presses += 1;
  await page.keyboard.press(key);
}

/** Accepts the card at hand and waits until the next is. */
async function accept(page) {
  const before = await page.locator("article.card.done").count();
  await press(page, "a");
  await page.waitForFunction(
    (count) => document.querySelectorAll("article.card.done").length > count || document.querySelectorAll("article.card.done").length === 0 && count > 0,
    before,
  );
}

async function reviewFifty(page, base) {
  await page.goto(`${base}/review?queue=need&by=ana`);
  const started = presses;
  for (let card = 0; card < CARDS; card += 1) {
    if (card === RELOAD) await page.reload();
    await page.waitForSelector("article.card.now:not(.done)");
    await accept(page);
  }
  check(presses - started <= 2 * CARDS, `${presses - started} presses for ${CARDS} cards`);
  await page.waitForTimeout(300);
  const lines = await decisions();
  check(lines.every((line) => line.by === "ana" && line.verb === "accept"), "a line that nobody asked for");
  const mentions = new Set(lines.map((line) => line.batch ?? line.id));
  check(mentions.size === CARDS, `${mentions.size} acts written for ${CARDS}`);
  check(new Set(lines.map((line) => line.target)).size === lines.length, "a claim decided twice");
  return lines.length;
}

async function putRight(page, base) {
  await page.goto(`${base}/review?queue=need&by=ana`);
  await page.waitForSelector("article.card.now");
  const started = presses;
  await press(page, "c");
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "value");
  await page.keyboard.type("2021-06");
  const loaded = page.waitForEvent("load");
  await press(page, "Enter");
  await loaded;
  check(presses - started <= 5, `${presses - started} presses to put a field right`);
  const last = (await decisions()).at(-1);
  check(last?.verb === "correct" && last.value === "2021-06", "the right value was not written");
}

async function takeBack(page) {
  await page.waitForSelector("article.card.now:not(.done)");
  const id = await page.locator("article.card.now").getAttribute("id");
  await accept(page);
  await press(page, "u");
  await page.waitForFunction((card) => !document.getElementById(card)?.classList.contains("done"), id);
  const lines = await decisions();
  check(lines.at(-1)?.verb === "undo", "an act was not taken back");
}

async function killed(page, desk) {
  const before = await decisions();
  stopped = true;
  desk.child.kill("SIGKILL");
  await page.keyboard.press("a");
  await page.waitForSelector(".answer.bad, #effect.bad");
  const again = await start(desk.base.replace("http://", ""));
  stopped = false;
  check((await decisions()).length === before.length, "decisions were lost when the program was killed");
  await page.goto(`${again.base}/review?queue=need&by=ana`);
  await page.waitForSelector("article.card.now:not(.done)");
  await accept(page);
  await page.waitForTimeout(200);
  check((await decisions()).length > before.length, "nothing could be decided after the program was killed");
  return again;
}

async function twoReviewers(browser, base) {
  const [one, two] = [await tab(browser, base), await tab(browser, base)];
  await one.goto(`${base}/review?queue=need&by=ana`);
  await two.goto(`${base}/review?queue=need&by=ben`);
  await one.waitForSelector("article.card.now");
  await two.waitForSelector("article.card.now");
  await accept(one);
  const before = await decisions();
  await two.keyboard.press("r");
  await two.keyboard.type("not in the words");
  await two.keyboard.press("Enter");
  await two.waitForSelector("article.card.now .answer.bad");
  const said = await two.locator("article.card.now .answer.bad").innerText();
  check(/ana.*accept.*meanwhile/.test(said), `the other reviewer is told: ${said}`);
  check((await decisions()).length === before.length, "one reviewer wrote over the other");
  await Promise.all([one.context().close(), two.context().close()]);
}

/** A merge refused by key, with its reason. */
async function refuse(browser, base) {
  const page = await tab(browser, base);
  await page.goto(`${base}/review/merges?by=ana`);
  await page.waitForSelector("article.card.now");
  await page.keyboard.press("r");
  await page.keyboard.type("two of one name");
  await page.keyboard.press("Enter");
  await page.waitForSelector("article.card.done");
  const last = (await decisions()).at(-1);
  check(["split", "reject"].includes(last?.verb) && last.why === "two of one name", "a merge was not refused by key");
  await page.context().close();
}

const PHOTO = `/review?${new URLSearchParams({ source: "sources/photo.png", by: "ana" })}`;

/** Whoever stands in a box that is drawn with the mouse is on the roll; a second box is typed. */
async function draw(browser, base) {
  const page = await tab(browser, base);
  await page.goto(base + PHOTO);
  await page.waitForSelector("svg.picture image");
  const on = await page.locator("svg.picture").boundingBox();
  const at = (x, y) => [on.x + (x / 1200) * on.width, on.y + (y / 800) * on.height];
  await page.mouse.move(...at(180, 190));
  await page.mouse.down();
  await page.mouse.move(...at(300, 400), { steps: 4 });
  await page.mouse.move(...at(360, 560), { steps: 4 });
  await page.mouse.up();
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "description");
  await page.keyboard.type("the first of three at the table, in a green coat");
  await page.locator('#box input[name="party"]').fill("Aung Htay");
  await page.locator('#box select[name="target"]').selectOption({ index: 1 });
  await page.screenshot({ path: join(shots, "desk-box-drawn.png") });
  let loaded = page.waitForEvent("load");
  await page.locator('#box button[value="add"]').click();
  await loaded;
  let last = (await decisions()).at(-1);
  const near = [180, 190, 360, 560].every((side, n) => Math.abs(last.region?.box[n] / 1000 - side) < 4);
  check(last.verb === "add" && near && last.quote.exact === "", `the box was not written down: ${JSON.stringify(last.region)}`);
  await page.goto(`${base}${PHOTO}&all=yes`);
  await page.waitForSelector("article.card.now .seen");
  await page.waitForSelector("rect.box.now");
  check(/^Seen by a reviewer in a picture: the first of three/.test(await page.locator("article.card .seen").first().innerText()), "a card does not say that it was seen");
  check((await page.locator("article.card q, article.card blockquote").count()) === 0, "what was seen stands as a quote");
  await page.goto(base + PHOTO);
  await page.keyboard.press("b");
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "left");
  for (const [side, next] of [["480", "Tab"], ["190", "Tab"], ["180", "Tab"], ["370", "Tab"]]) {
    await page.keyboard.type(side);
    await page.keyboard.press(next);
  }
  check((await page.locator("#drawn").getAttribute("x")) === "480", "the box does not follow what is typed");
  await page.keyboard.type("the second of three");
  await page.locator('#box input[name="party"]').fill("Ben Oo");
  await page.locator('#box input[name="name"]').fill("Dinner at the harbour");
  await page.locator('#box input[name="date"]').fill("2021-06-18");
  loaded = page.waitForEvent("load");
  await page.locator('#box button[value="add"]').press("Enter");
  await loaded;
  last = (await decisions()).at(-1);
  check(last.region?.box.join() === "480000,190000,660000,560000" && last.claim.date === "2021-06-18", "a typed box was not written down");
  await page.context().close();
}

/** Merges of one sort ticked with one key and refused with one reason. */
async function together(browser, base) {
  const page = await tab(browser, base);
  await page.goto(`${base}/review/merges?by=ana`);
  await page.getByText("Decide several of one sort together").click();
  await page.locator("details[open] li a").first().click();
  await page.waitForSelector('input[form="together"]');
  await page.keyboard.press("X");
  const ticked = await page.locator('input[form="together"]:checked').count();
  check(ticked > 1, `${ticked} merges were ticked`);
  await page.locator('#together input[name="why"]').fill("namesakes");
  const loaded = page.waitForEvent("load");
  await page.locator('#together button[value="reject"]').click();
  await loaded;
  const lines = (await decisions()).filter((line) => line.why === "namesakes");
  check(lines.length === ticked && new Set(lines.map((line) => line.batch)).size === 1, "merges were not decided together");
  await page.context().close();
}

/** What a finding still needs stands beside whom it names, once they go out by name, and a reply is recorded there. */
async function reply(browser, base) {
  const page = await tab(browser, base);
  const people = await (await page.request.get(`${base}/api/facts?kind=Person`)).json();
  const needs = page.locator("details.needs", { has: page.locator(".reply") }).first();
  for (const person of people) {
    await page.goto(`${base}/about/${person.id}?by=ana`);
    await page.locator('#naming select[name="value"]').selectOption("public office");
    const loaded = page.waitForEvent("load");
    await page.locator("#naming button").click();
    await loaded;
    check((await page.locator("#naming").innerText()).includes("By name: public office"), "how a person is given was not recorded");
    if ((await needs.count()) > 0) break;
  }
  if ((await needs.count()) === 0) return check(false, "no page says what its findings need");
  await needs.locator("summary").first().click();
  await needs.locator(".reply summary").first().click();
  await needs.locator('.reply select[name="verb"]').first().selectOption("not-approached");
  await needs.locator('.reply input[name="why"]').first().fill("no address is known");
  await page.screenshot({ path: join(shots, "desk-needs.png") });
  const loaded = page.waitForEvent("load");
  await needs.locator(".reply button").first().click();
  await loaded;
  const last = (await decisions()).at(-1);
  check(last.verb === "not-approached" && last.why === "no address is known", "a reply was not recorded");
  await page.context().close();
}

/** The roll narrowed down, and turned into a table and back by key. */
async function narrow(browser, base) {
  const page = await tab(browser, base);
  await page.goto(`${base}/review?by=ana`);
  await page.keyboard.press("l");
  await page.waitForURL(/\/roll\?by=ana/);
  const lines = async () => Number((await page.locator("#shown").innerText()).split(" ")[0]);
  const all = await lines();
  await page.locator('select[name="role"]').selectOption("host");
  await page.getByRole("button", { name: "Show these" }).click();
  await page.waitForURL(/role=host/);
  const hosts = await lines();
  check(hosts > 0 && hosts < all, `${hosts} of ${all} lines are of hosts`);
  await page.keyboard.press("p");
  await page.waitForURL(/view=table/);
  check((await lines()) === hosts, "the table shows other lines than the list");
  const mark = page.locator("a.mark").first();
  const to = await mark.getAttribute("href");
  await mark.click();
  await page.waitForURL((url) => url.pathname === "/review");
  check(await page.locator(`[id="${to.split("#")[1]}"]`).isVisible(), "a mark does not lead to its words");
  await page.context().close();
}

/** A value in the table of sources changed and saved by key, a fault said, and the case read again with it. */
async function tableOfSources(browser, base) {
  const page = await tab(browser, base);
  await page.goto(`${base}/review`);
  await page.keyboard.press("t");
  await page.waitForURL(/\/sources/);
  const row = page.locator("tr.source:not(.part)").first();
  const file = await row.getAttribute("data-file");
  await row.locator('input[name="author"]').fill("A person of the test");
  await row.locator('input[name="date"]').fill("31/12/2021");
  await page.locator("h1").click();
  await page.keyboard.press("w");
  await page.waitForSelector("tr.source .answer.bad");
  check(/is not a date/.test(await row.locator(".answer").innerText()), "a wrong date is not said in its row");
  await row.locator('input[name="date"]').fill("2021-12-31");
  await page.locator("h1").click();
  await page.keyboard.press("w");
  await page.waitForFunction(() => document.querySelector("tr.source .answer")?.textContent === "Saved.");
  const sidecar = await readFile(join(folder, `${file}.toml`), "utf8");
  check(/author = "A person of the test"/.test(sidecar) && /2021-12-31/.test(sidecar), `the sidecar of ${file} was not written`);
  await page.waitForFunction(() => /was read again/.test(document.getElementById("reading")?.textContent ?? ""), undefined, { timeout: 120000 });
  await page.keyboard.press("f");
  await page.keyboard.type("a person of the test");
  await page.keyboard.press("Enter");
  await page.waitForURL(/words=/);
  check(/^1 file of/.test(await page.locator("#found").innerText()), "the file is not found by its new author");
  // A part is added where the file may have any.
  const add = page.locator("tr.new summary").first();
  await page.goto(`${base}/sources`);
  if (await add.count()) {
    await add.click();
    const form = page.locator("tr.new").first();
    await form.locator('input[name="part"]').fill(/pages/.test(await form.innerText()) ? "page 1" : "rows 1");
    await form.locator('input[name="title"]').fill("A part of the test");
    await form.locator("button").click();
    await page.waitForSelector("tr.source.part");
  }
  await page.context().close();
}

/** A column's choice shows at once what it makes of the rows, and is saved by key. */
async function columnMap(browser, base, file) {
  const page = await tab(browser, base);
  await page.goto(`${base}/map?${new URLSearchParams({ file })}`);
  const before = await readFile(join(folder, `${file}.toml`), "utf8").catch(() => "");
  const choice = page.locator("#choices tbody td > select").last();
  const name = await choice.getAttribute("name");
  await choice.focus();
  await choice.selectOption("document.title");
  await page.waitForFunction(() => /Document, title/.test(document.getElementById("understood")?.textContent ?? ""));
  check((await page.evaluate(() => document.activeElement?.getAttribute("name"))) === name, "the choice at hand is lost");
  check((await readFile(join(folder, `${file}.toml`), "utf8").catch(() => "")) === before, "a look at a map writes it");
  await page.locator("h1").click();
  await page.keyboard.press("w");
  await page.waitForSelector(".done-line");
  check(/title = /.test(await readFile(join(folder, `${file}.toml`), "utf8")), "the map was not saved");
  await page.context().close();
}

/** The first table of the case. */
async function aTable(browser, base) {
  const page = await tab(browser, base);
  await page.goto(`${base}/sources?words=records`);
  const href = await page.locator("a[href^='/map']").first().getAttribute("href");
  await page.context().close();
  return new URL(href, base).searchParams.get("file");
}

async function look(browser, base, table) {
  const addresses = {
    "sources-table": "/sources", map: `/map?${new URLSearchParams({ file: table })}`,
    sources: "/review", queue: "/review?queue=need", ...(await aSource(browser, base)),
    merges: "/review/merges?all=yes", about: await aThing(browser, base), ask: "/ask?words=counter+terrorism",
    photo: PHOTO, scan: "/review?source=sources%2Fscan.pdf", roll: "/roll", matrix: "/roll?view=table",
    "what-if": "/what-if?as_of=2022-05-15", gaps: "/gaps", leads: "/leads",
  };
  for (const [width, scheme] of [[1280, "light"], [820, "dark"], [768, "light"]]) {
    const page = await tab(browser, base, width, scheme);
    for (const [name, address] of Object.entries(addresses)) {
      // On a small tablet everything that opens is open, on the pages where most does.
      if (width === 768 && !["queue", "merges", "about", "photo", "scan", "roll", "matrix"].includes(name)) continue;
      await page.goto(base + address);
      await page.waitForTimeout(150);
      if (width === 768) await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      await page.screenshot({ path: join(shots, `desk-${name}-${width}.png`) });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      check(!wide, `${address} scrolls sideways at ${width}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const violation of violations) faults.push(`${address} at ${width}, ${scheme}: ${violation.id}: ${violation.nodes[0]?.html.slice(0, 160)}`);
    }
    await page.goto(`${base}/review?queue=need`);
    await page.keyboard.press("?");
    check(await page.locator("dialog.keys[open]").isVisible(), "? lists no keys");
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.waitForURL(/\/ask/);
    await page.keyboard.press("?");
    check(await page.locator("dialog.keys[open]").isVisible(), "? lists no keys where nothing is decided");
    await page.context().close();
  }
}

async function aSource(browser, base) {
  const page = await tab(browser, base);
  await page.goto(`${base}/review`);
  const href = await page.locator("main table a").last().getAttribute("href");
  await page.context().close();
  return { source: href };
}

/** The first thing that a merge is about: by then it has claims and decisions. */
async function aThing(browser, base) {
  const page = await tab(browser, base);
  await page.goto(`${base}/review/merges?all=yes`);
  const href = await page.locator("article.card a[href^='/about/']").first().getAttribute("href");
  await page.context().close();
  return href;
}

await mkdir(shots, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
await photograph(browser);
let desk = await start();
try {
  const page = await tab(browser, desk.base);
  const written = await reviewFifty(page, desk.base);
  await putRight(page, desk.base);
  await takeBack(page);
  desk = await killed(page, desk);
  await twoReviewers(browser, desk.base);
  await refuse(browser, desk.base);
  await draw(browser, desk.base);
  await together(browser, desk.base);
  await reply(browser, desk.base);
  await narrow(browser, desk.base);
  const table = await aTable(browser, desk.base);
  await tableOfSources(browser, desk.base);
  await columnMap(browser, desk.base, table);
  await look(browser, desk.base, table);
  console.log(`${CARDS} cards by key, ${written} claims written, ${presses} presses in all`);
} catch (error) {
  faults.push(String(error));
} finally {
  await browser.close();
  desk.child.kill();
}
for (const says of faults) console.error(says);
console.log(`${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
