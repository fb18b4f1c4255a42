// <copy-lag>: by how much the copy of the expo is behind, in a few words; hidden where nothing is copied. The head it stands in is
// painted anew with the feed, so what was told last is shown at once.
import { read } from "../core/answers.js";
import { find } from "../core/dom.js";

const LOOK_MS = 5_000;
let told = { state: "off", lag: "" };

class CopyLag extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#show();
    if (!told.lag) this.#look();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  async #look() {
    if (document.hidden) return;
    const answer = await read("/organiser/standby.json");
    if (answer.ok) told = answer.copy;
    this.#show();
  }

  #show() {
    this.hidden = told.state === "off";
    this.dataset.state = told.state;
    find(this, "[data-lag]").textContent = told.lag;
  }
}

customElements.define("copy-lag", CopyLag);
