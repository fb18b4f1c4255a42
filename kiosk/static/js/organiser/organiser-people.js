// <organiser-people>: the organisers by name. A link is made for a new one, or anew for one who lost it; it is shown once.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAround, formField } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

const SEEN_MS = 1_000; // until the list is painted anew

class OrganiserPeople extends HTMLElement {
  connectedCallback() {
    for (const type of ["click", "submit", "acted"]) this.addEventListener(type, this);
  }

  disconnectedCallback() {
    for (const type of ["click", "submit", "acted"]) this.removeEventListener(type, this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "submit") {
      event.preventDefault();
      const { submitter, target } = /** @type {SubmitEvent} */ (event);
      const form = /** @type {HTMLFormElement} */ (target);
      whileBusy(submitter, () => ("new" in form.dataset ? this.#invite(form) : this.#rename(form)));
    } else if (event.type === "acted") this.#ended(event);
    else this.#tap(event);
  }

  /** @param {Event} event */
  #tap(event) {
    const renaming = findAround(event, "[data-rename]");
    const link = findAround(event, "[data-link]");
    if (renaming) {
      const form = find(/** @type {HTMLElement} */ (renaming.closest("[data-organiser]")), "form", HTMLFormElement);
      form.hidden = !form.hidden;
      if (!form.hidden) formField(form, "name").focus();
    } else if (link) {
      const name = link.closest("[data-organiser]")?.querySelector("strong")?.textContent ?? "";
      whileBusy(link, () => this.#pair({ role: "organiser", replaces: Number(link.dataset.link) }, name));
    } else if (findAround(event, "[data-copy]")) this.#copy();
  }

  /** @param {HTMLFormElement} form */
  async #invite(form) {
    const name = formField(form, "name").value.trim();
    if (!name) return this.#complain(say("name_first"));
    if (await this.#pair({ role: "organiser", name }, name)) form.reset();
  }

  /** @param {HTMLFormElement} form */
  async #rename(form) {
    const fields = { station: formField(form, "station").value, name: formField(form, "name").value };
    const answer = await act("station.rename", fields, { quiet: true });
    this.#complain(answer.ok ? "" : answer.message);
    if (!answer.ok) return;
    find(/** @type {HTMLElement} */ (form.closest("[data-organiser]")), "strong").textContent = answer.station.name;
    form.hidden = true;
    toast(answer.message);
  }

  /**
   * @param {Fields} fields
   * @param {string} name
   */
  async #pair(fields, name) {
    const answer = await act("station.pair", fields, { quiet: true });
    this.#complain(answer.ok ? "" : answer.message);
    if (!answer.ok) return false;
    const { pathname } = new URL(answer.station.pair_url, location.href);
    const url = new URL(pathname, this.dataset.origin || location.href).href; // what other devices can open
    const drawn = await read("/organiser/qr.json", { text: url });
    find(this, "[data-title]").textContent = say("organiser_link", { name });
    find(this, ".org-qr").innerHTML = drawn.svg ?? "";
    Object.assign(find(this, "[data-address]", HTMLAnchorElement), { href: url, textContent: url });
    find(this, "[data-shown]").hidden = false;
    find(this, "[data-title]").focus();
    return true;
  }

  /** @param {Event} event */
  #ended(event) {
    const answer = /** @type {CustomEvent<Answer<"station.revoke">>} */ (event).detail;
    if (answer.ok && answer.station.revoked) setTimeout(() => location.reload(), SEEN_MS);
  }

  async #copy() {
    const { href } = find(this, "[data-address]", HTMLAnchorElement);
    try {
      await navigator.clipboard.writeText(href);
      toast(say("copied"));
    } catch {
      getSelection()?.selectAllChildren(find(this, ".org-link")); // a page that is not secure has no clipboard
    }
  }

  /** @param {string} sentence */
  #complain(sentence) {
    const place = find(this, "[data-error]");
    place.textContent = sentence;
    place.hidden = !sentence;
  }
}

customElements.define("organiser-people", OrganiserPeople);
