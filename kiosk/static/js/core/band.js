// <connection-band>: says since when, by the server's clock, nothing was heard of it.
import { timeOf } from "./clock.js";
import { connection } from "./connection.js";
import { say } from "./page.js";

class ConnectionBand extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    connection.addEventListener("stale", (event) => this.#stale(event.detail.since), { signal });
    connection.addEventListener("fresh", () => this.#fresh(), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {number | null} since */
  #stale(since) {
    this.textContent = since ? say("stale", { time: timeOf(since, true) }) : say("never_heard");
    this.setAttribute("data-stale", "");
  }

  #fresh() {
    this.removeAttribute("data-stale");
    this.textContent = "";
  }
}

customElements.define("connection-band", ConnectionBand);
