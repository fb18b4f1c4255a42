// <outcome-lines>: chips of outcomes, and a line for each chosen one: which announced purchase, how much.
//
// `lines` reads and sets them; `problem()` says what is missing and marks it. Fires `lines:change`, bubbling.
import { read } from "../core/answers.js";
import { find, findAll, findAround, make, makeButton } from "../core/dom.js";
import { say } from "../core/page.js";
import { wonText } from "../core/won.js";
import { OutcomeRow } from "./outcome-row.js";

/** @typedef {import("./outcome-row.js").Problem} Problem */

const SEARCH_AFTER_MS = 150;
const EVENTS = ["click", "input", "focusin", "focusout", "keydown"];

export class OutcomeLines extends HTMLElement {
  /** @type {OutcomeRow[]} */
  #rows = [];
  #timer = 0;
  /** @type {string | number | null} */
  visitor = null;

  connectedCallback() {
    for (const type of EVENTS) this.addEventListener(type, this);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    for (const type of EVENTS) this.removeEventListener(type, this);
  }

  /** @returns {OutcomeLine[]} */
  get lines() {
    return this.#rows.map((row) => row.line);
  }

  /**
   * The lines with the titles and sums of their plan items, as the setter takes them.
   * @returns {OutcomeLine[]}
   */
  get shown() {
    return this.#rows.map((row) => row.shown);
  }

  set lines(lines) {
    this.#rows = [];
    this.#list.replaceChildren();
    for (const line of lines) this.#add(line);
    this.#mark();
    this.#complain("");
  }

  /** A sentence about what is missing, or null; the place is marked and focused. */
  problem() {
    const found = this.#firstProblem();
    this.#complain(found ? found[1] : "");
    if (!found) return null;
    found[0]?.focus();
    this.scrollIntoView({ block: "nearest" });
    return found[1];
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { type } = event;
    if (type === "click") return this.#clicked(event);
    const field = findAround(event, "[name=amount], [name=plan]", HTMLInputElement);
    const row = this.#rowOf(event);
    if (!field || !row) return undefined;
    const isPlan = field === row.plan;
    if (type === "input") return isPlan ? this.#typed(row) : this.#changed(row);
    if (!isPlan) return undefined;
    if (type === "focusin") return void this.#search(row);
    if (type === "focusout") return void setTimeout(() => this.#closeFound(field), 200);
    return this.#key(/** @type {KeyboardEvent} */ (event), row);
  }

  /**
   * @param {Event} event
   * @returns {void}
   */
  #clicked(event) {
    const outcome = findAround(event, ".outcome-chip")?.dataset.outcome;
    if (outcome) return this.#toggle(outcome);
    const row = this.#rowOf(event);
    if (!row) return;
    const { unit, item, remove, right } =
      findAround(event, "[data-unit], [data-item], [data-remove], [data-right]")?.dataset ?? {};
    if (unit) this.#append(row, unit);
    else if (remove !== undefined) this.#remove(row);
    else if (right !== undefined) this.#accept(row);
    else if (item) this.#choose(row, JSON.parse(item));
  }

