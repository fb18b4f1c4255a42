// <organiser-stations>: pairs a new station by a QR that is shown once.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, findAround, formField } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

class OrganiserStations extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("change", this);
    this.addEventListener("click", this);
    this.#fit();
  }

  disconnectedCallback() {
    for (const type of ["submit", "change", "click"]) this.removeEventListener(type, this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "change") return this.#fit();
    if (event.type === "submit") {
      event.preventDefault();
      whileBusy(/** @type {SubmitEvent} */ (event).submitter, () => this.#pair());
    } else if (findAround(event, "[data-copy]")) {
      this.#copy();
    }
  }

  // Only a booth's tablet and a booth's own board are asked for their booth.
  #fit() {
    const [role, booth] = [this.#choice("role"), this.#choice("booth")];
    const field = find(this, "[data-for]");
    field.hidden = !field.dataset.for?.split(" ").includes(role.value);
    booth.required = role.value === "booth";
    if (field.hidden) booth.value = "";
  }

  async #pair() {
    const fields = Object.fromEntries([...new FormData(this.#form)].filter(([, value]) => value));
    const answer = await act("station.pair", fields, { quiet: true });
    this.#complain(answer.ok ? "" : answer.message);
    if (!answer.ok) return;
    const { pathname } = new URL(answer.station.pair_url, location.href);
    const { open } = this.#choice("role").selectedOptions[0].dataset; // another page than the role's own
    const path = open ? `${pathname}?open=${open}` : pathname;
    const url = new URL(path, this.dataset.origin || location.href).href; // what the tablet can open, wherever we are
    const drawn = await read("/organiser/qr.json", { text: url });
    find(this, "[data-here]", HTMLAnchorElement).href = path;
    this.#show(url, drawn.svg ?? "");
  }

  /**
   * @param {string} url
   * @param {string} svg
   */
  #show(url, svg) {
    const word = [this.#choice("role").selectedOptions[0].textContent, this.#choice("booth").value].filter(Boolean).join(" ");
    find(this, "[data-title]").textContent = say("paired_for", { role: word });
    find(this, ".org-qr").innerHTML = svg;
    for (const link of findAll(this, "[data-link]", HTMLAnchorElement)) link.href = url;
    find(this, ".org-link a").textContent = url;
    find(this, ".org-pairing").hidden = false;
  }

  async #copy() {
    const url = find(this, ".org-link a", HTMLAnchorElement).href;
    try {
      await navigator.clipboard.writeText(url);
      toast(say("copied"));
    } catch {
      getSelection()?.selectAllChildren(find(this, ".org-link")); // a page that is not secure has no clipboard
    }
  }

  /** @param {string} sentence */
  #complain(sentence) {
    const place = find(this, ".field-error");
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  /** @param {string} name */
  #choice(name) {
    return formField(this.#form, name, HTMLSelectElement);
  }

  get #form() {
    return find(this, "[data-pair]", HTMLFormElement);
  }
}

customElements.define("organiser-stations", OrganiserStations);
