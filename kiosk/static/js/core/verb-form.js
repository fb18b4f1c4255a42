// <verb-form>: the form inside performs its verb (data-verb) with its fields. data-ask on the form: a question asked first, to
// which its button's words are the yes, data-danger: which takes something away; data-reload here: the page is opened anew when it was done.
import { act, whileBusy } from "./actions.js";
import { find, findAround } from "./dom.js";
import { ask } from "./question.js";
import { toast } from "./toast.js";

class VerbForm extends HTMLElement {
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
    if (form) this.#act(form, /** @type {SubmitEvent} */ (event).submitter);
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement | null} button
   */
  async #act(form, button) {
    const { verb = "", ask: question } = form.dataset;
    const danger = "danger" in form.dataset;
    if (question && !(await ask(question, { yes: button?.textContent?.trim() ?? "", danger }))) return;
    const answer = await whileBusy(button, () => act(verb, Object.fromEntries(new FormData(form)), { quiet: true }));
    if (!answer) return; // a second tap
    const place = find(form, ".field-error");
    place.textContent = answer.ok ? "" : Object.values(answer.fields ?? {}).join(" ") || answer.message;
    place.hidden = answer.ok;
    if (answer.ok && "reload" in this.dataset) location.reload();
    else if (answer.ok) toast(answer.message);
  }
}

customElements.define("verb-form", VerbForm);
