// <organiser-settings>: the expo's settings, changed by one action.
import { act, whileBusy } from "../core/actions.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

class OrganiserSettings extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
  }

  handleEvent(event) {
    event.preventDefault();
    whileBusy(event.submitter, () => this.#save(event.target));
  }

  async #save(form) {
    const fields = [...form.elements].filter((field) => field.name);
    const settings = Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]));
    const answer = await act("expo.settings", { settings }, { quiet: true });
    const place = this.querySelector(".field-error");
    place.textContent = answer.ok ? "" : answer.message;
    place.hidden = answer.ok;
    if (answer.ok) toast(say("settings_saved"));
  }
}

function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  return field.type === "number" ? Number(field.value) : field.value.trim();
}

customElements.define("organiser-settings", OrganiserSettings);
