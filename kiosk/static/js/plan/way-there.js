// <way-there data-source="/plan/A03/way">: what is said beside the way to a booth, asked for again after a tap and whenever the
// visitor's own places changed.
import { readPart } from "../core/answers.js";
import { findAll } from "../core/dom.js";
import { LiveTopic } from "../core/live.js";

class WayThere extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("acted", () => this.#refresh(), { signal });
    for (const changed of /** @type {const} */ (["live:show", "live:join"]))
      document.addEventListener(changed, ({ target }) => isOwn(target) && this.#refresh(), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  async #refresh() {
    const html = await readPart(this.dataset.source ?? "");
    const place = /** @type {HTMLElement} */ (this);
    if (html === null || html === place.innerHTML) return;
    const focused = findAll(this, "button").indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    place.innerHTML = html;
    if (focused >= 0) (findAll(this, "button")[focused] ?? findAll(this, "a")[0])?.focus({ preventScroll: true });
    this.dispatchEvent(new CustomEvent("plan:shown", { bubbles: true }));
  }
}

/** @param {EventTarget | null} topic */
function isOwn(topic) {
  return topic instanceof LiveTopic && topic.topic.startsWith("visitor:");
}

customElements.define("way-there", WayThere);
