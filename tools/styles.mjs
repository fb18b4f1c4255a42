// Make kiosk/static/css/ of kiosk/styles/: the same rules without cascade layers, which browsers before Chromium 99 do not
// know and drop whole. What a layer's place decided, a selector's weight decides (docs/decisions/old-televisions.md).
//
// All sheets are compiled as one, in the order of layers.css, so that a layer weighs the same in every file.
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import cascadeLayers from "@csstools/postcss-cascade-layers";
import postcss from "postcss";

const SOURCE = fileURLToPath(new URL("../kiosk/styles/", import.meta.url));
const MADE = fileURLToPath(new URL("../kiosk/static/css/", import.meta.url));
const FIRST = "base/layers.css"; // declares the order of layers and holds nothing else
const PAGES = "pages/"; // import the others and hold nothing else: tools/pages.mjs makes one sheet a page of them

const all = (await readdir(SOURCE, { recursive: true })).filter((name) => name.endsWith(".css") && name !== FIRST).sort();
const names = all.filter((name) => !name.startsWith(PAGES));
const whole = postcss.root();
for (const name of [FIRST, ...names]) {
  const path = SOURCE + name;
  whole.append(postcss.parse(await readFile(path, "utf8"), { from: path }).nodes);
}
const { root, messages } = await postcss([cascadeLayers()]).process(whole, { from: undefined });
for (const { text } of messages) throw new Error(text);
await write(grouped(root.nodes));

function grouped(nodes) {
  const found = {};
  for (const node of nodes) (found[relative(SOURCE, node.source.input.file)] ??= []).push(node);
  return found;
}

// Put in place at once, so that a server beside us never finds half of it.
async function write(sheets) {
  const [fresh, old] = [`${MADE.slice(0, -1)}.new`, `${MADE.slice(0, -1)}.old`];
  for (const left of [fresh, old]) await rm(left, { recursive: true, force: true });
  for (const name of names) {
    const sheet = postcss.root({ nodes: sheets[name] ?? [] });
    await mkdir(dirname(`${fresh}/${name}`), { recursive: true });
    await writeFile(`${fresh}/${name}`, `${sheet.toString().trim()}\n`);
  }
  await cp(SOURCE + PAGES, `${fresh}/${PAGES}`, { recursive: true });
  await rename(MADE, old).catch(() => {}); // the first time there is none
  await rename(fresh, MADE);
  await rm(old, { recursive: true, force: true });
}
