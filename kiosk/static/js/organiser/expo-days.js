// <expo-days>: the expo's days, each with its hours, in the order of the days; saved as one.
import { act, whileBusy } from "../core/actions.js";
import { copyOf, find, findAll, findAround, formField } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

class ExpoDays extends HTMLElement {
  connectedCallback() {
    for (const type of ["input", "click", "submit"]) this.addEventListener(type, this);
  }

  disconnectedCallback() {
    for (const type of ["input", "click", "submit"]) this.removeEventListener(type, this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "submit") {
      event.preventDefault();
      whileBusy(/** @type {SubmitEvent} */ (event).submitter, () => this.#save());
      return;
    }
    if (event.type === "click") {
      const dropped = findAround(event, "[data-drop]");
      if (dropped) findAround(event, ".day-line")?.remove();
      else if (findAround(event, "[data-add]")) this.#add();
      else return;
    }
    find(this, "[data-save]", HTMLButtonElement).disabled = false;
  }

  #add() {
    const line = copyOf(find(this, "template", HTMLTemplateElement));
    const last = this.#lines.at(-1);
    if (last) for (const name of ["opens", "closes"]) of(line, name).value = of(last, name).value;
    if (last) of(line, "day").value = dayAfter(of(last, "day").value);
    find(this, "[data-lines]").append(line);
    of(line, "day").focus();
  }

  async #save() {
    const lines = this.#lines.sort((one, other) => of(one, "day").value.localeCompare(of(other, "day").value));
    const hours = lines.map((line) => `${of(line, "opens").value}-${midnight(of(line, "closes").value)}`);
    const form = find(this, "form", HTMLFormElement);
    const days = lines.map((line) => of(line, "day").value);
    const seen = JSON.parse(form.dataset.seen ?? "{}");
    const fields = { name: formField(form, "name").value, days, hours, seen };
    const answer = await act("expo.set_up", fields, { quiet: true });
    const place = find(this, "[data-error]");
    place.textContent = answer.ok ? "" : answer.message;
    place.hidden = answer.ok;
    if (!answer.ok) return;
    const { expo } = answer;
    form.dataset.seen = JSON.stringify({ ...expo, days: expo.days.join(", ") });
    find(this, "[data-lines]").append(...lines);
    find(this, "[data-save]", HTMLButtonElement).disabled = true;
    toast([say("days_saved"), answer.message].filter(Boolean).join(" "), { stays_ms: answer.message ? 10_000 : undefined });
  }

  get #lines() {
    return findAll(this, ".day-line");
  }
}

/**
 * @param {HTMLElement} line
 * @param {string} name
 */
function of(line, name) {
  return find(line, `[data-of="${name}"]`, HTMLInputElement);
}

/** @param {string} day */
function dayAfter(day) {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? "" : new Date(at + 86_400_000).toISOString().slice(0, 10);
}

/** The end of a day is 24:00 in hours, and 00:00 on a clock.
 * @param {string} clock */
function midnight(clock) {
  return clock === "00:00" ? "24:00" : clock;
}

customElements.define("expo-days", ExpoDays);
