// <crowd-pace data-pace="1">: how fast the demo's crowd walks and talks. POST /demo/pace {"pace": 10}.
import { read } from "../core/answers.js";
import { findAll, findAround } from "../core/dom.js";

class CrowdPace extends HTMLElement {
  connectedCallback() {
    this.#mark(this.dataset.pace);
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  async handleEvent(event) {
    const pace = findAround(event, "[data-set]")?.dataset.set;
    if (pace === undefined) return;
    if ((await read("/demo/pace", { pace: Number(pace) })).ok) this.#mark(pace);
  }

  /** @param {string | undefined} pace */
  #mark(pace) {
    for (const button of findAll(this, "[data-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.set === String(pace)));
    }
  }
}

customElements.define("crowd-pace", CrowdPace);
