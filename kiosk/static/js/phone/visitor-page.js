// <visitor-page>: a call changes the whole page, shakes the phone and sounds until the visitor has touched it.
import { find } from "../core/dom.js";
import { say } from "../core/page.js";
import { play, soundReady } from "../core/sounds.js";
import { toast } from "../core/toast.js";

const AGAIN_MS = 5_000;
const TIMES = 6;
const SHAKE_MS = [500, 200, 500, 200, 900];

class VisitorPage extends HTMLElement {
  /** @type {string | null | undefined} */
  #call = null; // the call that was last announced
  #timer = 0;
  #stop = new AbortController();
  #title = document.title;
  /** @type {string | null} */
  #news = null; // what was told of the programme; null until the page was looked at once

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#look(), { signal });
    addEventListener("pointerdown", () => this.#quiet(), { signal });
    this.#button.hidden = soundReady();
    this.#button.addEventListener("click", () => setTimeout(() => this.#tried(), 100), { signal });
    this.#look();
  }

  disconnectedCallback() {
    this.#quiet();
    this.#stop.abort();
  }

  #look() {
    const lead = /** @type {HTMLElement | null} */ (this.querySelector("[data-state]"));
    const call = lead?.dataset.state === "called" ? lead.dataset.call : null;
    this.#tellNews();
    document.title = call ? say("called_title") : this.#title;
    if (call === this.#call) return;
    this.#call = call;
    this.#quiet();
    if (call === null) return;
    scrollTo({ top: 0 });
    this.#announce(TIMES);
  }

  // Another time or place, a seat that came free, a beginning: told once, with a short shake.
  #tellNews() {
    const told = [...this.querySelectorAll("[data-news]")].map((one) => one.getAttribute("data-news") ?? "");
    const isNew = this.#news !== null && told.some((one) => !this.#news?.includes(one));
    this.#news = told.join("\n");
    if (!isNew) return;
    toast(told[told.length - 1], { stays_ms: 12_000 });
    shake([200, 100, 200]);
    play("back");
  }

  /** @param {number} times */
  #announce(times) {
    shake(SHAKE_MS);
    play("call");
    if (times > 1) this.#timer = setTimeout(() => this.#announce(times - 1), AGAIN_MS);
  }

  #quiet() {
    clearTimeout(this.#timer);
    shake(0);
  }

  #tried() {
    play("call");
    this.#button.hidden = true;
  }

  get #button() {
    return find(this, "[data-sound]");
  }
}

/**
 * Browsers refuse it, and complain, before the page was touched once.
 * @param {VibratePattern} pattern
 */
function shake(pattern) {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(pattern);
}

customElements.define("visitor-page", VisitorPage);
