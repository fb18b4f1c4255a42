// <time-ring data-from="ISO" data-until="ISO">: a ring that runs down between two moments of the server's clock.
import { serverNow } from "../core/connection.js";
import { find } from "../core/dom.js";

class TimeRing extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#paint();
    this.#timer = setInterval(() => this.#paint(), 500);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #paint() {
    const now = serverNow();
    if (now === null) return;
    const { from: begin = "", until: end = "" } = this.dataset;
    const [from, until] = [Date.parse(begin), Date.parse(end)];
    const left = Math.min(1, Math.max(0, (until - now) / (until - from)));
    find(this, ".ring-left").setAttribute("stroke-dasharray", `${(left * 100).toFixed(1)} 100`);
    this.classList.toggle("is-late", left < 0.25);
  }
}

customElements.define("time-ring", TimeRing);
