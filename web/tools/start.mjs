// Uses the first page as a new user would, in real Chromium: npm run test:start -- PROGRAM SHOTS [FILES]
//
// What is looked at: a folder given through the chooser, or dropped, becomes a case, with progress by stage and the first three claims;
// each is accepted or rejected in place; odd files are named with why; the program killed while files are read, started
// again, and the reading taken up from the list; the path of a folder works with scripts off; axe and no sideways scrolling at
// 1280 and 820 pixels, light and dark; no console message, no request to another address. It says how long FILES text files (300, where
// nothing is said) take from nothing to the first claims.
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const [program, shots] = process.argv.slice(2, 4).map((word) => resolve(word));
const many = Number(process.argv[4] ?? 300);
if (!program || !shots) {
  console.error("test:start needs the program and a folder for pictures");
  process.exit(2);
}
/** Whether the program was killed and its page has not found it again. */
let stopped = false;
const faults = [];
const check = (holds, says) => {
  if (!holds) faults.push(says);
};

/** Starts the program in a folder and waits for its address. */
async function start(folder, listen = "127.0.0.1:0") {
  const child = spawn(program, ["--listen", listen, "--json"], { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  for await (const line of createInterface({ input: child.stdout })) return { child, base: JSON.parse(line).address.replace(/\/$/, "") };
  throw new Error("the program did not start");
}

async function tab(browser, base, { width = 1280, colorScheme = "light", javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled });
  const page = await context.newPage();
  page.on("console", (message) => {
    // What the test provokes is a message of the browser's own: a refusal, and any word for a program that is not there.
    const provoked = stopped ? /net::ERR_/ : /422/;
    if (!provoked.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("request", (request) => check(request.url().startsWith(base), `a request leaves the page: ${request.url()}`));
  return page;
}

async function look(page, name) {
  for (const width of [1280, 820]) {
    for (const scheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      if (scheme === "light") await page.screenshot({ path: join(shots, `start-${name}-${width}.png`), fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      check(!wide, `${name} scrolls sideways at ${width}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const violation of violations) faults.push(`${name} at ${width}, ${scheme}: ${violation.id}: ${violation.nodes[0]?.html.slice(0, 160)}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

const PLACES = ["Jakarta", "Hanoi", "Manila", "Bangkok", "Vientiane"];
const BODIES = ["Indonesia and Thailand", "Viet Nam and Laos", "the Philippines and Brunei", "Malaysia and Singapore"];

async function letters(folder, count) {
  await mkdir(join(folder, "older"), { recursive: true });
  for (let n = 0; n < count; n += 1) {
    const day = `${(n % 28) + 1} May ${2000 + (n % 23)}`;
    const text = `# Note ${n}\n\nOn ${day} the defence ministers of ${BODIES[n % 4]} met in ${PLACES[n % 5]}. They spoke of the exercise that their navies hold each year.\n\n`;
    await writeFile(join(folder, n % 3 ? "" : "older", `note-${String(n).padStart(3, "0")}.md`), text + "The text goes on with matters of the harbour and of its boats, at some length.\n".repeat(20));
  }
}

async function odd(folder) {
  await mkdir(folder, { recursive: true });
  await letters(folder, 5);
  await writeFile(join(folder, "empty.docx"), "");
  await writeFile(join(folder, "picture.png"), Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"));
  await writeFile(join(folder, "damaged.pdf"), "%PDF-1.7\n1 0 obj\n<< /Type");
  await writeFile(join(folder, "table.csv"), "a,b\n1,2\n");
  await writeFile(join(folder, ".hidden"), "stays");
  await writeFile(join(folder, `a long name ${"of many words ".repeat(10)}.txt`), "Puolustusministeri tapasi tiistaina virkaveljensä ja keskusteli hänen kanssaan puolustusyhteistyöstä, jota maat syventävät.\n".repeat(5));
}

async function oddFolder(browser, here) {
  const desk = await start(here);
  const page = await tab(browser, desk.base);
  await page.goto(desk.base);
  check(await page.getByText("Nothing leaves this computer.").isVisible(), "the promise is not on the first page");
  await look(page, "first");
  await page.locator("#pick").setInputFiles(join(here, "odd files"));
  await page.waitForSelector(".result", { timeout: 60000 });
  check((await page.locator("h1").innerText()) === "odd files", "the case is not named after its folder");
  check((await page.locator("article.card").count()) === 3, "three claims are not shown");
  check((await page.locator("article.card mark").count()) >= 3, "their words are not highlighted");
  const why = await page.locator(".files .unused").innerText();
  for (const name of ["empty.docx", "picture.png", "damaged.pdf", "table.csv", "a long name"]) check(why.includes(name), `${name} is not named: ${why}`);
  check(!why.includes(".hidden"), "a hidden file came over");
  await look(page, "result");
  await page.locator("article.card").first().getByRole("button", { name: "Accept" }).click();
  await page.waitForSelector("article.card.done");
  const second = page.locator("article.card").nth(1);
  await second.getByLabel("Reason").fill("not in the words");
  await second.getByRole("button", { name: "Reject" }).click();
  await page.waitForFunction(() => document.querySelectorAll("article.card.done").length === 2);
  const lines = (await readFile(join(here, "rollcall-cases/odd files/decisions.jsonl"), "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
  check(lines.some((line) => line.verb === "accept") && lines.at(-1).verb === "reject", "the two decisions are not written");
  await page.getByRole("link", { name: "Go on with what findings need most" }).click();
  await page.waitForSelector("article.card.now");
  await page.goto(`${desk.base}/start`);
  await look(page, "cases");
  await page.context().close();
  return desk;
}

async function killedWhileReading(browser, here, before) {
  const page = await tab(browser, before.base);
  await page.goto(`${before.base}/start`);
  const began = Date.now();
  await page.locator("#pick").setInputFiles(join(here, "letters"));
  await page.waitForSelector("#stages .now .count:not(:empty)", { timeout: 60000 });
  await page.waitForFunction(() => document.querySelector('[data-stage="extract"].now, [data-stage="read"].now'), undefined, { timeout: 60000 });
  // At once: who looks at the page first may find that all is read.
  stopped = true;
  before.child.kill("SIGKILL");
  await page.waitForFunction(() => /does not answer/.test(document.querySelector("h1")?.textContent ?? ""), undefined, { timeout: 10000 });
  const desk = await start(here, before.base.replace("http://", ""));
  await page.goto(desk.base);
  stopped = false;
  await page.getByRole("button", { name: "Read on: letters" }).click();
  await page.waitForSelector(".result", { timeout: 180000 });
  check((await page.locator(".lead").innerText()).startsWith(`${many} files were read`), "files were lost when the program was killed");
  console.log(`${many} files with the program killed and started in the middle: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  await page.context().close();
  return desk;
}

async function measured(browser, here, desk) {
  const page = await tab(browser, desk.base);
  await page.goto(`${desk.base}/start`);
  await page.locator("#case-name").fill("measured");
  const began = Date.now();
  await page.locator("#pick").setInputFiles(join(here, "letters"));
  await page.waitForSelector("#stages .now .count:not(:empty)", { timeout: 60000 });
  await page.screenshot({ path: join(shots, "start-working-1280.png") });
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const violation of violations) faults.push(`working: ${violation.id}: ${violation.nodes[0]?.html.slice(0, 160)}`);
  await page.waitForSelector("article.card mark", { timeout: 180000 });
  const seconds = (Date.now() - began) / 1000;
  check(seconds < 120, `${many} files took ${seconds} s`);
  console.log(`${many} text files from nothing to the first three claims: ${seconds.toFixed(1)} s`);
  await look(page, "many");
  await page.context().close();
}

/** Drops a folder as a mouse does. */
async function dropped(browser, here, desk) {
  const page = await tab(browser, desk.base);
  await page.goto(`${desk.base}/start`);
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [join(here, "odd files")], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await devtools.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  await page.waitForSelector(".result", { timeout: 60000 });
  check((await page.locator("h1").innerText()) === "odd files-2", "a folder that is dropped again is not a case of its own");
  check((await page.locator(".files .unused li").count()) === 5, "not all odd files are named");
  check((await page.locator(".files table tbody tr").count()) === 5, "not all files of the folder came over");
  await page.context().close();
}

async function withoutScripts(browser, here, desk) {
  const page = await tab(browser, desk.base, { javaScriptEnabled: false });
  await page.goto(`${desk.base}/start`);
  await page.getByLabel("Path of the folder").fill(join(here, "nowhere"));
  await page.getByRole("button", { name: "Read this folder" }).click();
  check(await page.getByRole("alert").isVisible(), "a wrong path is not said");
  await page.screenshot({ path: join(shots, "start-wrong-1280.png") });
  await page.getByLabel("Path of the folder").fill(join(here, "odd files"));
  await page.getByLabel("Name of the case").last().fill("by path");
  await page.getByRole("button", { name: "Read this folder" }).click();
  await page.waitForSelector(".result", { timeout: 60000 });
  await page.locator("article.card").first().getByRole("button", { name: "Accept" }).click();
  await page.waitForURL(/\/review\?queue=need/);
  await page.context().close();
}

await mkdir(shots, { recursive: true });
const here = await mkdtemp(join(tmpdir(), "rollcall-start-"));
await odd(join(here, "odd files"));
await letters(join(here, "letters"), many);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
let desk;
try {
  desk = await oddFolder(browser, here);
  desk = await killedWhileReading(browser, here, desk);
  await measured(browser, here, desk);
  await dropped(browser, here, desk);
  await withoutScripts(browser, here, desk);
} catch (error) {
  faults.push(String(error));
} finally {
  await browser.close();
  desk?.child.kill();
  await rm(here, { recursive: true, force: true });
}
for (const says of faults) console.error(says);
console.log(`${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
