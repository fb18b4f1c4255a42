// Make kiosk/static/made/: one script and one style sheet a page, of kiosk/static/js/pages/ and kiosk/static/css/pages/.
//
// Nothing is lowered for old browsers: what a page may use is a matter of the linters (tools/lint/floors.mjs). The floor
// only keeps the bundler from writing something newer. docs/decisions/pages.md says why there are bundles.
import { readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { PUBLIC, PUBLIC_SCRIPTS, STATION } from "./lint/floors.mjs";

const STATIC = fileURLToPath(new URL("../kiosk/static/", import.meta.url));
const [MADE, FRESH, OLD] = [`${STATIC}made`, `${STATIC}made.new`, `${STATIC}made.old`];
// Files that a page may never need, or that come when they are: each stays one, under the address that it has beside us.
const APART = [/\.woff2$/, /barcode-detector\.js$/];

const scripts = await pages("js");
const open = scripts.filter((path) => PUBLIC_SCRIPTS.includes(`kiosk/static/${path}`));
for (const left of [FRESH, OLD]) await rm(left, { recursive: true, force: true });
await bundle(open, "js", { target: versions(PUBLIC), minify: true });
await bundle(
  scripts.filter((path) => !open.includes(path)),
  "js",
  { target: versions(STATION), minify: true },
);
await bundle(await pages("css"), "css", { minifyWhitespace: true });
await compress();
await rename(MADE, OLD).catch(() => {}); // the first time there is none
await rename(FRESH, MADE);
await rm(OLD, { recursive: true, force: true });

/** The files of pages in one folder; what begins with _ is a part of others. */
async function pages(kind) {
  const names = await readdir(`${STATIC}${kind}/pages`);
  return names.filter((name) => /^[^_].*\.(js|css)$/.test(name)).map((name) => `${kind}/pages/${name}`);
}

async function bundle(paths, kind, options) {
  await build({
    absWorkingDir: STATIC,
    entryPoints: paths,
    outdir: `${FRESH}/${kind}`,
    bundle: true,
    format: "esm",
    charset: "utf8",
    sourcemap: kind === "js",
    sourcesContent: false, // they are served beside
    legalComments: "inline",
    logLevel: "warning",
    plugins: [{ name: "apart", setup: (of) => APART.forEach((filter) => of.onResolve({ filter }, (args) => apart(args, kind))) }],
    ...options,
  });
}

/** A file's place as seen from the bundles. */
function apart({ path, importer }, kind) {
  return { path: relative(`${MADE}/${kind}`, resolve(dirname(importer), path)), external: true };
}

function versions({ chrome, safari }) {
  return [`chrome${chrome}`, `safari${safari}`];
}

// The server never compresses what has a .br and a .gz beside it.
async function compress() {
  for (const kind of ["js", "css"]) {
    for (const name of await readdir(`${FRESH}/${kind}`)) {
      if (!/\.(js|css)$/.test(name)) continue;
      const whole = await readFile(`${FRESH}/${kind}/${name}`);
      await writeFile(`${FRESH}/${kind}/${name}.br`, brotliCompressSync(whole));
      await writeFile(`${FRESH}/${kind}/${name}.gz`, gzipSync(whole, { level: 9 }));
    }
  }
}
