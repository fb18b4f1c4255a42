// What stands around a desk's person: the last scans, who registered by phone, who may stand there twice, how many came.
import { read } from "../core/answers.js";
import { find } from "../core/dom.js";

const NAMES = /** @type {const} */ (["scans", "pending", "doubles", "came"]);

export class Lists {
  #desk;
  #newest = ""; // "1": who registered last stands first
  /** @type {Map<HTMLElement, string>} the HTML that was last painted into each place */
  #painted = new Map();

  /** @param {HTMLElement} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  async read() {
    const answer = await read(`/desk/lists.json?newest=${this.#newest}`);
    if (!answer.ok) return;
    for (const name of NAMES) this.#paint(find(this.#desk, `[data-${name}]`), answer[name]);
    find(this.#desk, "[data-waiting]").textContent = String(answer.waiting);
  }

  /** @param {string} newest */
  order(newest) {
    this.#newest = newest;
    return this.read();
  }

  // What somebody has unfolded stays so.
  #paint(/** @type {HTMLElement} */ place, /** @type {string} */ html) {
    if (this.#painted.get(place) === html) return;
    const open = place.querySelector("details")?.open;
    place.innerHTML = html;
    this.#painted.set(place, html);
    const fold = place.querySelector("details");
    if (fold && open !== undefined) fold.open = open;
  }
}
