// <organiser-programme>: the programme's items, each with a button that opens its sheet; forms that add, change and cancel.
import { act, whileBusy } from "../core/actions.js";
import { readPart } from "../core/answers.js";
import { find, findAll, findAround, makeButton } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

class OrganiserProgramme extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#decorate(), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("click", (event) => this.#tapped(event), { signal });
    this.addEventListener("acted", () => this.#sheet.close(), { signal });
    this.#decorate();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #decorate() {
    for (const item of findAll(this, ".programme-item")) {
      const place = find(item, "[data-act]");
      if (!place.childElementCount) place.append(makeButton(say("edit"), "button", { edit: item.dataset.item ?? "" }));
    }
  }

  /** @param {Event} event */
  #tapped(event) {
    const edit = findAround(event, "[data-edit]");
    if (edit instanceof HTMLElement) this.#open(edit.dataset.edit ?? "");
    else if (findAround(event, "[data-close]")) this.#sheet.close();
  }

  /** @param {string} item */
  async #open(item) {
    const html = await readPart(`/organiser/programme/${item}/sheet`);
    if (html === null) return;
    find(this.#sheet, "[data-content]").innerHTML = html;
    if (!this.#sheet.open) this.#sheet.showModal();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    if (event.defaultPrevented) return; // <verb-form> has sent it
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    whileBusy(event.submitter, () => this.#send(form));
  }

  /** @param {HTMLFormElement} form */
  async #send(form) {
    const fields = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
    const answer = await act(form.dataset.verb ?? "", fields, { quiet: true });
    const place = /** @type {HTMLElement | null} */ (form.querySelector(".field-error"));
    if (place) {
      place.textContent = answer.ok ? "" : answer.message;
      place.hidden = answer.ok;
    }
    toast(answer.message, answer.ok ? {} : { kind: "refused" });
    if (!answer.ok) return;
    if (this.#sheet.contains(form)) this.#sheet.close();
    else form.reset();
  }

  get #sheet() {
    return find(this, "[data-sheet]", HTMLDialogElement);
  }
}

customElements.define("organiser-programme", OrganiserProgramme);