  /**
   * A second tap takes an empty line back; beside a filled one it adds another of its kind.
   * @param {string} outcome
   * @returns {void}
   */
  #toggle(outcome) {
    const empty = this.#rows.find((row) => row.outcome === outcome && row.isEmpty);
    if (empty) return this.#remove(empty);
    const row = this.#add({ outcome });
    this.#mark();
    this.#tell();
    if (row.needsAmount) row.amount.focus();
  }

  /** @param {OutcomeLine} line */
  #add(line) {
    const row = new OutcomeRow(find(this, "template"), line);
    this.#rows.push(row);
    this.#list.append(row.box);
    return row;
  }

  /** @param {OutcomeRow} row */
  #remove(row) {
    row.box.remove();
    this.#rows = this.#rows.filter((one) => one !== row);
    this.#mark();
    this.#tell();
  }

  /**
   * @param {OutcomeRow} row
   * @param {string} unit
   */
  #append(row, unit) {
    row.append(unit);
    this.#tell();
    row.amount.focus();
  }

  /** @param {OutcomeRow} row */
  #changed(row) {
    row.changed();
    this.#tell();
  }

  /** @param {OutcomeRow} row */
  #accept(row) {
    row.accept();
    this.#complain("");
  }

  /**
   * @param {OutcomeRow} row
   * @param {import("./outcome-row.js").Item} item
   */
  #choose(row, item) {
    row.choose(item);
    find(row.box, ".outcome-found").hidden = true;
    this.#tell();
    if (row.takesAmount) row.amount.focus();
  }

  /** @param {OutcomeRow} row */
  #typed(row) {
    row.choose(null);
    this.#tell();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(row), SEARCH_AFTER_MS);
  }

  /** @param {OutcomeRow} row */
  async #search(row) {
    const asked = row.item ? "" : row.plan.value;
    const booth = /** @type {HTMLElement | null} */ (this.closest("[data-booth]"))?.dataset.booth ?? "";
    const query = new URLSearchParams({ q: asked, booth });
    if (this.visitor) query.set("visitor", String(this.visitor));
    const answer = await read(`/booth/plan.json?${query}`);
    if (answer.away) return; // which the band says; an amount can be written without a plan item
    const isAsked = (row.item ? "" : row.plan.value) === asked;
    if (document.activeElement === row.plan && isAsked) this.#offer(row, answer.items ?? []);
  }

  /**
   * @param {OutcomeRow} row
   * @param {PlanItem[]} items
   */
  #offer(row, items) {
    const list = find(row.box, ".outcome-found");
    list.replaceChildren(...items.map(optionOf));
    if (!items.length) list.append(make("li", { textContent: say("no_items"), className: "quiet" }));
    list.hidden = false;
    row.plan.setAttribute("aria-expanded", "true");
  }

  /** @param {HTMLElement} field */
  #closeFound(field) {
    if (document.activeElement === field) return;
    field.closest(".outcome-line")?.querySelector(".outcome-found")?.setAttribute("hidden", "");
    field.setAttribute("aria-expanded", "false");
  }

  /**
   * @param {KeyboardEvent} event
   * @param {OutcomeRow} row
   */
  #key(event, row) {
    const list = find(row.box, ".outcome-found");
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      list.hidden = true;
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (!list.hidden && row.plan.value) findAll(list, "[data-item]")[0]?.click();
  }

  /** @returns {Problem | null} */
  #firstProblem() {
    if (!this.#rows.length) return [null, say("choose_outcome")];
    for (const { problem } of this.#rows) if (problem) return problem;
    return null;
  }

  /** @param {Event} event */
  #rowOf(event) {
    const box = findAround(event, ".outcome-line");
    return this.#rows.find((row) => row.box === box);
  }

  #mark() {
    for (const chip of findAll(this, ".outcome-chip")) {
      chip.setAttribute("aria-pressed", String(this.#rows.some((row) => row.outcome === chip.dataset.outcome)));
    }
  }

  /** @param {string} sentence */
  #complain(sentence) {
    const place = find(this, ".field-error");
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  #tell() {
    this.#complain("");
    this.dispatchEvent(new Event("lines:change", { bubbles: true }));
  }

  get #list() {
    return find(this, ".outcome-lines");
  }
}

/** @param {PlanItem} item */
function optionOf(item) {
  const button = makeButton("", "", { item: JSON.stringify({ id: item.id, title: item.title, won: item.won }) });
  button.setAttribute("role", "option");
  const title = make("span", { textContent: item.title, className: "one-line" });
  const about = [item.department, item.won ? wonText(item.won) : "", item.fits ? say("fits") : ""].filter(Boolean);
  button.append(title, make("small", { textContent: about.join(" · ") }));
  const option = make("li");
  option.append(button);
  return option;
}

customElements.define("outcome-lines", OutcomeLines);
