// <day-picker data-for="id">: a month's calendar beside a text field of days; a tap adds a day there or takes it away.
import { find, make, makeButton } from "../core/dom.js";
import { page, say } from "../core/page.js";

class DayPicker extends HTMLElement {
  #month = ""; // "2026-10"

  connectedCallback() {
    this.field = find(document, `#${this.dataset.for}`, HTMLInputElement);
    this.#month = (this.#days()[0] ?? today()).slice(0, 7);
    this.addEventListener("click", this);
    this.field.addEventListener("input", this);
    this.#paint();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
    this.field?.removeEventListener("input", this);
  }

  /** @param {Event} event */
  handleEvent({ type, target }) {
    const { turn, day } = target instanceof HTMLButtonElement && type === "click" ? target.dataset : {};
    if (turn) this.#turn(Number(turn));
    if (day) this.#toggle(day);
    if (type === "input" && this.#days()[0]) this.#month = this.#days()[0].slice(0, 7);
    this.#paint();
    if (day) find(this, `[data-day="${day}"]`).focus();
    if (turn) find(this, `[data-turn="${turn}"]`).focus();
  }

  /** @param {number} months */
  #turn(months) {
    const [year, month] = this.#month.split("-").map(Number);
    this.#month = iso(new Date(Date.UTC(year, month - 1 + months, 1))).slice(0, 7);
  }

  /** @param {string} day */
  #toggle(day) {
    const days = new Set(this.#days());
    if (!days.delete(day)) days.add(day);
    if (this.field) this.field.value = [...days].sort().join(", ");
  }

  #days() {
    return [...(this.field?.value.matchAll(/2\d{3}-\d{2}-\d{2}/g) ?? [])].map(([day]) => day).sort();
  }

  #paint() {
    const [year, month] = this.#month.split("-").map(Number);
    const chosen = new Set(this.#days());
    const head = make("div", { className: "day-head" });
    const title = make("b", { textContent: say("month", { year, month }) });
    title.setAttribute("aria-live", "polite");
    head.append(turner("-1", "‹", say("month_before")), title, turner("1", "›", say("month_after")));
    const grid = make("div", { className: "day-grid" });
    for (const word of say("weekdays")) grid.append(make("span", { className: "day-name", textContent: word }));
    const first = new Date(Date.UTC(year, month - 1, 1));
    const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
    for (let n = 1; n <= count; n++) {
      const day = iso(new Date(Date.UTC(year, month - 1, n)));
      const button = makeButton(String(n), "day", { day });
      button.setAttribute("aria-pressed", String(chosen.has(day)));
      button.setAttribute("aria-label", `${n}, ${day}`);
      button.disabled = day < today() && !chosen.has(day);
      if (n === 1) button.classList.add(`is-from-${first.getUTCDay()}`);
      grid.append(button);
    }
    this.replaceChildren(head, grid);
  }
}

/**
 * @param {string} turn
 * @param {string} sign
 * @param {string} label
 */
function turner(turn, sign, label) {
  const button = makeButton(sign, "button day-turn", { turn });
  button.setAttribute("aria-label", label);
  return button;
}

function today() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: page.timeZone }).format(page.serverNow ?? Date.now());
}

/** @param {Date} date */
function iso(date) {
  return date.toISOString().slice(0, 10);
}

customElements.define("day-picker", DayPicker);
