// <organiser-doctor>: a tap looks at everything that goes wrong before the doors open, and shows what was found.
import { whileBusy } from "../core/actions.js";
import { read, readPart } from "../core/answers.js";
import { find, findAround } from "../core/dom.js";
import { say } from "../core/page.js";

class OrganiserDoctor extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const button = findAround(event, "[data-look]");
    if (button) whileBusy(button, () => this.#look());
  }

  async #look() {
    this.#complain("");
    const answer = await read("/organiser/doctor.json", {});
    if (!answer.ok) return this.#complain(answer.message || say("unreachable"));
    const html = await readPart(`/organiser/doctor/part${location.search}`);
    if (html === null) return this.#complain(say("unreachable"));
    find(this, "[data-part]").innerHTML = html;
    find(this, "[data-look]").focus({ preventScroll: true });
  }

  /** @param {string} sentence */
  #complain(sentence) {
    const place = find(this, ".doctor-error");
    place.textContent = sentence;
    place.hidden = !sentence;
  }
}

customElements.define("organiser-doctor", OrganiserDoctor);
