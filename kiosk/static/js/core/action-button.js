// <action-button data-verb="ticket.leave" data-fields='{"ticket":12}'>: the button inside performs one action.
// data-ask: a question asked first, to which the button's own words are the yes; data-say: the answer's sentence is shown
// when it was done. Fires `acted` (bubbling; detail: the answer) when it was done or refused.
import { act, whileBusy } from "./actions.js";
import { findAround } from "./dom.js";
import { ask } from "./question.js";
import { toast } from "./toast.js";

class ActionButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const button = findAround(event, "button");
    const around = event.composedPath();
    if (button) this.#act(button, around);
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {EventTarget[]} around
   */
  async #act(button, around) {
    const { verb, fields, ask: question } = this.dataset;
    const danger = !button.classList.contains("button-primary");
    if (question && !(await ask(question, { yes: button.textContent?.trim() ?? "", danger }))) return;
    const answer = await whileBusy(button, () => act(verb ?? "", JSON.parse(fields || "{}")));
    if (!answer) return; // a second tap
    if (answer.ok && "say" in this.dataset) toast(answer.message);
    const place = around.find((one) => one instanceof Node && one.isConnected); // the page may have been painted anew meanwhile
    place?.dispatchEvent(new CustomEvent("acted", { bubbles: true, detail: answer }));
  }
}

customElements.define("action-button", ActionButton);
