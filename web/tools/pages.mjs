// Opens pages in real browsers: npm run test:pages -- FOLDER SHOTS [--all | --brief] [--references] [--renew]
//
// Chromium at 360, 768 and 1440 pixels, light and dark, scripts off and on: six views that cover every pair, and all twelve with
// --all, or a phone's and a desk's alone with --brief; Debian's firefox-esr with scripts, SVG and web fonts off. Fails on: a console message, a request that leaves the site,
// a link or place that leads nowhere, a page that scrolls sideways, layout that shifts, a fault that axe finds (WCAG 2.2 AA and
// best practice), something that the keyboard cannot reach, a page that says something else in Firefox, a first page that is
// too large, a search that does not find or does not run from disk.
// Also fails where a page asks for letters that it does not need, or one in Burmese has none.
// One page of each kind is opened, asked of axe and kept as a picture; with --all every other page is opened too. Links are
// checked on all of them in any case. With --references pictures are compared with those in web/shots/NAME (tools/shots.mjs), NAME
// being that of the folder for pictures, and with --renew they become the new ones.
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir } from "node:fs/promises";
import { basename, dirname, extname, join, posix, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import { Firefox } from "./firefox.mjs";
import { References } from "./shots.mjs";

const [folder, shots] = process.argv.slice(2).filter((word) => !word.startsWith("--")).map((word) => resolve(word));
const every = process.argv.includes("--all");
const brief = process.argv.includes("--brief");
const renew = process.argv.includes("--renew");
const refers = renew || process.argv.includes("--references");
if (!folder || !shots) {
  console.error("test:pages needs a folder of pages and a folder for pictures");
  process.exit(2);
}
const kept = join(dirname(fileURLToPath(import.meta.url)), "../shots", basename(shots));
const references = new References(kept, renew);
/** Pictures are cut at this height, in pixels. */
const TALLEST = 5000;
const faults = [];
const fault = (page, says) => faults.push(`${page}: ${says}`);

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".png": "image/png", ".woff2": "font/woff2" };

/** What a first page may take, in bytes as they are sent: with scripts off, and with them. */
const FIRST = [100_000, 200_000];

