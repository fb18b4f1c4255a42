// One line of a meeting's outcomes: which announced purchase, how much, and whether that can be right.
import { parseWon } from "../core/amounts.js";
import { copyOf, find } from "../core/dom.js";
import { say } from "../core/page.js";
import { wonText } from "../core/won.js";

/** @typedef {{ id: number, title: string, won: number }} Item of the agency's purchase plan */
/** @typedef {[HTMLElement | null, string]} Problem where it is, and what is missing */

const ODD_TIMES = 3; // an amount of so many times the announced one is asked about
const NEEDS_AMOUNT = new Set(["contract", "commitment"]);
const UNITS = [
  ["천", "thousand"],
  ["만", "ten_thousand"],
  ["억", "hundred_million"],
];

export class OutcomeRow {
  /** @type {number | null} an odd amount that was said to be right */
  #accepted = null;

  /**
   * @param {HTMLTemplateElement} template
   * @param {OutcomeLine} line
   */
  constructor(template, { outcome, amount = null, plan_item = null, plan_title = "", plan_won = 0, note = "" }) {
    this.outcome = outcome;
    /** @type {Item | null} */
    this.item = plan_item ? { id: plan_item, title: plan_title, won: plan_won } : null;
    this.box = copyOf(template);
    this.amount = find(this.box, "[name=amount]", HTMLInputElement);
    this.plan = find(this.box, "[name=plan]", HTMLInputElement);
    this.#accepted = amount;
    this.#label();
    this.plan.value = this.item?.title ?? note;
    this.amount.value = amount ? amount.toLocaleString("en-US") : "";
    this.readBack();
  }

  /**
   * As it is saved.
   * @returns {OutcomeLine}
   */
  get line() {
    const { won, outcome, item } = this;
    const typed = this.plan.value.trim();
    return {
      outcome,
      ...(Number.isInteger(won) ? { amount: won } : {}),
      ...(item ? { plan_item: item.id } : typed ? { note: typed } : {}),
    };
  }

  /**
   * With the title and the sum of its plan item, as the constructor takes it.
   * @returns {OutcomeLine}
   */
  get shown() {
    return this.item ? { ...this.line, plan_title: this.item.title, plan_won: this.item.won } : this.line;
  }

  /** The amount in won; null for none, NaN for one that can't be read. */
  get won() {
    return this.takesAmount ? parseWon(this.amount.value) : null;
  }

  get takesAmount() {
    return this.outcome !== "mou";
  }

  get needsAmount() {
    return NEEDS_AMOUNT.has(this.outcome);
  }

  get isEmpty() {
    return !this.item && !this.amount.value && !this.plan.value;
  }

  /**
   * What is missing or has to be answered first; null where nothing is.
   * @returns {Problem | null}
   */
  get problem() {
    const { won } = this;
    if (Number.isNaN(won)) return [this.amount, say("unread_amount")];
    if (won === null && this.needsAmount) return [this.amount, say("missing_amount")];
    return this.#odd ? [find(this.box, "[data-right]"), say("answer_first")] : null;
  }

  /**
   * Writes a unit behind the amount: 천, 만 or 억.
   * @param {string} unit
   */
  append(unit) {
    const plain = this.amount.value.replaceAll(",", "").trim();
    this.amount.value = (plain || "1") + unit;
    this.changed();
  }

  /** The amount was written. */
  changed() {
    this.#accepted = null;
    this.readBack();
  }

  /** The odd amount is right. */
  accept() {
    this.#accepted = this.won;
    this.readBack();
  }

  /**
   * It is about this purchase; null: about what is written there.
   * @param {Item | null} item
   */
  choose(item) {
    this.item = item;
    if (item) {
      this.#accepted = null;
      this.plan.value = item.title;
    }
    this.readBack();
  }

  /** Says the amount in words, and asks about an odd one. */
  readBack() {
    const { won } = this;
    const read = won === null ? "" : Number.isNaN(won) ? "?" : wonText(won);
    find(this.box, ".outcome-read").textContent = read;
    const odd = this.#odd;
    const question = find(this.box, ".outcome-question");
    question.hidden = !odd;
    if (!odd) return;
    const times = Math.floor((odd.won / odd.announced) * 10) / 10;
    find(question, "span").textContent = say("three_times", { won: wonText(odd.announced), times });
  }

  // Both amounts where the typed one is so much larger than the announced one that it is asked about; else null.
  get #odd() {
    const { item, won } = this;
    if (!item?.won || !won || won < ODD_TIMES * item.won || this.#accepted === won) return null;
    return { won, announced: item.won };
  }

  #label() {
    const { box, plan, amount } = this;
    box.dataset.outcome = this.outcome;
    find(box, "legend").textContent = say(this.outcome);
    find(box, "[data-remove]").ariaLabel = say("remove");
    plan.placeholder = plan.ariaLabel = say("plan_item");
    amount.placeholder = amount.ariaLabel = say(this.needsAmount ? "amount" : "amount_optional");
    for (const [unit, word] of UNITS) find(box, `[data-unit="${unit}"]`).textContent = say(word);
    find(box, "[data-right]").textContent = say("yes_right");
    find(box, ".outcome-amount").hidden = !this.takesAmount;
  }
}
