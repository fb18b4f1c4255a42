// <theme-toggle data-themes="dark light">: one button from each theme to the next, kept for this screen. ?theme= comes before it.
import { keepInMind, recall } from "./recall.js";

class ThemeToggle extends HTMLElement {
  connectedCallback() {
    const asked = new URLSearchParams(location.search).get("theme");
    this.#apply([asked, recall(this.#kept), root().dataset.theme].find((one) => this.#themes.includes(one ?? "")) ?? "light");
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent() {
    const theme = this.#themes[(this.#themes.indexOf(root().dataset.theme ?? "") + 1) % this.#themes.length];
    this.#apply(theme);
    keepInMind(this.#kept, theme);
  }

  get #themes() {
    return (this.dataset.themes ?? "dark light").split(" ");
  }

  get #kept() {
    return `kiosk-theme-${root().dataset.screen}`;
  }

  /** @param {string} theme */
  #apply(theme) {
    root().dataset.theme = theme;
    if (!this.dataset.themes) this.querySelector("button")?.setAttribute("aria-pressed", String(theme === "light"));
  }
}

function root() {
  return document.documentElement;
}

customElements.define("theme-toggle", ThemeToggle);
