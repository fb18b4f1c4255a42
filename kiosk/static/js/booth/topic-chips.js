// <topic-chips data-categories='["피복·근무복", ...]'>: what a meeting was about, as chips of the agency's own plan and
// in own words. `data-words` says each in the page's language.
//
// `topics` reads and sets them; `makes` says what the enterprise makes: those chips stand first. Fires `topics:change`,
// bubbling, and the field's own `input` while a word is typed, which counts at once.

import { find, findAll, findAround, makeButton } from "../core/dom.js";

const SHOWN = 5;

export class TopicChips extends HTMLElement {
  /** @type {Set<string>} */
  #chosen = new Set();
  /** @type {string[]} */
  #makes = [];

  connectedCallback() {
    for (const type of ["click", "keydown", "focusout"]) this.addEventListener(type, this);
    this.#paint();
  }

  disconnectedCallback() {
    for (const type of ["click", "keydown", "focusout"]) this.removeEventListener(type, this);
  }

  get topics() {
    return [...new Set([...this.#chosen, this.#field.value.trim()])].filter(Boolean);
  }

  /** @param {string[]} topics */
  set topics(topics) {
    this.#chosen = new Set(topics);
    this.#field.value = "";
    this.#more.setAttribute("aria-expanded", "false");
    this.#paint();
  }

  /** @param {string[]} makes */
  set makes(makes) {
    this.#makes = makes;
    this.#paint();
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { type, target } = event;
    const chip = findAround(event, ".topic");
    if (type === "click" && chip) this.#toggle(chip);
    else if (type === "click" && findAround(event, ".topic-more")) this.#unfold();
    else if (type === "focusout" && target === this.#field) this.#take();
    else if (type === "keydown" && target === this.#field && /** @type {KeyboardEvent} */ (event).key === "Enter")
      this.#entered(/** @type {KeyboardEvent} */ (event));
  }

  /**
   * Enter also ends a syllable being composed, and would send the form around the field.
   * @param {KeyboardEvent} event
   */
  #entered(event) {
    event.preventDefault();
    if (!event.isComposing) this.#take();
  }

  /** @param {HTMLElement} chip */
  #toggle(chip) {
    const { topic = "" } = chip.dataset;
    if (!this.#chosen.delete(topic)) this.#chosen.add(topic);
    chip.setAttribute("aria-pressed", String(this.#chosen.has(topic)));
    this.#tell();
  }

  #unfold() {
    const open = this.#more.getAttribute("aria-expanded") === "true";
    this.#more.setAttribute("aria-expanded", String(!open));
    this.#paint();
  }

  #take() {
    const topic = this.#field.value.trim();
    if (!topic) return;
    this.#chosen.add(topic);
    this.#field.value = "";
    this.#paint();
    this.#tell();
  }

  // Chosen ones always show; a tap only marks a chip, so nothing moves under the finger.
  #paint() {
    const categories = /** @type {string[]} */ (JSON.parse(this.dataset.categories ?? "[]"));
    const known = [...new Set([...categories.filter((one) => this.#makes.includes(one)), ...categories])];
    const own = [...this.#chosen].filter((one) => !known.includes(one));
    const open = this.#more.getAttribute("aria-expanded") === "true";
    const shown = known.filter((one, at) => open || at < SHOWN || this.#chosen.has(one));
    for (const old of findAll(this, ".topic")) old.remove();
    this.#field.before(...[...shown, ...own].map((one) => chipOf(one, this.#chosen.has(one), this.#words[one])));
    this.#more.hidden = known.length <= SHOWN;
  }

  #tell() {
    this.dispatchEvent(new Event("topics:change", { bubbles: true }));
  }

  /** @returns {Record<string, string>} */
  get #words() {
    return JSON.parse(this.dataset.words ?? "{}");
  }

  get #field() {
    return find(this, "[name=topic]", HTMLInputElement);
  }

  get #more() {
    return find(this, ".topic-more");
  }
}

/**
 * @param {string} topic
 * @param {boolean} pressed
 * @param {string} word
 */
function chipOf(topic, pressed, word = topic) {
  const chip = makeButton(word, "topic", { topic });
  chip.setAttribute("aria-pressed", String(pressed));
  return chip;
}

customElements.define("topic-chips", TopicChips);
