// <station-list>: every station, live, and the pairing sheet's cards. A station's own sheet opens by side-sheet.js.
import { act, whileBusy } from "../core/actions.js";
import { find, findAll, findAround } from "../core/dom.js";
import { say, withStation } from "../core/page.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";

/** @typedef {import("../core/live.js").LiveTopic} LiveTopic */

class StationList extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("input", (event) => findAround(event, "[data-filter]") && this.#filter(), { signal });
    this.addEventListener("acted", ({ detail }) => this.#acted(detail), { signal });
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#changed(), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (findAround(event, "[data-layout]")) return this.#cards.showModal();
    if (findAround(event, "[data-close]")) return findAround(event, "dialog")?.close();
    const link = findAround(event, "a[data-open]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (link.hasAttribute("download")) toast(say("pdf_coming"));
      location.href = withStation(link.getAttribute("href") ?? "/");
    }
    return undefined;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "/" || findAround(event, "input, textarea, select, dialog")) return;
    event.preventDefault();
    find(this, "[data-filter]", HTMLInputElement).focus();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    const form = findAround(event, "form[data-verb]:not([data-pair])");
    if (!form) return;
    event.preventDefault();
    const button = /** @type {HTMLElement | null} */ (event.submitter);
    const { verb = "", ask: question } = form.dataset;
    if (question && !(await ask(question, { yes: button?.textContent?.trim() ?? "", danger: true }))) return;
    const fields = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (form)));
    const answer = await whileBusy(button, () => act(verb, fields));
    if (!answer?.ok) return;
    if (this.#cards.open) this.#cards.close();
    toast(answer.message);
  }

  /** @param {Answer} answer */
  #acted(answer) {
    if (answer.ok && this.#cards.open) this.#cards.close();
  }

  #changed() {
    const rows = findAll(this, ".fleet-row [data-station]").map((row) => row.dataset.station);
    const now = this.querySelector(".fleet-head")?.getAttribute("data-ids") ?? "";
    if (rows.join(" ") !== now) this.querySelector("live-topic")?.renew();
    this.#filter();
  }

  #filter() {
    const words = find(this, "[data-filter]", HTMLInputElement).value.trim().toLowerCase();
    for (const row of findAll(this, ".fleet-row[data-find]"))
      row.hidden = !(row.dataset.find ?? "").toLowerCase().includes(words);
  }

  get #cards() {
    return find(this, "[data-cards]", HTMLDialogElement);
  }
}

customElements.define("station-list", StationList);
