// Builds web/dist from web/src. With --check it builds in memory and fails when the committed files differ.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const check = process.argv.includes("--check");
const result = await build({
  absWorkingDir: root,
  entryPoints: ["src/roll.ts", "src/search.ts", "src/desk.ts", "src/start.ts", "src/style.css", "src/my.css"],
  outdir: "dist",
  bundle: true,
  minify: true,
  charset: "utf8",
  target: ["es2020", "chrome100", "firefox102"],
  // A classic script: it also runs from a folder on disk.
  format: "iife",
  legalComments: "none",
  // Only the style of Burmese pages has a font.
  loader: { ".woff2": "file" },
  assetNames: "[name]",
  write: false,
});
let different = 0;
for (const file of result.outputFiles) {
  if (!check) {
    await writeFile(file.path, file.contents);
    continue;
  }
  const committed = await readFile(file.path).catch(() => Buffer.alloc(0));
  if (!committed.equals(Buffer.from(file.contents))) {
    different += 1;
    console.error(`${file.path}: not what the source builds to. Run: npm run build`);
  }
}
process.exitCode = different > 0 ? 1 : 0;
