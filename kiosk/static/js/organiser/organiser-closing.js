// <organiser-closing>: the end of a day. What is open is asked for anew now and then, and after whatever was done here.
import { act, whileBusy } from "../core/actions.js";
import { readPart } from "../core/answers.js";
import { find, findAll, formField } from "../core/dom.js";
import { asking } from "../core/question.js";
import { toast } from "../core/toast.js";

const AGAIN_MS = 10_000;

class OrganiserClosing extends HTMLElement {
  #stop = new AbortController();
  #timer = 0;
  #painted = "";

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("acted", () => this.#look(), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    document.addEventListener("visibilitychange", () => this.#lookIfIdle(), { signal });
    this.#timer = setInterval(() => this.#lookIfIdle(), AGAIN_MS);
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearInterval(this.#timer);
  }

  #lookIfIdle() {
    if (this.#isIdle()) this.#look(() => this.#isIdle());
  }

  /** Nothing is painted under somebody's hands, nor over what they wrote. */
  #isIdle() {
    const wrote = findAll(this, "[name=reason]", HTMLInputElement).some(({ value }) => value !== "");
    return !document.hidden && !asking() && !wrote && !this.contains(document.activeElement);
  }

  async #look(isWanted = () => true) {
    const html = await readPart(`/organiser/closing/part${location.search}`);
    if (html === null || html === this.#painted || !isWanted()) return;
    const place = find(this, "[data-part]");
    const open = new Map(findAll(place, "[data-keep]").map((one) => [one.dataset.keep, one.hasAttribute("open")]));
    place.innerHTML = html;
    this.#painted = html;
    for (const one of findAll(place, "[data-keep]"))
      one.toggleAttribute("open", open.get(one.dataset.keep) ?? one.hasAttribute("open"));
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    whileBusy(event.submitter, () => this.#reopen(/** @type {HTMLFormElement} */ (event.target)));
  }

  /** @param {HTMLFormElement} form */
  async #reopen(form) {
    const fields = { day: formField(form, "day").value, reason: formField(form, "reason").value };
    const answer = await act("expo.reopen_day", fields, { quiet: true });
    const error = find(form, ".field-error");
    error.textContent = answer.ok ? "" : Object.values(answer.fields ?? {}).join(" ") || answer.message;
    error.hidden = answer.ok;
    if (!answer.ok) return;
    toast(answer.message);
    this.#look();
  }
}

customElements.define("organiser-closing", OrganiserClosing);
