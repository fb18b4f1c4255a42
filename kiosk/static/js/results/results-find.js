// <results-find>: a search that narrows the list of agencies while one types; without this script its form asks the server.
import { find, findAll } from "../core/dom.js";

class ResultsFind extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this);
    this.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this);
    this.removeEventListener("submit", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const rows = findAll(this, "tbody tr");
    if (new URLSearchParams(location.search).get("q")) return; // the page holds only what was found: the server searches anew
    if (event.type === "submit") event.preventDefault();
    const wanted = plain(find(this, "[name='q']", HTMLInputElement).value);
    for (const row of rows) row.hidden = !plain(find(row, "th").textContent ?? "").includes(wanted);
    const none = rows.every((row) => row.hidden);
    find(this, ".results-none").hidden = !none;
    find(this, "table").hidden = none;
  }
}

/** As kiosk/language/text.py `key`. @param {string} text */
function plain(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

customElements.define("results-find", ResultsFind);
