// <open-again>: with the word that stands behind the # of this page's address, this browser becomes an organiser again.
import { whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, formField } from "../core/dom.js";
import { say } from "../core/page.js";
import { newId } from "../core/posting.js";

class OpenAgain extends HTMLElement {
  #word = decodeURIComponent(location.hash.slice(1));
  #secret = newId().replaceAll("-", "") + newId().replaceAll("-", ""); // of the cookie: the same POST again is one organiser

  connectedCallback() {
    history.replaceState(null, "", location.pathname); // nobody reads it over a shoulder, or in the history
    this.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    event.preventDefault();
    whileBusy(/** @type {SubmitEvent} */ (event).submitter, () => this.#open());
  }

  async #open() {
    const name = formField(find(this, "form", HTMLFormElement), "name").value.trim();
    if (!name) return this.#complain(say("name_first"));
    if (!this.#word) return this.#complain(say("no_word"));
    const answer = await read("/again", { word: this.#word, secret: this.#secret, name });
    if (answer.ok) location.replace(answer.url);
    else this.#complain(answer.away ? say("unreachable") : answer.message);
  }

  /** @param {string} sentence */
  #complain(sentence) {
    const place = find(this, ".field-error");
    place.textContent = sentence;
    place.hidden = false;
  }
}

customElements.define("open-again", OpenAgain);
