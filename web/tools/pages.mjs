// Opens pages in real browsers: npm run test:pages -- FOLDER SHOTS [--all]
//
// Chromium at 360 and 1440 pixels, scripts off and on, light and dark in turn; Debian's firefox-esr with scripts, SVG and
// web fonts off. Fails on: a console message, a request that leaves the site, a link or place that leads nowhere, a
// page that scrolls sideways at 360 pixels, a fault that axe finds, a page that says something else in Firefox.
// One page of each kind is opened, asked of axe and kept as a picture; with --all every other page is opened too. Links are
// checked on all of them in any case.
import AxeBuilder from "@axe-core/playwright";
import { chromium } from "playwright-core";
import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir } from "node:fs/promises";
import { basename, dirname, extname, join, posix, resolve } from "node:path";
import { Firefox } from "./firefox.mjs";

const [folder, shots] = process.argv.slice(2).filter((word) => !word.startsWith("--")).map((word) => resolve(word));
const every = process.argv.includes("--all");
if (!folder || !shots) {
  console.error("test:pages needs a folder of pages and a folder for pictures");
  process.exit(2);
}
/** Pictures are cut at this height, in pixels. */
const TALLEST = 5000;
const faults = [];
const fault = (page, says) => faults.push(`${page}: ${says}`);

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".png": "image/png" };

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
  for (const page of pages) {
    // Beside the findings themselves stand the lists of one rule and year.
    const kind = page.split("/").length > 2 ? join(dirname(page), /^rule-/.test(basename(page)) ? "rule" : "one") : page;
    const size = (await readFile(join(folder, page))).length;
    if (size > (kinds.get(kind)?.size ?? -1)) kinds.set(kind, { page, size });
  }
  return [...kinds.values()].map(({ page }) => page);
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
    for (const [, raw] of text.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
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

async function inChromium(base, pages, kinds) {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const texts = new Map();
  for (const [width, scripts] of [[360, false], [360, true], [1440, false], [1440, true]]) {
    // Each width is looked at in both colours, and each colour is asked of axe.
    const dark = scripts === (width === 360);
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      javaScriptEnabled: scripts,
      colorScheme: dark ? "dark" : "light",
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    let name = "";
    page.on("console", (message) => fault(name, `console: ${message.text()}`));
    page.on("pageerror", (error) => fault(name, `error: ${error.message}`));
    page.on("request", (request) => { if (!request.url().startsWith(base)) fault(name, `asked for ${request.url()}`); });
    for (const path of pages) {
      name = `${path} at ${width}${scripts ? " with scripts" : ""}`;
      await page.goto(`${base}/${path}`, { waitUntil: "load" });
      const [sideways, height] = await page.evaluate(() => {
        const root = document.documentElement;
        return [root.scrollWidth - root.clientWidth, root.scrollHeight];
      });
      if (width === 360 && sideways > 0) fault(name, `scrolls ${sideways} pixels sideways`);
      if (width === 1440 && !scripts) texts.set(path, said(await page.evaluate(() => document.body.innerText)));
      if (!kinds.has(path)) continue;
      if (scripts) {
        const { violations } = await new AxeBuilder({ page }).analyze();
        for (const found of violations) fault(name, `axe: ${found.id}: ${found.help}: ${found.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`);
      }
      const shot = `${path.replace(/\.html$/, "").replaceAll("/", "-")}-${width}-${dark ? "dark" : "light"}.png`;
      const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) };
      await page.screenshot({ path: join(shots, shot), fullPage: true, clip });
    }
    await context.close();
  }
  // The same site opened from disk.
  const page = await browser.newPage();
  page.on("console", (message) => fault("from disk", `console: ${message.text()}`));
  await page.goto(`file://${join(folder, "en/index.html")}`);
  const family = await page.evaluate(() => getComputedStyle(document.body).margin);
  if (family !== "0px") fault("from disk", "the style sheet was not used");
  await browser.close();
  return texts;
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
const kinds = (await ofEachKind(pages)).filter((page) => page !== "index.html");
const opened = every ? pages.filter((page) => page !== "index.html") : kinds;
const missing = ["/usr/bin/chromium", "/usr/bin/firefox-esr"].filter((path) => !existsSync(path));
for (const path of missing) fault(path, "not installed: apt-get install chromium firefox-esr");
if (missing.length === 0) await inFirefox(base, await inChromium(base, opened, new Set(kinds)));
server.close();
for (const says of faults) console.error(says);
console.log(`${pages.length} pages, ${opened.length} opened, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
