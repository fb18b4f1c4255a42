// <connection-band>: says since when, by the server's clock, nothing was heard of it, or that an old laptop answers in its place.
import { timeOf } from "./clock.js";
import { connection } from "./connection.js";
import { say } from "./page.js";

class ConnectionBand extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    connection.addEventListener("stale", (event) => this.#stale(event.detail.since), { signal });
    connection.addEventListener("old", () => this.#old(), { signal });
    connection.addEventListener("pulse", () => this.#old(false), { signal });
    connection.addEventListener("fresh", () => this.#fresh(), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {number | null} since */
  #stale(since) {
    if (this.hasAttribute("data-old")) return;
    this.textContent = since ? say("stale", { time: timeOf(since, true) }) : say("never_heard");
    this.setAttribute("data-stale", "");
  }

  #old(is = true) {
    if (!is && !this.hasAttribute("data-old")) return;
    this.toggleAttribute("data-old", is);
    if (!is) return this.#fresh();
    this.textContent = say("old_laptop");
    this.setAttribute("data-stale", "");
  }

  #fresh() {
    this.removeAttribute("data-stale");
    this.textContent = "";
  }
}

customElements.define("connection-band", ConnectionBand);
