// <organiser-rehearsal>: begin a rehearsal, and end it after a question.
import { act, whileBusy } from "../core/actions.js";
import { find, findAround } from "../core/dom.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";

class OrganiserRehearsal extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "submit") {
      event.preventDefault();
      return void whileBusy(/** @type {SubmitEvent} */ (event).submitter, () =>
        this.#begin(/** @type {HTMLFormElement} */ (event.target)),
      );
    }
    const button = findAround(event, 'button[data-verb="rehearsal.end"]');
    if (button) void this.#end(/** @type {HTMLButtonElement} */ (button));
  }

  /** @param {HTMLFormElement} form */
  async #begin(form) {
    const answer = await act("rehearsal.begin", Object.fromEntries(new FormData(form)), { quiet: true });
    const place = find(form, "[data-error]");
    place.textContent = answer.ok ? "" : answer.message;
    place.hidden = answer.ok;
    if (answer.ok) toast(answer.message);
  }

  /** @param {HTMLButtonElement} button */
  async #end(button) {
    if (!(await ask(button.dataset.sure ?? "", { yes: button.textContent ?? "" }))) return;
    await whileBusy(button, async () => {
      const answer = await act("rehearsal.end", {});
      if (answer.ok) toast(answer.message);
    });
  }
}

customElements.define("organiser-rehearsal", OrganiserRehearsal);
