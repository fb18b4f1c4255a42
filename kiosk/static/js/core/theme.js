// <theme-toggle>: one button between dark and light, kept for this screen.
import { keepInMind, recall } from "./recall.js";

class ThemeToggle extends HTMLElement {
  connectedCallback() {
    this.#apply(recall(this.#kept) ?? root().dataset.theme);
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent() {
    this.#apply(root().dataset.theme === "dark" ? "light" : "dark");
    keepInMind(this.#kept, root().dataset.theme);
  }

  get #kept() {
    return `kiosk-theme-${root().dataset.screen}`;
  }

  #apply(theme) {
    root().dataset.theme = theme;
    this.querySelector("button")?.setAttribute("aria-pressed", String(theme === "light"));
  }
}

function root() {
  return document.documentElement;
}

customElements.define("theme-toggle", ThemeToggle);
