// <next-expo>: the form that makes the next expo of this one. What it took and what not takes the form's place.
import { whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, findAround } from "../core/dom.js";
import { say } from "../core/page.js";

class NextExpo extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    event.preventDefault();
    const form = findAround(event, "form", HTMLFormElement);
    if (form) whileBusy(/** @type {SubmitEvent} */ (event).submitter, () => this.#make(form));
  }

  /** @param {HTMLFormElement} form */
  async #make(form) {
    const answer = await read("/organiser/expos.json", Object.fromEntries(new FormData(form)));
    const fields = answer.fields ?? {};
    const whole = answer.ok || answer.fields ? "" : answer.message || say("unreachable");
    for (const place of findAll(form, ".field-error")) {
      const name = place.dataset.error ?? "";
      place.textContent = (name ? fields[name] : whole) ?? "";
      place.hidden = !place.textContent;
    }
    if (!answer.ok) return;
    const made = find(this, "[data-made]");
    made.innerHTML = String(/** @type {{ html?: string }} */ (answer).html);
    find(made, "[role='status']").focus();
  }
}

customElements.define("next-expo", NextExpo);
