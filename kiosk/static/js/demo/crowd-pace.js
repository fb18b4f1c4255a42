// <crowd-pace data-pace="1">: how fast the demo's crowd walks and talks. POST /demo/pace {"pace": 10}.
import { read } from "../core/answers.js";

class CrowdPace extends HTMLElement {
  connectedCallback() {
    this.#mark(this.dataset.pace);
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  async handleEvent(event) {
    const pace = event.target.closest("[data-set]")?.dataset.set;
    if (pace === undefined) return;
    if ((await read("/demo/pace", { pace: Number(pace) })).ok) this.#mark(pace);
  }

  #mark(pace) {
    for (const button of this.querySelectorAll("[data-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.set === String(pace)));
    }
  }
}

customElements.define("crowd-pace", CrowdPace);