/** Width, dark, scripts: every pair of two of them is in these six. */
const PAIRS = [
  [360, false, false], [360, true, true], [768, false, true], [768, true, false], [1440, false, false], [1440, true, true],
];
const REST = PAIRS.map(([width, dark, scripts]) => [width, dark, !scripts]);
/** The views of this run. */
const VIEWS = every ? [...PAIRS, ...REST] : brief ? PAIRS.filter(([width, dark, scripts]) => (width === 360 && !dark) || (width === 1440 && scripts)) : PAIRS;
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** Serves the folder on loopback; anything that is not in it is a fault. */
async function serve() {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    try {
      const bytes = await readFile(join(folder, posix.normalize(path)));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(bytes);
    } catch {
      fault(path, "asked for and not there");
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { server, base: `http://127.0.0.1:${server.address().port}` };
}

async function allPages(at = "") {
  const found = [];
  for (const entry of await readdir(join(folder, at), { withFileTypes: true })) {
    const path = posix.join(at, entry.name);
    if (entry.isDirectory()) found.push(...(await allPages(path)));
    else if (path.endsWith(".html")) found.push(path);
  }
  return found.sort();
}

/** One page of each kind: every page that stands alone, and of a folder of pages the largest. */
async function ofEachKind(pages) {
  const kinds = new Map();
  const names = new Map();
  for (const page of pages) {
    // Beside the findings themselves stand the lists of one rule and year.
    const name = basename(page);
    const list = /^(rule|a-z)-/.test(name) ? name.slice(0, 3) : /-text(-\d+)?\.html$/.test(name) ? "text" : /^\d{4}/.test(name) ? "year" : "one";
    const kind = page.split("/").length > 2 ? join(dirname(page), list) : page;
    const size = (await readFile(join(folder, page))).length;
    if (size > (kinds.get(kind)?.size ?? -1)) kinds.set(kind, { page, size });
  }
  for (const [kind, { page }] of kinds) names.set(page, kind.replace(/\.html$/, "").replaceAll("/", "-"));
  return names;
}

/** Every link and place of every page. */
async function links(pages) {
  const ids = new Map();
  const texts = new Map();
  const unescape = (text) => text.replaceAll("&amp;", "&");
  for (const page of pages) {
    const text = await readFile(join(folder, page), "utf8");
    texts.set(page, text);
    const names = [...text.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
    ids.set(page, new Set(names));
    if (ids.get(page).size !== names.length) fault(page, "a name of a place is given twice");
  }
  for (const [page, text] of texts) {
    // What leads out is a kept copy that a source's page names, and says nothing of where the reader came from.
    const inside = text.replaceAll(/<a class="outside" href="https?:[^"]*" rel="noreferrer">/g, "");
    if (inside !== text && !/^[a-z]+\/sources\//.test(page)) fault(page, "leads out of the site");
    for (const [, raw] of inside.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      const [path, place] = unescape(raw).split("#");
      const target = path === "" ? page : posix.join(dirname(page), path);
      if (target.startsWith("..") || /^[a-z]+:/.test(path)) fault(page, `${raw} leaves the site`);
      else if (!existsSync(join(folder, target))) fault(page, `${raw} leads nowhere`);
      else if (place && ids.has(target) && !ids.get(target).has(place)) fault(page, `${raw}: no such place`);
    }
  }
}

/** What a page says, without regard to space. */
const said = (text) => text.replace(/\s+/g, " ").trim();

/** A page of a browser whose messages and requests are looked at. */
async function opened(browser, base, [width, dark, scripts]) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    javaScriptEnabled: scripts,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
  });
  // A machine that is busy with other things takes half a minute to draw a long page.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const at = { name: "" };
  page.on("console", (message) => fault(at.name, `console: ${message.text()}`));
  page.on("pageerror", (error) => fault(at.name, `error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url().endsWith("/myanmar.woff2") && !at.name.startsWith("my/")) fault(at.name, "asks for letters that it does not need");
  });
  page.on("request", (request) => { if (!request.url().startsWith(base)) fault(at.name, `asked for ${request.url()}`); });
  return { context, page, at };
}

/** How much the layout has shifted since the page was opened: scripts add to a page, and may not move it. */
const shifted = (page) => page.evaluate(() => new Promise((done) => {
  let sum = 0;
  const add = (entries) => entries.forEach((entry) => { if (!entry.hadRecentInput) sum += entry.value; });
  new PerformanceObserver((list) => add(list.getEntries())).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 60);
}));

/** What the keyboard cannot reach: things to press that are left out, things to scroll that cannot be scrolled. */
const unreached = (page) => page.evaluate(() => {
  const shown = (element) => element.getClientRects().length > 0;
  const press = [...document.querySelectorAll("a[href], button, input, select, summary")].filter((element) => shown(element) && element.tabIndex < 0);
  const scroll = [...document.querySelectorAll("main *")].filter((element) => {
    const style = getComputedStyle(element);
    return /auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1 && shown(element) && element.tabIndex < 0;
  });
  return [...press, ...scroll].slice(0, 3).map((element) => element.outerHTML.slice(0, 80));
});

/** The first tab leads past the parts of the site, and the one after it on from there. */
async function byKey(page, name) {
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => document.activeElement?.className);
  if (first !== "skip") fault(name, `the first tab leads to “${first}”`);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const where = await page.evaluate(() => {
    const here = document.activeElement;
    const style = here ? getComputedStyle(here) : undefined;
    return { past: here === document.body || here?.closest("main, footer") !== null, seen: here === document.body || style?.outlineStyle !== "none" };
  });
  if (!where.past) fault(name, "the skip link does not lead to the text");
  if (!where.seen) fault(name, "where the keyboard is cannot be seen");
}

async function look(page, name, path, view, kinds, texts) {
  const [width, dark, scripts] = view;
  const [sideways, height] = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.scrollWidth - root.clientWidth, root.scrollHeight];
  });
  if (sideways > 0) fault(name, `scrolls ${sideways} pixels sideways`);
  if (width === 1440 && !scripts && !texts.has(path)) texts.set(path, said(await page.evaluate(() => document.body.innerText)));
  if (path.startsWith("my/")) {
    const loaded = await page.evaluate(async () => { await document.fonts.ready; return [...document.fonts].some((font) => font.status === "loaded"); });
    if (!loaded) fault(name, "its letters are not loaded");
  }
  if (scripts) {
    const moved = await shifted(page);
    if (moved > 0.01) fault(name, `its layout shifts by ${moved.toFixed(3)}`);
  }
  if (!kinds.has(path)) return;
  const lost = await unreached(page);
  if (lost.length > 0) fault(name, `out of the keyboard's reach: ${lost.join(", ")}`);
  const shot = `${path.replace(/\.html$/, "").replaceAll("/", "-")}-${width}-${dark ? "dark" : "light"}.png`;
  const picture = await page.screenshot({ path: join(shots, shot), fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, TALLEST) } });
  // The six views of every run have references; pages are named by their kind, since which is the largest may change.
  if (PAIRS.includes(view)) references.take(`${kinds.get(path)}-${width}-${dark ? "dark" : "light"}`, picture);
  if (!scripts) return;
  const { violations } = await new AxeBuilder({ page }).withTags(LEVELS).analyze();
  for (const found of violations) fault(name, `axe: ${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`);
  if (width === 1440) await byKey(page, name);
}

