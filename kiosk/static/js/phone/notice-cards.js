// <notice-cards>: what everybody's phone is told. A new one shakes the phone a little and sounds, as far as it may; one that
// was folded away stays away on this phone.
import { nudge } from "../core/alarm.js";
import { findAll, findAround } from "../core/dom.js";
import { keepHere, recallHere } from "../core/recall.js";
import { play } from "../core/sounds.js";

const KEY = "notices-read";
const READ_MOST = 50;

class NoticeCards extends HTMLElement {
  /** @type {Set<string> | null} */
  #known = null; // those that were here when last looked; null until the page was looked at once
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#look(), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.#look();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #look() {
    const cards = /** @type {HTMLElement[]} */ (findAll(this, "[data-notice]"));
    const ids = cards.map(({ dataset }) => dataset.notice ?? "");
    const read = readHere();
    for (const card of cards) card.hidden = read.includes(card.dataset.notice ?? "");
    const isNew = this.#known !== null && ids.some((id) => !this.#known?.has(id));
    this.#known = new Set(ids);
    if (!isNew) return;
    nudge();
    play("back");
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (!findAround(event, "[data-read]")) return;
    const card = findAround(event, "[data-notice]");
    if (!card) return;
    card.hidden = true;
    keepHere(KEY, [...readHere(), card.dataset.notice].slice(-READ_MOST).join(" "));
  }
}

function readHere() {
  return (recallHere(KEY) ?? "").split(" ");
}

customElements.define("notice-cards", NoticeCards);
