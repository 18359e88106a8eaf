// Uses the desk as a reviewer would, in real Chromium: npm run test:desk -- PROGRAM CASE SHOTS
//
// CASE is a copy that may be written to, without decisions. What is looked at: 50 cards accepted by key with a reload in the
// middle, at most two presses each; a field put right with at most five presses beside its letters; an act taken back; the
// program killed and started again; two tabs with two reviewers; every line of decisions.jsonl against what was pressed; axe at
// 1280 and 820 pixels, light and dark; no console message, no request to another address.
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
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
const faults = [];
const check = (holds, says) => {
  if (!holds) faults.push(says);
};

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
    // A refusal that the test provokes is a message of the browser's own.
    if (!/409|422|ERR_CONNECTION/.test(message.text())) faults.push(`console: ${message.text()}`);
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
  desk.child.kill("SIGKILL");
  await page.keyboard.press("a");
  await page.waitForSelector(".answer.bad, #effect.bad");
  const again = await start(desk.base.replace("http://", ""));
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
    "what-if": "/what-if?as_of=2022-05-15", gaps: "/gaps", leads: "/leads",
  };
  for (const [width, scheme] of [[1280, "light"], [820, "dark"]]) {
    const page = await tab(browser, base, width, scheme);
    for (const [name, address] of Object.entries(addresses)) {
      await page.goto(base + address);
      await page.waitForTimeout(150);
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
let desk = await start();
try {
  const page = await tab(browser, desk.base);
  const written = await reviewFifty(page, desk.base);
  await putRight(page, desk.base);
  await takeBack(page);
  desk = await killed(page, desk);
  await twoReviewers(browser, desk.base);
  await refuse(browser, desk.base);
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
