// <outcome-lines>: chips of outcomes, and a line for each chosen one: which announced purchase, how much.
//
// `lines` reads and sets them; `problem()` says what is missing and marks it. Fires `lines:change`, bubbling.
import { read } from "../core/answers.js";
import { say } from "../core/page.js";
import { parseWon, wonText } from "../core/won.js";

const SEARCH_AFTER_MS = 150;
const ODD_TIMES = 3; // an amount of so many times the announced one is asked about
const NEEDS_AMOUNT = new Set(["contract", "commitment"]);

class OutcomeLines extends HTMLElement {
  #rows = [];
  #timer = null;
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

  get lines() {
    return this.#rows.map(({ outcome, item, box }) => {
      const amount = outcome === "mou" ? null : parseWon(box.querySelector("[name=amount]").value);
      const typed = box.querySelector("[name=plan]").value.trim();
      return {
        outcome,
        ...(Number.isInteger(amount) ? { amount } : {}),
        ...(item ? { plan_item: item.id } : typed ? { note: typed } : {}),
      };
    });
  }

  /** The lines with the titles and sums of their plan items, as the setter takes them. */
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
    const found = this.#rows.length ? this.#firstProblem() : [null, say("choose_outcome")];
    this.#complain(found ? found[1] : "");
    if (!found) return null;
    found[0]?.focus();
    this.scrollIntoView({ block: "nearest" });
    return found[1];
  }

  handleEvent(event) {
    const { type, target } = event;
    if (type === "click") this.#clicked(target);
    else if (type === "input" && target.name === "amount") this.#changed(this.#rowOf(target));
    else if (type === "input" && target.name === "plan") this.#typed(this.#rowOf(target));
    else if (type === "focusin" && target.name === "plan") this.#search(this.#rowOf(target));
    else if (type === "focusout" && target.name === "plan") setTimeout(() => this.#closeFound(target), 200);
    else if (type === "keydown" && target.name === "plan") this.#key(event);
  }

  #clicked(target) {
    const chip = target.closest(".outcome-chip");
    if (chip) return this.#toggle(chip.dataset.outcome);
    const row = this.#rowOf(target);
    if (!row) return;
    const unit = target.closest("[data-unit]")?.dataset.unit;
    if (unit) this.#append(row, unit);
    else if (target.closest("[data-remove]")) this.#remove(row);
    else if (target.closest("[data-right]")) this.#accept(row);
    else if (target.closest("[data-item]")) this.#choose(row, JSON.parse(target.closest("[data-item]").dataset.item));
  }

  // A second tap takes an empty line back; beside a filled one it adds another of its kind.
  #toggle(outcome) {
    const empty = this.#rows.find((row) => row.outcome === outcome && this.#isEmpty(row));
    if (empty) return this.#remove(empty);
    const row = this.#add({ outcome });
    this.#mark();
    this.#tell();
    if (NEEDS_AMOUNT.has(outcome)) row.box.querySelector("[name=amount]").focus();
  }

  #add({ outcome, amount = null, plan_item = null, plan_title = "", plan_won = 0, note = "" }) {
    const box = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const item = plan_item ? { id: plan_item, title: plan_title, won: plan_won } : null;
    const row = { outcome, item, box, accepted: null };
    box.dataset.outcome = outcome;
    box.querySelector("legend").textContent = say(outcome);
    box.querySelector("[data-remove]").ariaLabel = say("remove");
    box.querySelector("[name=plan]").placeholder = say("plan_item");
    box.querySelector("[name=plan]").ariaLabel = say("plan_item");
    box.querySelector("[name=plan]").value = item?.title ?? note ?? "";
    const won = box.querySelector("[name=amount]");
    won.placeholder = won.ariaLabel = say(NEEDS_AMOUNT.has(outcome) ? "amount" : "amount_optional");
    won.value = amount ? amount.toLocaleString("en-US") : "";
    row.accepted = amount;
    for (const [unit, word] of [["천", "thousand"], ["만", "ten_thousand"], ["억", "hundred_million"]]) {
      box.querySelector(`[data-unit="${unit}"]`).textContent = say(word);
    }
    box.querySelector("[data-right]").textContent = say("yes_right");
    box.querySelector(".outcome-amount").hidden = outcome === "mou";
    this.#rows.push(row);
    this.#list.append(box);
    this.#readBack(row);
    return row;
  }

  #remove(row) {
    row.box.remove();
    this.#rows = this.#rows.filter((one) => one !== row);
    this.#mark();
    this.#tell();
  }

  #append(row, unit) {
    const field = row.box.querySelector("[name=amount]");
    const plain = field.value.replaceAll(",", "").trim();
    field.value = (plain || "1") + unit;
    this.#changed(row);
    field.focus();
  }

  #changed(row) {
    row.accepted = null;
    this.#readBack(row);
    this.#tell();
  }

  #accept(row) {
    row.accepted = this.#won(row);
    this.#readBack(row);
    this.#complain("");
  }

  #choose(row, item) {
    row.item = item;
    row.accepted = null;
    row.box.querySelector("[name=plan]").value = item.title;
    row.box.querySelector(".outcome-found").hidden = true;
    this.#readBack(row);
    this.#tell();
    if (row.outcome !== "mou") row.box.querySelector("[name=amount]").focus();
  }

  #typed(row) {
    row.item = null;
    this.#readBack(row);
    this.#tell();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(row), SEARCH_AFTER_MS);
  }

  async #search(row) {
    const field = row.box.querySelector("[name=plan]");
    const asked = row.item ? "" : field.value;
    const booth = this.closest("[data-booth]").dataset.booth;
    const query = new URLSearchParams({ q: asked, booth, ...(this.visitor ? { visitor: this.visitor } : {}) });
    const answer = await read(`/booth/plan.json?${query}`);
    if (answer.away) return; // which the band says; an amount can be written without a plan item
    if (document.activeElement === field && (row.item ? "" : field.value) === asked) this.#offer(row, answer.items ?? []);
  }

  #offer(row, items) {
    const list = row.box.querySelector(".outcome-found");
    list.replaceChildren(...items.map(optionOf));
    if (!items.length) list.append(Object.assign(document.createElement("li"), { textContent: say("no_items"), className: "quiet" }));
    list.hidden = false;
    row.box.querySelector("[name=plan]").setAttribute("aria-expanded", "true");
  }

  #closeFound(field) {
    if (document.activeElement === field) return;
    field.closest(".outcome-line")?.querySelector(".outcome-found").setAttribute("hidden", "");
    field.setAttribute("aria-expanded", "false");
  }

  #key(event) {
    const row = this.#rowOf(event.target);
    const list = row.box.querySelector(".outcome-found");
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      list.hidden = true;
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (!list.hidden && event.target.value) list.querySelector("[data-item]")?.click();
  }

  #readBack(row) {
    const won = this.#won(row);
    const read = row.box.querySelector(".outcome-read");
    read.textContent = won === null ? "" : Number.isNaN(won) ? "?" : wonText(won);
    const odd = this.#isOdd(row, won);
    const question = row.box.querySelector(".outcome-question");
    question.hidden = !odd;
    if (odd) {
      const times = Math.floor((won / row.item.won) * 10) / 10;
      question.querySelector("span").textContent = say("three_times", { won: wonText(row.item.won), times });
    }
  }

  #firstProblem() {
    for (const row of this.#rows) {
      const won = this.#won(row);
      const field = row.box.querySelector("[name=amount]");
      if (Number.isNaN(won)) return [field, say("unread_amount")];
      if (won === null && NEEDS_AMOUNT.has(row.outcome)) return [field, say("missing_amount")];
      if (this.#isOdd(row, won)) {
        return [row.box.querySelector("[data-right]"), say("answer_first")];
      }
    }
    return null;
  }

  #isOdd(row, won) {
    return Boolean(row.item?.won && won && won >= ODD_TIMES * row.item.won && row.accepted !== won);
  }

  #isEmpty(row) {
    return !row.item && !row.box.querySelector("[name=amount]").value && !row.box.querySelector("[name=plan]").value;
  }

  #won(row) {
    return row.outcome === "mou" ? null : parseWon(row.box.querySelector("[name=amount]").value);
  }

  #rowOf(target) {
    const box = target.closest(".outcome-line");
    return this.#rows.find((row) => row.box === box);
  }

  #mark() {
    for (const chip of this.querySelectorAll(".outcome-chip")) {
      chip.setAttribute("aria-pressed", String(this.#rows.some((row) => row.outcome === chip.dataset.outcome)));
    }
  }

  #complain(sentence) {
    const place = this.querySelector(".field-error");
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  #tell() {
    this.#complain("");
    this.dispatchEvent(new Event("lines:change", { bubbles: true }));
  }

  get #list() {
    return this.querySelector(".outcome-lines");
  }
}

function optionOf(item) {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.dataset.item = JSON.stringify({ id: item.id, title: item.title, won: item.won });
  button.setAttribute("role", "option");
  const title = Object.assign(document.createElement("span"), { textContent: item.title, className: "one-line" });
  const about = [item.department, item.won ? wonText(item.won) : "", item.fits ? say("fits") : ""].filter(Boolean);
  button.append(title, Object.assign(document.createElement("small"), { textContent: about.join(" · ") }));
  const option = document.createElement("li");
  option.append(button);
  return option;
}

customElements.define("outcome-lines", OutcomeLines);
