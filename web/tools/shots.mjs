// Compares pictures of pages with references: web/shots/SITE/NAME.png, one for each kind of page and view.
//
// A reference is the top of a page in blocks of grey, a pixel for BLOCK by BLOCK pixels of the page. Letters are gone in it, so that
// other words change it little; what is left is where text, tables, bars and empty room stand, and how dark they are. Another
// font breaks lines elsewhere, so the browser is given its own (tools/fonts.conf). It fails where the picture as a whole differs
// by more than MEAN, or where more than MANY of its blocks differ by more than FAR. `cargo xtask shots` writes the references
// anew: look at the pictures before.
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The side of a block, and how much of a page is kept, in pixels. */
const BLOCK = 24;
const TOP = 1200;

/** How far grey may differ, of 255: on the whole, and of one block; and how many blocks may differ further, in hundredths. */
const MEAN = 14;
const FAR = 60;
const MANY = 12;

/** Draws a picture small in a page of its own, and gives its greys row by row. */
async function greys(page, png, block, top) {
  return page.evaluate(async ([data, block, top]) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${data}`;
    await picture.decode();
    const height = Math.min(picture.height, top);
    const [wide, high] = [Math.max(1, Math.floor(picture.width / block)), Math.max(1, Math.floor(height / block))];
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [wide * block, high * block];
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(picture, 0, 0);
    const points = pen.getImageData(0, 0, canvas.width, canvas.height).data;
    const sums = new Array(wide * high).fill(0);
    for (let at = 0; at < points.length; at += 4) {
      const [x, y] = [(at / 4) % canvas.width, Math.floor(at / 4 / canvas.width)];
      sums[Math.floor(y / block) * wide + Math.floor(x / block)] += (points[at] * 299 + points[at + 1] * 587 + points[at + 2] * 114) / 1000;
    }
    return { wide, high, grey: sums.map((sum) => Math.round(sum / (block * block))) };
  }, [png.toString("base64"), block, top]);
}

/** Greys as a picture that people can look at too. */
async function drawn(page, { wide, high, grey }) {
  const data = await page.evaluate(([wide, high, grey]) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [wide, high];
    const pen = canvas.getContext("2d");
    const image = pen.createImageData(wide, high);
    grey.forEach((value, at) => image.data.set([value, value, value, 255], at * 4));
    pen.putImageData(image, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
  }, [wide, high, grey]);
  return Buffer.from(data, "base64");
}

/** In what way two pictures differ too much; nothing where they do not. */
export function differs(one, other) {
  if (one.wide !== other.wide) return `is ${one.wide} blocks wide and not ${other.wide}`;
  // A page may be somewhat longer or shorter: what both have is compared.
  const high = Math.min(one.high, other.high);
  if (Math.max(one.high, other.high) > high * 1.5) return `is ${one.high} blocks high and not ${other.high}`;
  let [sum, far] = [0, 0];
  for (let at = 0; at < high * one.wide; at += 1) {
    const by = Math.abs(one.grey[at] - other.grey[at]);
    sum += by;
    if (by > FAR) far += 1;
  }
  const [mean, share] = [sum / (high * one.wide), (far * 100) / (high * one.wide)];
  if (mean > MEAN) return `is ${mean.toFixed(1)} lighter or darker on the whole, more than ${MEAN}`;
  if (share > MANY) return `is another in ${share.toFixed(0)} of 100 blocks, more than ${MANY}`;
  return undefined;
}

/** References of one run: pictures are taken as they come, and judged at the end. */
export class References {
  constructor(folder, renew) {
    this.folder = folder;
    this.renew = renew;
    this.taken = new Map();
  }

  take(name, png) {
    this.taken.set(`${name}.png`, png);
  }

  /** Compares or renews; gives what is wrong, by the name of the picture. */
  async judge(browser) {
    const page = await (await browser.newContext()).newPage();
    const wrong = [];
    if (this.renew) await mkdir(this.folder, { recursive: true });
    const known = existsSync(this.folder) ? await readdir(this.folder) : [];
    for (const [name, png] of this.taken) {
      const path = join(this.folder, name);
      const now = await greys(page, png, BLOCK, TOP);
      if (this.renew) {
        await writeFile(path, await drawn(page, now));
      } else if (!known.includes(name)) {
        wrong.push([name, "has no reference"]);
      } else {
        const says = differs(now, await greys(page, await readFile(path), 1, TOP));
        if (says) wrong.push([name, says]);
      }
    }
    const left = known.filter((name) => name.endsWith(".png") && !this.taken.has(name));
    for (const name of left) {
      if (this.renew) await unlink(join(this.folder, name));
    }
    await page.context().close();
    return wrong;
  }
}