async function inChromium(browser, base, pages, kinds) {
  const texts = new Map();
  for (const view of VIEWS) {
    const [width, dark, scripts] = view;
    const { context, page, at } = await opened(browser, base, view);
    for (const path of pages) {
      at.name = `${path} at ${width}${dark ? ", dark" : ""}${scripts ? ", with scripts" : ""}`;
      await page.goto(`${base}/${path}`, { waitUntil: "load" });
      await look(page, at.name, path, view, kinds, texts);
    }
    await context.close();
  }
  return texts;
}

/** The first name of a page of people, parties or bodies, and where it leads. */
async function someName(pages) {
  for (const path of pages.filter((page) => /^en\/(people|bodies|parties)\/e[a-z2-7]{20}\.html$/.test(page))) {
    const name = (await readFile(join(folder, path), "utf8")).match(/<h1>([A-Za-z ]{5,40})<\/h1>/)?.[1];
    if (name) return { name, path };
  }
  return undefined;
}

/** The same site from a server and from disk: the style is used, the search finds, its words and a filter's stand in the address. */
async function search(browser, base, pages) {
  const some = await someName(pages);
  for (const from of [base, `file://${folder}`]) {
    const { context, page, at } = await opened(browser, from, [1440, false, true]);
    at.name = `search from ${from}`;
    await page.goto(`${from}/en/index.html`);
    if ((await page.evaluate(() => getComputedStyle(document.body).margin)) !== "0px") fault(at.name, "the style sheet was not used");
    if (some) {
      await page.goto(`${from}/en/search.html#q=${encodeURIComponent(some.name)}`);
      const hit = page.locator(`#search a[href="${some.path.slice(3)}"]`);
      await hit.waitFor({ timeout: 5000 }).catch(() => fault(at.name, `“${some.name}” is not found`));
      await page.locator("#search input").fill("<img src=x>");
      await page.waitForFunction(() => document.querySelector("#search p")?.textContent.includes("found")).catch(() => fault(at.name, "nothing is said where nothing is found"));
      if (from === base && !page.url().includes("#q=%3Cimg")) fault(at.name, `what is looked for is not in the address: ${page.url()}`);
    }
    await page.goto(`${from}/en/people.html#find=zzzz`);
    const filter = page.locator(".tools input");
    if ((await filter.count()) > 0 && (await filter.inputValue()) !== "zzzz") fault(at.name, "a filter in the address is not used");
    await context.close();
  }
}

