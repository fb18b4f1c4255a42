// <digit-pad data-length="16" data-group="4" data-takes-keys>: big keys for digits. Fires `digits` {digits, name, full} at
// each key; at a keyboard's only once nothing follows, for they may be a scanner's (hand-scanner.js puts `value` back then).
import { find, findAround, make } from "../core/dom.js";
import { strokeOf } from "../scanning/keystrokes.js";

const TYPED_MS = 500;
const OTHERS = new Map([
  ["Backspace", "back"],
  ["Delete", "clear"],
]);

export class DigitPad extends HTMLElement {
  #digits = "";
  #typing = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#tapped(findAround(event, "[data-key]")?.dataset.key), { signal });
    addEventListener("keydown", (event) => this.#typed(event), { signal });
    this.#paint();
  }

  disconnectedCallback() {
    clearTimeout(this.#typing);
    this.#stop.abort();
  }

  get digits() {
    return this.#digits;
  }

  set digits(digits) {
    clearTimeout(this.#typing);
    this.#digits = digits.slice(0, this.#length);
    this.#paint();
  }

  get value() {
    return this.digits;
  }

  set value(digits) {
    this.digits = digits;
  }

  get full() {
    return this.#digits.length === this.#length;
  }

  /** @param {string | undefined} key */
  #tapped(key) {
    if (!key) return;
    this.#press(key);
    this.#tell();
  }

  /** @param {KeyboardEvent} event */
  #typed(event) {
    if (!this.checkVisibility() || event.ctrlKey || event.metaKey || event.altKey || findAround(event, "input")) return;
    const key = OTHERS.get(event.key) ?? /^\d$/.exec(strokeOf(event).text ?? "")?.[0];
    if (!key) return;
    this.#press(key);
    this.#typing = setTimeout(() => this.#tell(), TYPED_MS);
  }

  /** @param {string} key */
  #press(key) {
    if (key === "clear") this.digits = "";
    else if (key === "back") this.digits = this.#digits.slice(0, -1);
    else this.digits = this.#digits + key;
  }

  #tell() {
    const detail = { digits: this.#digits, name: this.dataset.name, full: this.full };
    this.dispatchEvent(new CustomEvent("digits", { bubbles: true, detail }));
  }

  // Groups as they are printed, with a line where a digit is missing.
  #paint() {
    const whole = this.#digits.padEnd(this.#length, "_");
    let at = 0;
    const groups = this.#groups.map((size) => whole.slice(at, (at += size)));
    const shown = find(this, ".pad-shown");
    shown.replaceChildren(...groups.map((text) => make("span", { textContent: text })));
  }

  get #length() {
    return Number(this.dataset.length);
  }

  /** @returns {number[]} */
  get #groups() {
    const sizes = (this.dataset.group ?? "").split(",").map(Number);
    if (sizes.length > 1) return sizes;
    return Array.from({ length: this.#length / sizes[0] }, () => sizes[0]);
  }
}

customElements.define("digit-pad", DigitPad);
