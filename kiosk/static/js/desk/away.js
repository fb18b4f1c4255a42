// One person at a desk whose server is away: who the tapped row says they are, and what the outbox takes for them.

import { find, findAll } from "../core/dom.js";

/** @typedef {{ id: number, number: string, name: string, state: string, code?: undefined, enterprise?: undefined }} Brief */

/**
 * {id, number, name, state} of a row of the page; state: `pending` or `known`.
 * @param {HTMLElement} row
 * @param {number} id
 * @returns {Brief}
 */
export function briefOf(row, id) {
  const number = row.querySelector(".desk-row-number, b")?.textContent ?? "";
  const name = row.querySelector(".desk-row-who b, .one-line")?.textContent ?? (row.textContent ?? "").replace(number, "");
  return { id, number, name: (name ?? "").trim(), state: row.closest("[data-pending]") ? "pending" : "known" };
}

/**
 * Paint the template into the pane: its buttons for this state stay, the others go.
 * @param {HTMLTemplateElement} template
 * @param {HTMLElement} pane
 * @param {Brief} brief
 */
export function paintAway(template, pane, { number, name, state }) {
  const made = document.importNode(template.content, true);
  find(made, ".person-number").textContent = number;
  find(made, ".person-name").textContent = name;
  for (const button of findAll(made, "[data-when]")) if (button.dataset.when !== state) button.remove();
  pane.replaceChildren(made);
}
