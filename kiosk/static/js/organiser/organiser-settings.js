// <organiser-settings>: the expo's settings, changed by one action.
import { act, whileBusy } from "../core/actions.js";
import { find } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Setting */

class OrganiserSettings extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    event.preventDefault();
    const { submitter, target } = /** @type {SubmitEvent} */ (event);
    whileBusy(submitter, () => this.#save(/** @type {HTMLFormElement} */ (target)));
  }

  /** @param {HTMLFormElement} form */
  async #save(form) {
    const fields = /** @type {Setting[]} */ ([...form.elements]).filter((field) => field.name);
    const settings = Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]));
    const answer = await act("expo.settings", { settings }, { quiet: true });
    const place = find(this, ".field-error");
    place.textContent = answer.ok ? "" : answer.message;
    place.hidden = answer.ok;
    if (answer.ok) toast(say("settings_saved"));
  }
}

/** @param {Setting} field */
function valueOf(field) {
  if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked;
  return field.type === "number" ? Number(field.value) : field.value.trim();
}

customElements.define("organiser-settings", OrganiserSettings);
