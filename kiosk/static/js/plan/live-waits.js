// <live-waits>: what the topic of the plan tells of each booth's wait is written wherever that booth is named on the page.
import { findAll } from "../core/dom.js";

class LiveWaits extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    for (const changed of /** @type {const} */ (["live:join", "live:show", "plan:shown"]))
      document.addEventListener(changed, () => this.#write(), { signal: this.#stop.signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #write() {
    for (const place of findAll(document, "[data-wait-of]")) {
      const told = document.getElementById(`plan-wait-${place.dataset.waitOf}`);
      if (told && told.innerHTML !== place.innerHTML) place.innerHTML = told.innerHTML;
    }
  }
}

customElements.define("live-waits", LiveWaits);
