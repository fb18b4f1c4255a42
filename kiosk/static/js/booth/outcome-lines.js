// <outcome-lines>: chips of outcomes, and a line for each chosen one: which announced purchase, how much.
//
// `lines` reads and sets them; `problem()` says what is missing and marks it. Fires `lines:change`, bubbling.
import { parseWon } from "../core/amounts.js";
import { read } from "../core/answers.js";
import { copyOf, find, findAll, findAround, make, makeButton } from "../core/dom.js";
import { say } from "../core/page.js";
import { wonText } from "../core/won.js";

const SEARCH_AFTER_MS = 150;
const ODD_TIMES = 3; // an amount of so many times the announced one is asked about
const NEEDS_AMOUNT = new Set(["contract", "commitment"]);

/** @typedef {{ id: number, title: string, won: number }} Item */
/** @typedef {[HTMLElement | null, string]} Problem where it is, and what is missing */
/** @typedef {{ outcome: string, item: Item | null, box: HTMLElement, accepted: number | null }} Row accepted: an odd amount that was said to be right */

export class OutcomeLines extends HTMLElement {
  /** @type {Row[]} */
  #rows = [];
  #timer = 0;
  /** @type {string | number | null} */
  visitor = null;

  connectedCallback() {
    this.addEventListener("click", this);
    this.addEventListener("input", this);
    this.addEventListener("focusin", this);
    this.addEventListener("focusout", this);
    this.addEventListener("keydown", this);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    for (const type of ["click", "input", "focusin", "focusout", "keydown"]) this.removeEventListener(type, this);
  }