/** Rows that stay in view and wider cells, by key alone, kept in the address. */
async function table(browser, base, pages) {
  const path = ["en/matrix.html", ...pages.filter((page) => page.startsWith("en/matrix/"))];
  const { context, page, at } = await opened(browser, base, [1440, false, true]);
  let used = false;
  for (const name of path) {
    at.name = `the table of ${name}`;
    await page.goto(`${base}/${name}`);
    const rows = page.locator(".scroll.matrix tbody tr");
    if ((await rows.count()) < 3 || (await page.locator("#tools select").count()) === 0) continue;
    used = true;
    const names = await rows.locator("th").allInnerTexts();
    const last = names[names.length - 1];
    await page.locator("#tools select").first().focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const first = () => rows.first().locator("th").innerText();
    if ((await first()) !== last) fault(at.name, `“${last}” does not stand first once it is kept`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("End");
    const look = () => page.locator(".scroll.matrix").getAttribute("class");
    if (!(await look())?.includes("worded")) fault(at.name, "signs do not become words");
    await page.locator("#tools input").fill("zzzz");
    if ((await page.locator(".scroll.matrix tbody tr:not([hidden])").count()) !== 1) fault(at.name, "a filter hides the row that is kept, or shows others");
    await page.locator("#tools input").fill("");
    const { violations } = await new AxeBuilder({ page }).withTags(LEVELS).analyze();
    for (const found of violations) fault(at.name, `axe: ${found.id}: ${found.help}`);
    await page.screenshot({ path: join(shots, "table-in-words.png") });
    const address = page.url();
    if (!/pin=/.test(address) || !/zoom=worded/.test(address)) fault(at.name, `what was chosen is not in the address: ${address}`);
    await page.goto(`${base}/en/index.html`);
    await page.goto(address);
    if ((await first()) !== last || !(await look())?.includes("worded")) fault(at.name, "an address does not show what was chosen");
    // It stays below the head while the rest scrolls.
    await page.locator(".scroll.matrix").evaluate((table) => { table.scrollTop = table.scrollHeight; });
    const [row, head] = [await rows.first().locator("th").boundingBox(), await page.locator(".scroll.matrix thead tr:last-child th").first().boundingBox()];
    if (!row || !head || row.y < head.y + head.height - 2) fault(at.name, "a row that is kept does not stay in view");
    await page.locator("#tools button").press("Enter");
    await page.locator("#tools select").last().selectOption("");
    if ((await first()) === last && names.length > 1) fault(at.name, "a row cannot be let go");
    break;
  }
  if (!used) fault("en/matrix.html", "no table has rows that could be kept in view");
  await context.close();
}

/** The first page's weight, as a server would send it. */
async function weight() {
  const size = async (path) => gzipSync(await readFile(join(folder, path))).length;
  const plain = (await size("en/index.html")) + (await size("style.css")) + (await size("favicon.png"));
  const whole = plain + (await size("roll.js"));
  [plain, whole].forEach((bytes, at) => { if (bytes > FIRST[at]) fault("en/index.html", `${bytes} bytes, more than ${FIRST[at]}`); });
}

async function inFirefox(base, texts) {
  const firefox = await Firefox.start("/usr/bin/firefox-esr", { width: 1440, height: 900 });
  try {
    for (const [path, expected] of texts) {
      await firefox.open(`${base}/${path}`);
      const text = said(await firefox.text());
      const plain = (words) => words.replace(/\s/g, "");
      if (plain(text) !== plain(expected)) {
        const at = [...plain(text)].findIndex((letter, at) => letter !== plain(expected)[at]);
        fault(path, `Firefox says something else: “${plain(text).slice(Math.max(0, at - 20), at + 40)}” for “${plain(expected).slice(Math.max(0, at - 20), at + 40)}”`);
      }
    }
  } finally {
    await firefox.stop();
  }
}

await mkdir(shots, { recursive: true });
const { server, base } = await serve();
const pages = await allPages();
await links(pages);
const kinds = await ofEachKind(pages);
kinds.delete("index.html");
// Pages in Burmese are drawn by the same code: a few are enough to see their letters and the room that they take.
const SOME = /^my\/((index|roll|matrix|method|search|findings)\.html|(engagements|sources)\/)/;
for (const page of [...kinds.keys()]) if (page.startsWith("my/") && !SOME.test(page)) kinds.delete(page);
const toOpen = every ? pages.filter((page) => page !== "index.html") : [...kinds.keys()];
const missing = ["/usr/bin/chromium", "/usr/bin/firefox-esr"].filter((path) => !existsSync(path));
for (const path of missing) fault(path, "not installed: apt-get install chromium firefox-esr");
await weight();
if (missing.length === 0) {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox"],
    // A picture is compared with one made on another machine, which may have other letters.
    env: { ...process.env, FONTCONFIG_FILE: join(dirname(fileURLToPath(import.meta.url)), "fonts.conf") },
  });
  const texts = await inChromium(browser, base, toOpen, kinds);
  await search(browser, base, pages);
  await table(browser, base, pages);
  if (refers) {
    for (const [name, says] of await references.judge(browser)) fault(`web/shots/${basename(shots)}/${name}`, `the picture in ${shots} ${says}; look at it, and renew with --renew`);
  }
  await browser.close();
  if (!brief) await inFirefox(base, texts);
}
server.close();
for (const says of faults) console.error(says);
console.log(`${pages.length} pages, ${toOpen.length} opened, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
