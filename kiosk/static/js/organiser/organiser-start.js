// <organiser-start>: the list of what makes an expo, and the form of its name, days and hours.
import { act, whileBusy } from "../core/actions.js";
import { find, findAll, findAround } from "../core/dom.js";
import { say, withStation } from "../core/page.js";
import { toast } from "../core/toast.js";
import "./day-picker.js";

class OrganiserStart extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
    if (location.hash === "#set-up") this.#open();
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "submit") {
      event.preventDefault();
      return void whileBusy(/** @type {SubmitEvent} */ (event).submitter, () => this.#save());
    }
    if (findAround(event, 'a[href="#set-up"]')) {
      event.preventDefault();
      this.#open();
    }
    if (findAround(event, "[data-cancel]")) this.#form.hidden = true;
  }

  #open() {
    this.#form.hidden = false;
    this.#form.scrollIntoView({ block: "nearest" });
    find(this.#form, "[name=name]", HTMLInputElement).focus();
  }

  async #save() {
    const answer = await act("expo.set_up", Object.fromEntries(new FormData(this.#form)), { quiet: true });
    this.#complain(answer.ok ? {} : (answer.fields ?? { "": answer.message }));
    if (!answer.ok) return;
    if (this.querySelector(".is-new")) return void location.assign(withStation("/organiser/start"));
    toast([say("saved"), answer.message].filter(Boolean).join(" "));
    this.#form.hidden = true;
  }

  /**
   * Each sentence stands beside its field; what is of none, at the end.
   * @param {Record<string, string>} fields
   */
  #complain(fields) {
    const left = { ...fields };
    for (const place of findAll(this.#form, "[data-error]")) {
      const name = place.dataset.error ?? "";
      place.textContent = (name ? left[name] : Object.values(left).join(" ")) ?? "";
      place.hidden = !place.textContent;
      if (name) delete left[name];
      const field = name && this.#form.querySelector(`[name=${name}]`);
      if (field) field.setAttribute("aria-invalid", String(!place.hidden));
    }
    findAll(this.#form, "[aria-invalid=true]")[0]?.focus();
  }

  get #form() {
    return find(this, "#set-up", HTMLFormElement);
  }
}

customElements.define("organiser-start", OrganiserStart);
