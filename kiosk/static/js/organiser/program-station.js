// <program-station>: makes a station for a program; its token is shown this once.
import { act, whileBusy } from "../core/actions.js";
import { find } from "../core/dom.js";

class ProgramStation extends HTMLElement {
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
    whileBusy(submitter, () => this.#make(/** @type {HTMLFormElement} */ (target)));
  }

  /** @param {HTMLFormElement} form */
  async #make(form) {
    const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
    const answer = await act("station.add", fields, { quiet: true });
    const error = find(this, ".field-error");
    error.textContent = answer.ok ? "" : Object.values(answer.fields ?? {}).join(" ") || answer.message;
    error.hidden = answer.ok;
    find(this, "[data-made]").hidden = !answer.ok;
    if (answer.ok) find(this, "[data-token]").textContent = answer.station.token ?? "";
  }
}

customElements.define("program-station", ProgramStation);
