// <paper-entry>: rows of paper typed in one after another. Enter sends a row, the number has the focus again, and what was typed in so
// far is painted anew; a refusal leaves the row as it is, with its sentence beside.
import { act, whileBusy } from "../core/actions.js";
import { readPart } from "../core/answers.js";
import { parseWon } from "../core/amounts.js";
import { copyOf, find, findAll, findAround, formField } from "../core/dom.js";
import { say } from "../core/page.js";

class PaperEntry extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
    this.#line();
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "click") {
      if (findAround(event, "[data-more]")) find(this.#line(), "select", HTMLSelectElement).focus();
      return;
    }
    event.preventDefault();
    const form = findAround(event, "form", HTMLFormElement);
    if (form) whileBusy(form.querySelector(".button-primary"), () => this.#send(form));
  }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    /** @type {Fields} */
    let fields;
    try {
      fields = fieldsOf(form);
    } catch (wrong) {
      return tell(form, { wrong: /** @type {Error} */ (wrong).message });
    }
    const answer = await act(/** @type {"paper.meeting"} */ (form.dataset.verb ?? ""), fields, { quiet: true });
    if (!answer.ok) return tell(form, { wrong: Object.values(answer.fields ?? {}).join(" ") || answer.message });
    tell(form, { done: [answer.message, ...(answer.warnings ?? [])].join(" ") });
    this.#next(form);
    const html = await readPart("/organiser/paper/part");
    if (html !== null) find(this, "[data-typed]").innerHTML = html;
  }

  /** Empty for the next row; the day and the booth of a sheet stay. */
  #next(/** @type {HTMLFormElement} */ form) {
    for (const field of findAll(form, "input", HTMLInputElement)) field.value = "";
    const lines = form.querySelector("[data-lines]");
    if (lines) {
      lines.replaceChildren();
      this.#line();
    }
    formField(form, "badge").focus();
  }

  /** One more result. */
  #line() {
    const line = copyOf(find(this, "template", HTMLTemplateElement));
    find(this, "[data-lines]").append(line);
    return line;
  }
}

/**
 * What the form sends. Throws an Error with the sentence for what can't be read.
 * @param {HTMLFormElement} form
 * @returns {Fields}
 */
function fieldsOf(form) {
  /** @type {Fields} */
  const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
  for (const { name, value } of findAll(form, "[data-clock]", HTMLInputElement)) if (value.trim()) fields[name] = clockOf(value);
  const lines = findAll(form, ".paper-line").map(lineOf).filter(Boolean);
  if (lines.length) fields.lines = lines;
  const next = form.querySelector("[data-follow-up]");
  if (next instanceof HTMLInputElement && next.value.trim()) fields.follow_up = { text: next.value.trim() };
  return fields;
}

/** `1020`, `930`, `10:20` as the server takes it. @param {string} typed */
function clockOf(typed) {
  const [, hour, minute] = /^(\d{1,2}):?([0-5]\d)$/.exec(typed.trim()) ?? [];
  if (!minute || Number(hour) > 23) throw new Error(say("bad_clock"));
  return `${hour.padStart(2, "0")}:${minute}`;
}

/** @param {Element} line */
function lineOf(line) {
  const outcome = find(line, "select", HTMLSelectElement).value;
  const [amount, note] = findAll(line, "input", HTMLInputElement).map(({ value }) => value.trim());
  if (!outcome) return null;
  const won = parseWon(amount ?? "");
  if (Number.isNaN(won)) throw new Error(say("bad_amount"));
  return { outcome, ...(won === null ? {} : { amount: won }), ...(note ? { note } : {}) };
}

/**
 * @param {HTMLFormElement} form
 * @param {{ done?: string, wrong?: string }} said
 */
function tell(form, { done = "", wrong = "" }) {
  for (const [selector, text] of [
    [".paper-said", done],
    [".field-error", wrong],
  ]) {
    const place = /** @type {HTMLElement} */ (find(form, selector ?? ""));
    place.textContent = text ?? "";
    place.hidden = !text;
  }
}

customElements.define("paper-entry", PaperEntry);
