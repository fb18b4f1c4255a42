// One person at a desk whose server is away: who the tablet knows them to be, or the tapped row says, and what the outbox takes
// for them. What it can't know is said, and not shown as it once was.
import { timeOf } from "../core/clock.js";
import { find, findAll } from "../core/dom.js";
import { say } from "../core/page.js";

/** @typedef {import("../offline/snapshot/people.js").Known} Known */
/** @typedef {{ kind: string, words: string }} Standing a chip's colour and words */
/**
 * `at`: as of when (ms); null for what only the row of the page says; `offers`: which buttons there are.
 * @typedef {object} Brief
 * @property {number | string} id
 * @property {number | string} number
 * @property {string} name
 * @property {string} state
 * @property {string | null} [enterprise]
 * @property {string} [code]
 * @property {Standing} [standing]
 * @property {number | null} at
 * @property {Set<string>} offers
 */

/**
 * @param {Known} person
 * @param {number} at ms
 * @returns {Brief}
 */
export function briefOf(person, at) {
  const { id, number, name, enterprise, state, code } = person;
  return {
    id,
    number: number || "–",
    name,
    enterprise,
    state,
    code,
    at,
    standing: standingOf(person, at),
    offers: offersOf(person),
  };
}

/**
 * Of somebody whom only a row of the page tells of.
 * @param {HTMLElement} row
 * @param {number} id
 * @returns {Brief}
 */
export function briefOfRow(row, id) {
  const number = row.querySelector(".desk-row-number, b")?.textContent ?? "";
  const name = row.querySelector(".desk-row-who b, .one-line")?.textContent ?? (row.textContent ?? "").replace(number, "");
  const pending = row.closest("[data-pending]") !== null;
  const offers = new Set(pending ? ["confirm_in", "confirm"] : ["check_in", "undo", "void", "reprint"]);
  return { id, number, name: (name ?? "").trim(), state: pending ? "pending" : "known", at: null, offers };
}

/**
 * Where somebody stood when the server was last heard, or what this tablet has done since.
 * @param {Known} person
 * @param {number} at ms
 * @returns {Standing}
 */
export function standingOf({ state, since, here, isLost, id }, at) {
  const time = typeof since === "number" ? timeOf(since) : since;
  if (isLost) return { kind: "is-danger", words: say("away_lost") };
  if (state === "pending") return { kind: "is-warning", words: say("state_pending") };
  if (state === "in")
    return { kind: "is-ok", words: say(here && typeof since === "number" ? "away_in_here" : "state_in", { since: time }) };
  if (state === "left") return { kind: "", words: say("state_left", { since: time }) };
  return { kind: "", words: typeof id === "string" ? say("away_registered_here") : say("away_not_in", { at: timeOf(at) }) };
}

/** @param {Known} person */
function offersOf({ id, state, isLost, code }) {
  if (state === "pending") return new Set(["confirm_in", "confirm"]);
  const entering = state === "in" ? [] : ["check_in"];
  if (typeof id === "string") return new Set(code ? entering : []);
  return new Set([...entering, "give_badge", "reprint", ...(state === "in" ? ["undo"] : []), ...(isLost ? [] : ["void"])]);
}

/**
 * Paint the template into the pane: its buttons that are offered stay, the others go.
 * @param {HTMLTemplateElement} template
 * @param {HTMLElement} pane
 * @param {Brief} brief
 */
export function paintAway(template, pane, { id, number, name, enterprise, standing, at, offers }) {
  const made = document.importNode(template.content, true);
  find(made, ".person").dataset.person = String(id);
  find(made, ".person-number").textContent = String(number);
  find(made, ".person-name").textContent = name;
  find(made, "[data-enterprise]").textContent = at === null ? "" : (enterprise ?? say("citizen"));
  const chip = find(made, "[data-standing]");
  chip.className = `chip ${standing?.kind ?? ""}`;
  chip.textContent = standing?.words ?? "";
  chip.hidden = !standing;
  find(made, "[data-as-of]").textContent = at === null ? say("away_no_list") : say("away_as_of", { at: timeOf(at) });
  for (const button of findAll(made, "[data-do]")) if (!offers.has(button.dataset.do ?? "")) button.remove();
  pane.replaceChildren(made);
}
