// <theme-toggle>: one button between dark and light, kept for this screen.
import { keepInMind, recall } from "./recall.js";

class ThemeToggle extends HTMLElement {
  connectedCallback() {
    this.#apply(recall(this.#kept) ?? root().dataset.theme ?? "light");
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent() {
    const theme = root().dataset.theme === "dark" ? "light" : "dark";
    this.#apply(theme);
    keepInMind(this.#kept, theme);
  }

  get #kept() {
    return `kiosk-theme-${root().dataset.screen}`;
  }

  /** @param {string} theme */
  #apply(theme) {
    root().dataset.theme = theme;
    this.querySelector("button")?.setAttribute("aria-pressed", String(theme === "light"));
  }
}

function root() {
  return document.documentElement;
}

customElements.define("theme-toggle", ThemeToggle);
