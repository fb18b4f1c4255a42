// <pair-station>: redeems the pairing of this page's address, without a tap. The secret of the cookie is made here and
// kept for the tab, so that the same POST after a lost answer still pairs.
import { newId } from "./actions.js";
import { say } from "./page.js";

const AGAIN_MS = 2_000;
const KEPT = `kiosk-pair-${location.pathname}${location.search}`;

class PairStation extends HTMLElement {
  connectedCallback() {
    this.#redeem();
  }

  async #redeem() {
    if (!sessionStorage.getItem(KEPT)) sessionStorage.setItem(KEPT, newId().replaceAll("-", "") + newId().replaceAll("-", ""));
    let answer;
    try {
      const response = await fetch(location.href, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ secret: sessionStorage.getItem(KEPT) }),
        credentials: "same-origin",
      });
      answer = await response.json();
    } catch {
      this.#text("message", say("pair_waiting"));
      setTimeout(() => this.isConnected && this.#redeem(), AGAIN_MS);
      return;
    }
    if (answer.ok) return void location.replace(answer.url);
    this.#text("title", say("pair_failed"));
    this.#text("message", answer.message);
  }

  #text(name, text) {
    this.querySelector(`[data-${name}]`).textContent = text;
  }
}

customElements.define("pair-station", PairStation);
