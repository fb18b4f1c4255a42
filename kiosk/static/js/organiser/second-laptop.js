// <second-laptop>: how the copy of the expo stands, painted anew every two seconds while somebody looks.
import { readPart } from "../core/answers.js";
import { find } from "../core/dom.js";

const LOOK_MS = 2_000;

class SecondLaptop extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  async #look() {
    if (document.hidden) return;
    const html = await readPart(this.dataset.part ?? "");
    if (html !== null) find(this, "[data-state]").innerHTML = html;
  }
}

customElements.define("second-laptop", SecondLaptop);
