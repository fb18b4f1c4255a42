// <own-data>: one person's data. When it was removed, nothing of it stays on the screen, nor in the browser's history; when a
// consent was changed, the page says what it is now.
class OwnData extends HTMLElement {
  connectedCallback() {
    this.addEventListener("acted", this);
  }

  disconnectedCallback() {
    this.removeEventListener("acted", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (!(event instanceof CustomEvent) || !event.detail.ok) return;
    if (event.detail.removed) this.#isGone();
    else location.reload();
  }

  #isGone() {
    this.querySelector("[data-shown]")?.remove();
    const gone = this.querySelector("[data-gone]");
    if (!(gone instanceof HTMLElement)) return;
    gone.hidden = false;
    gone.focus();
    document.title = gone.querySelector("h1")?.textContent ?? "";
  }
}

customElements.define("own-data", OwnData);
