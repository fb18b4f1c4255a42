// <visitor-page>: a call changes the whole page, shakes the phone and sounds until the visitor has touched it.
import { find } from "../core/dom.js";
import { say } from "../core/page.js";
import { play, soundReady } from "../core/sounds.js";
import { toast } from "../core/toast.js";
import { alarm, hush, nudge } from "../core/alarm.js";

class VisitorPage extends HTMLElement {
  /** @type {string | null | undefined} */
  #call = null; // the call that was last announced
  #stop = new AbortController();
  #title = document.title;
  /** @type {string | null} */
  #news = null; // what was told of the programme; null until the page was looked at once

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#look(), { signal });
    addEventListener("pointerdown", hush, { signal });
    this.#button.hidden = soundReady();
    this.#button.addEventListener("click", () => setTimeout(() => this.#tried(), 100), { signal });
    if (!("vibrate" in navigator)) this.#sayNoShaking();
    this.#look();
  }

  disconnectedCallback() {
    hush();
    this.#stop.abort();
  }

  #look() {
    const lead = /** @type {HTMLElement | null} */ (this.querySelector("[data-state]"));
    const call = lead?.dataset.state === "called" ? lead.dataset.call : null;
    this.#tellNews();
    this.toggleAttribute("data-called", call !== null);
    document.title = call ? say("called_title") : this.#title;
    if (call === this.#call) return;
    this.#call = call;
    hush();
    if (call === null) return;
    scrollTo({ top: 0 });
    alarm();
  }

  // Another time or place, a seat that came free, a beginning: told once, with a short shake.
  #tellNews() {
    const told = [...this.querySelectorAll("[data-news]")].map((one) => one.getAttribute("data-news") ?? "");
    const isNew = this.#news !== null && told.some((one) => !this.#news?.includes(one));
    this.#news = told.join("\n");
    if (!isNew) return;
    toast(told[told.length - 1], { stays_ms: 12_000 });
    nudge();
    play("back");
  }

  #sayNoShaking() {
    find(this, "[data-shakes]").hidden = true;
    find(this, "[data-sounds]").hidden = false;
  }

  #tried() {
    play("call");
    this.#button.hidden = true;
  }

  get #button() {
    return find(this, "[data-sound]");
  }
}

customElements.define("visitor-page", VisitorPage);
