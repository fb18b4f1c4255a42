// What a key of the screen's keyboard makes of the text in a field: jamo grow into syllables at its end. Pure.
import { Composer } from "./hangul.js";

export class KeyTyping {
  #composer = new Composer();
  #written = ""; // what the field held after the last key: where it holds something else now, nothing grows any more

  /**
   * The field's text after this key: a letter, or `back`.
   * @param {string} value the field's text before it
   * @param {string} key
   */
  press(value, key) {
    if (value !== this.#written) this.#composer.end();
    const before = value.slice(0, value.length - this.#composer.text.length);
    this.#written = key === "back" ? this.#back(before) : this.#letter(before, key);
    return this.#written;
  }

  /** The syllable that grows is finished. */
  end() {
    this.#composer.end();
  }

  /** @param {string} before */
  #back(before) {
    return this.#composer.text ? before + this.#composer.back() : before.slice(0, -1);
  }

  /**
   * @param {string} before
   * @param {string} letter
   */
  #letter(before, letter) {
    const done = this.#composer.type(letter);
    return before + done + this.#composer.text;
  }
}
