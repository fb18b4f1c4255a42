// What a file holds in all, by kind: agencies by what they are, a plan by category with its won, people by kind of enterprise.
import { say } from "../core/page.js";
import { aboutWon } from "../core/won.js";
import { element, number } from "./import-parts.js";

const SHOWN = 6;
/** @type {Record<string, string>} */
const BY = { agencies: "kind", plan: "category", enterprises: "kind", appointments: "agency", programme: "place" };

/** @typedef {{ name: string, rows: number, won: number }} Group */

/**
 * @param {HTMLElement} box
 * @param {{ kind: string, rows: ImportRow[] }} report
 */
export function paintGroups(box, { kind, rows }) {
  const groups = grouped(
    rows.filter((row) => row.verdict !== "refused"),
    BY[kind],
  );
  box.hidden = groups.length < 2;
  const most = Math.max(...groups.map(sizeOf));
  const lines = groups.slice(0, SHOWN).map((group) => line(group, sizeOf(group) / most));
  if (groups.length > SHOWN) lines.push(element("p", say("groups_rest", { n: number(groups.length - SHOWN) }), "quiet"));
  box.replaceChildren(...lines);
}

/**
 * @param {ImportRow[]} rows
 * @param {string} by
 * @returns {Group[]} the largest first
 */
function grouped(rows, by) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const { values } of rows) {
    if (!values[by]) continue;
    const name = String(values[by]);
    const group = groups.get(name) ?? { name, rows: 0, won: 0 };
    group.rows += 1;
    group.won += Number(values.won ?? 0);
    groups.set(name, group);
  }
  return [...groups.values()].sort((one, other) => sizeOf(other) - sizeOf(one));
}

/** @param {Group} group */
function sizeOf({ rows, won }) {
  return won || rows;
}

/**
 * @param {Group} group
 * @param {number} share of the largest
 */
function line({ name, rows, won }, share) {
  const made = element("p", "", "import-group");
  const bar = element("i", "");
  bar.style.width = `${Math.max(1, share * 100)}%`;
  made.append(
    element("b", name),
    bar,
    element("span", [won ? aboutWon(won) : "", say("items", { n: number(rows) })].filter(Boolean).join(" · ")),
  );
  return made;
}
