// <turn-strip>: whose phone looks at the plan hears of their own turn all the same. It holds the visitor's own topic, unseen,
// and says its first sentence; a call colours it, shakes the phone and sounds.
import { find } from "../core/dom.js";
import "../core/live.js";
import { alarm, hush } from "../core/alarm.js";

class TurnStrip extends HTMLElement {
  #call = "";
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#look(), { signal });
    addEventListener("pointerdown", hush, { signal });
  }

  disconnectedCallback() {
    hush();
    this.#stop.abort();
  }

  #look() {
    const lead = /** @type {HTMLElement | null} */ (this.querySelector("[data-state]"));
    const said = lead?.querySelector("h2")?.textContent?.trim();
    if (!lead || !said) return;
    const when = lead.querySelector("[data-when]")?.textContent?.trim(); // only of a place that waits
    find(this, "[data-says]", HTMLElement).textContent = when ? `${lead.dataset.booth} · ${when}` : said;
    this.dataset.now = lead.dataset.state;
    const call = lead.dataset.call ?? "";
    if (call !== this.#call && call) alarm();
    if (!call) hush();
    this.#call = call;
  }
}

customElements.define("turn-strip", TurnStrip);
