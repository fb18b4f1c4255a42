// <figure-definitions>: what a figure means, opened by the (i) beside its name wherever on the page that stands.
import { find, findAround } from "../core/dom.js";

class FigureDefinitions extends HTMLElement {
  connectedCallback() {
    document.addEventListener("click", this);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const dialog = find(this, "dialog", HTMLDialogElement);
    const asked = findAround(event, "[data-defines]");
    if (asked) this.#open(dialog, asked.dataset.defines ?? "");
    else if (dialog.open && (event.target === dialog || findAround(event, "[data-close]"))) dialog.close();
  }

  /**
   * @param {HTMLDialogElement} dialog
   * @param {string} name
   */
  #open(dialog, name) {
    const { word, definition } = this.#definitions()[name] ?? { word: name, definition: "" };
    find(dialog, "h2").textContent = word;
    find(dialog, ".defined-says").textContent = definition;
    dialog.showModal();
  }

  /** @returns {Record<string, { word: string, definition: string }>} */
  #definitions() {
    return JSON.parse(find(this, "[data-definitions]").textContent ?? "{}");
  }
}

customElements.define("figure-definitions", FigureDefinitions);