  /** @returns {OutcomeLine[]} */
  get lines() {
    return this.#rows.map(({ outcome, item, box }) => {
      const amount = outcome === "mou" ? null : parseWon(amountOf(box).value);
      const typed = planOf(box).value.trim();
      return {
        outcome,
        ...(Number.isInteger(amount) ? { amount } : {}),
        ...(item ? { plan_item: item.id } : typed ? { note: typed } : {}),
      };
    });
  }

  /**
   * The lines with the titles and sums of their plan items, as the setter takes them.
   * @returns {OutcomeLine[]}
   */
  get shown() {
    return this.lines.map((line, at) => {
      const { item } = this.#rows[at];
      return item ? { ...line, plan_title: item.title, plan_won: item.won } : line;
    });
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
    const found = this.#rows.length ? this.#firstProblem() : /** @type {Problem} */ ([null, say("choose_outcome")]);
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
    const isPlan = field.name === "plan";
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
    const empty = this.#rows.find((row) => row.outcome === outcome && this.#isEmpty(row));
    if (empty) return this.#remove(empty);
    const row = this.#add({ outcome });
    this.#mark();
    this.#tell();
    if (NEEDS_AMOUNT.has(outcome)) amountOf(row.box).focus();
  }

  /** @param {OutcomeLine} line */
  #add({ outcome, amount = null, plan_item = null, plan_title = "", plan_won = 0, note = "" }) {
    const box = copyOf(find(this, "template"));
    const item = plan_item ? { id: plan_item, title: plan_title, won: plan_won } : null;
    /** @type {Row} */
    const row = { outcome, item, box, accepted: null };
    box.dataset.outcome = outcome;
    find(box, "legend").textContent = say(outcome);
    find(box, "[data-remove]").ariaLabel = say("remove");
    const plan = planOf(box);
    plan.placeholder = plan.ariaLabel = say("plan_item");
    plan.value = item?.title ?? note;
    const won = amountOf(box);
    won.placeholder = won.ariaLabel = say(NEEDS_AMOUNT.has(outcome) ? "amount" : "amount_optional");
    won.value = amount ? amount.toLocaleString("en-US") : "";
    row.accepted = amount;
    for (const [unit, word] of [
      ["천", "thousand"],
      ["만", "ten_thousand"],
      ["억", "hundred_million"],
    ]) {
      find(box, `[data-unit="${unit}"]`).textContent = say(word);
    }
    find(box, "[data-right]").textContent = say("yes_right");
    find(box, ".outcome-amount").hidden = outcome === "mou";
    this.#rows.push(row);
    this.#list.append(box);
    this.#readBack(row);
    return row;
  }

  /** @param {Row} row */
  #remove(row) {
    row.box.remove();
    this.#rows = this.#rows.filter((one) => one !== row);
    this.#mark();
    this.#tell();
  }

  /**
   * @param {Row} row
   * @param {string} unit
   */
  #append(row, unit) {
    const field = amountOf(row.box);
    const plain = field.value.replaceAll(",", "").trim();
    field.value = (plain || "1") + unit;
    this.#changed(row);
    field.focus();
  }

  /** @param {Row} row */
  #changed(row) {
    row.accepted = null;
    this.#readBack(row);
    this.#tell();
  }

  /** @param {Row} row */
  #accept(row) {
    row.accepted = this.#won(row);
    this.#readBack(row);
    this.#complain("");
  }

  /**
   * @param {Row} row
   * @param {Item} item
   */
  #choose(row, item) {
    row.item = item;
    row.accepted = null;
    planOf(row.box).value = item.title;
    find(row.box, ".outcome-found").hidden = true;
    this.#readBack(row);
    this.#tell();
    if (row.outcome !== "mou") amountOf(row.box).focus();
  }

  /** @param {Row} row */
  #typed(row) {
    row.item = null;
    this.#readBack(row);
    this.#tell();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(row), SEARCH_AFTER_MS);
  }

  /** @param {Row} row */
  async #search(row) {
    const field = planOf(row.box);
    const asked = row.item ? "" : field.value;
    const booth = /** @type {HTMLElement | null} */ (this.closest("[data-booth]"))?.dataset.booth ?? "";
    const query = new URLSearchParams({ q: asked, booth });
    if (this.visitor) query.set("visitor", String(this.visitor));
    const answer = await read(`/booth/plan.json?${query}`);
    if (answer.away) return; // which the band says; an amount can be written without a plan item
    if (document.activeElement === field && (row.item ? "" : field.value) === asked) this.#offer(row, answer.items ?? []);
  }

  /**
   * @param {Row} row
   * @param {PlanItem[]} items
   */
  #offer(row, items) {
    const list = find(row.box, ".outcome-found");
    list.replaceChildren(...items.map(optionOf));
    if (!items.length) list.append(make("li", { textContent: say("no_items"), className: "quiet" }));
    list.hidden = false;
    find(row.box, "[name=plan]").setAttribute("aria-expanded", "true");
  }

  /** @param {HTMLElement} field */
  #closeFound(field) {
    if (document.activeElement === field) return;
    field.closest(".outcome-line")?.querySelector(".outcome-found")?.setAttribute("hidden", "");
    field.setAttribute("aria-expanded", "false");
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Row} row
   */
  #key(event, row) {
    const list = find(row.box, ".outcome-found");
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      list.hidden = true;
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (!list.hidden && planOf(row.box).value) findAll(list, "[data-item]")[0]?.click();
  }

  /** @param {Row} row */
  #readBack(row) {
    const won = this.#won(row);
    const read = find(row.box, ".outcome-read");
    read.textContent = won === null ? "" : Number.isNaN(won) ? "?" : wonText(won);
    const odd = oddness(row, won);
    const question = find(row.box, ".outcome-question");
    question.hidden = !odd;
    if (!odd) return;
    const times = Math.floor((odd.won / odd.announced) * 10) / 10;
    find(question, "span").textContent = say("three_times", { won: wonText(odd.announced), times });
  }

  /** @returns {Problem | null} */
  #firstProblem() {
    for (const row of this.#rows) {
      const won = this.#won(row);
      const field = amountOf(row.box);
      if (Number.isNaN(won)) return [field, say("unread_amount")];
      if (won === null && NEEDS_AMOUNT.has(row.outcome)) return [field, say("missing_amount")];
      if (oddness(row, won)) return [find(row.box, "[data-right]"), say("answer_first")];
    }
    return null;
  }

  /** @param {Row} row */
  #isEmpty(row) {
    return !row.item && !amountOf(row.box).value && !planOf(row.box).value;
  }

  /** @param {Row} row */
  #won(row) {
    return row.outcome === "mou" ? null : parseWon(amountOf(row.box).value);
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

/**
 * Both amounts where the typed one is so much larger than the announced one that it is asked about; else null.
 * @param {Row} row
 * @param {number | null} won
 */
function oddness({ item, accepted }, won) {
  if (!item?.won || !won || won < ODD_TIMES * item.won || accepted === won) return null;
  return { won, announced: item.won };
}

/** @param {HTMLElement} box */
function amountOf(box) {
  return find(box, "[name=amount]", HTMLInputElement);
}

/** @param {HTMLElement} box */
function planOf(box) {
  return find(box, "[name=plan]", HTMLInputElement);
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
