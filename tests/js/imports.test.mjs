// Who may import whom: no circle anywhere, and folders one way only.
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const SCRIPTS = fileURLToPath(new URL("../../kiosk/static/js/", import.meta.url));
const SHARED = ["scanning", "offline", "printing"]; // serve several audiences; every other folder but core and pages is one audience
const PAGES = "pages"; // which scripts each page has: imports any, and is imported by none
const COMMENT = /(?<!:)\/\/.*|\/\*[^]*?\*\//g; // types named in them are no imports
const IMPORT = /\b(?:from|import) ?\(?"(\.[^"]+)"/g;

const imports = await importsOf(SCRIPTS);

test("no module imports itself on a way around", () => {
  assert.deepEqual(circles(imports), []);
});

test("audiences import shared folders and core, shared folders import core, and core only itself", () => {
  const wrong = [];
  for (const [file, asked] of imports) {
    for (const other of asked) if (!mayImport(topOf(file), topOf(other))) wrong.push(`${file} -> ${other}`);
  }
  assert.deepEqual(wrong, []);
  assert.ok([...imports.values()].flat().length > 150);
});

/** What stands in a folder of a folder belongs to it. */
function topOf(file) {
  return file.split("/")[0];
}

function mayImport(folder, other) {
  if (folder === PAGES) return true;
  if (folder === other || other === "core" || other.startsWith("..")) return true; // `..`: the vendored parts
  return !["core", ...SHARED].includes(folder) && SHARED.includes(other);
}

function circles(graph) {
  const found = [];
  const done = new Set();
  const follow = (file, way) => {
    if (way.includes(file)) return void found.push([...way.slice(way.indexOf(file)), file].join(" -> "));
    if (done.has(file)) return;
    for (const other of graph.get(file) ?? []) follow(other, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) follow(file, []);
  return found;
}

async function importsOf(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".js"));
  const read = async (name) => {
    const asked = [...(await readFile(folder + name, "utf8")).replace(COMMENT, "").matchAll(IMPORT)].map(([, path]) => path);
    return [name, asked.map((path) => relative(folder, join(folder, dirname(name), path)))];
  };
  return new Map(await Promise.all(names.map(read)));
}
