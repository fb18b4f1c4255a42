// <ceremony-sound data-on-stage="3 4">: a chime when a signing is announced, on a page with nothing to tap. A browser lets it
// sound after a first touch, so until then its sentence asks for one.
import { play, soundReady } from "../core/sounds.js";

const LOOK_MS = 1_000;

class CeremonySound extends HTMLElement {
  #stop = new AbortController();
  #timer = 0;
  /** @type {Set<number>} */
  #onStage = new Set();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#onStage = new Set(this.dataset.onStage?.split(" ").filter(Boolean).map(Number));
    document.addEventListener("live:show", ({ detail }) => this.#heard(detail.data, true), { signal });
    document.addEventListener("live:join", ({ detail }) => this.#heard(detail.data, false), { signal });
    this.#timer = setInterval(() => this.#paint(), LOOK_MS);
    this.#paint();
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearInterval(this.#timer);
  }

  /**
   * What was announced while the page was away is no news.
   * @param {unknown} data
   * @param {boolean} isNews
   */
  #heard(data, isNews) {
    const { signings = [] } = /** @type {{ signings?: { id: number, state: string }[] }} */ (data ?? {});
    const now = new Set(signings.filter(({ state }) => state === "announced").map(({ id }) => id));
    if (isNews && [...now].some((id) => !this.#onStage.has(id))) this.dataset.played = String(play("ceremony"));
    this.#onStage = now;
  }

  #paint() {
    this.hidden = soundReady();
  }
}

customElements.define("ceremony-sound", CeremonySound);
