// <standby-bundle>: the file that makes another laptop the standby, and its words: both are made by a tap and shown this once.
import { whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAround, make } from "../core/dom.js";
import { say } from "../core/page.js";

class StandbyBundle extends HTMLElement {
  #url = "";

  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
    URL.revokeObjectURL(this.#url);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const button = findAround(event, "[data-make]");
    if (button) whileBusy(button, () => this.#make());
  }

  async #make() {
    const answer = await read("/organiser/standby/bundle.json", {});
    const error = find(this, "[data-error]");
    error.hidden = answer.ok;
    if (!answer.ok) {
      error.textContent = answer.message || say("bundle_away");
      return;
    }
    URL.revokeObjectURL(this.#url);
    const content = Uint8Array.from(atob(answer.file), (letter) => letter.charCodeAt(0));
    this.#url = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
    Object.assign(find(this, "[data-save]", HTMLAnchorElement), { href: this.#url, download: answer.name });
    find(this, "[data-words]").replaceChildren(...answer.words.map((word) => make("li", { textContent: word })));
    find(this, "[data-qr]").innerHTML = answer.svg;
    find(this, "[data-make]").classList.remove("button-primary");
    find(this, "[data-made]").hidden = false;
    find(this, "[data-title]").focus();
  }
}

customElements.define("standby-bundle", StandbyBundle);
