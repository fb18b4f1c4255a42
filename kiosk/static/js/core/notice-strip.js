// <notice-strip>: what the organiser tells every tablet, one whole notice at a time; a tap shows all of them. It stands where
// its page leaves room for it, so that it moves nothing and covers no button.
import { serverNow } from "./connection.js";
import { find, findAll, findAround, make } from "./dom.js";
import { fit } from "./fit.js";
import "./live.js";

const EACH_MS = 8_000;
const NEW_MS = 30_000;
const LOOK_MS = 1_000;

class NoticeStrip extends HTMLElement {
  #timer = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, (event) => this.#heard(event), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearInterval(this.#timer);
  }

  // The page around it has topics of its own to listen to.
  /** @param {Event} event */
  #heard(event) {
    event.stopPropagation();
    this.#look();
  }

  #look() {
    const now = serverNow() ?? Date.now();
    const told = /** @type {HTMLElement[]} */ (findAll(this, ".notice-list > li"));
    const fresh = told.filter(({ dataset }) => now - Number(dataset.since) < NEW_MS);
    const turns = fresh.length ? fresh : told;
    const shown = turns[Math.floor(now / EACH_MS) % turns.length];
    this.hidden = !shown;
    this.toggleAttribute("data-new", fresh.length > 0);
    if (!shown || shown.classList.contains("is-shown")) return;
    for (const one of told) one.classList.toggle("is-shown", one === shown);
    if ("passive" in this.dataset) fit(find(shown, "p")); // else a tap shows what has no room
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const dialog = /** @type {HTMLDialogElement | null} */ (this.querySelector("dialog"));
    if (findAround(event, "[data-close]")) dialog?.close();
    else if (findAround(event, "[data-open]")) this.#open(dialog);
  }

  /** @param {HTMLDialogElement | null} dialog */
  #open(dialog) {
    if (!dialog) return;
    const all = find(dialog, "[data-all]");
    all.textContent = "";
    for (const text of findAll(this, ".notice-list > li > p")) {
      const copy = make("p", { className: "notice-whole" });
      copy.append(...[...text.childNodes].map((node) => node.cloneNode(true)));
      all.append(copy);
    }
    dialog.showModal();
  }
}

customElements.define("notice-strip", NoticeStrip);
