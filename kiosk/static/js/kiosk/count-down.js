// <count-down>: a thin bar that runs down until the start screen returns. It warns before, and gives more time when asked.
// start(seconds), hold() (nobody is hurried), stop(); fires `time-up`. A touch anywhere gives the full time again.

import { find } from "../core/dom.js";

const WARN_BEFORE_S = 5;
const LONGER_S = 30;

export class CountDown extends HTMLElement {
  /** @type {number | null} */
  #ends = null;
  #length_s = 0;
  #timer = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    find(this, "[data-longer]").addEventListener("click", () => this.start(LONGER_S), { signal });
    for (const touched of /** @type {const} */ (["pointerdown", "keydown"])) {
      addEventListener(touched, (event) => this.#touched(event), { signal, capture: true });
    }
  }

  disconnectedCallback() {
    this.stop();
    this.#stop.abort();
  }

  /**
   * Runs for so many seconds; `touch`: a touch starts it anew.
   * @param {number} seconds
   * @param {{ touch?: boolean }} options
   */
  start(seconds, { touch = true } = {}) {
    clearInterval(this.#timer);
    this.hidden = false;
    this.toggleAttribute("untouchable", !touch);
    this.#length_s = seconds;
    this.#ends = performance.now() + seconds * 1_000;
    this.#timer = setInterval(() => this.#paint(), 100);
    this.#paint();
  }

  stop() {
    clearInterval(this.#timer);
    this.#ends = null;
    this.hidden = true;
    this.#warning.hidden = true;
  }

  /** @param {Event} event */
  #touched(event) {
    if (this.#ends === null || this.hasAttribute("untouchable") || this.contains(/** @type {Node | null} */ (event.target)))
      return;
    this.start(this.#length_s);
  }

  #paint() {
    const left_s = ((this.#ends ?? 0) - performance.now()) / 1_000;
    if (left_s <= 0) {
      this.stop();
      return void this.dispatchEvent(new Event("time-up", { bubbles: true }));
    }
    find(this, ".count-bar").style.transform = `scaleX(${left_s / this.#length_s})`;
    this.#warning.hidden = left_s > WARN_BEFORE_S;
  }

  get #warning() {
    return find(this, ".count-warning");
  }
}

customElements.define("count-down", CountDown);
