// <booth-board>: sounds when its booth calls somebody new.
import { play } from "../core/sounds.js";

class BoothBoard extends HTMLElement {
  /** @type {Set<string>} */
  #called = new Set();
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("live:join", ({ detail }) => this.#learn(detail.data), { signal });
    this.addEventListener("live:show", ({ detail }) => this.#learn(detail.data) && play("call"), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {BoardData | null} data */
  #learn(data) {
    if (!data?.booths?.length) return false;
    const called = data.booths.flatMap((booth) => booth.called);
    const now = new Set(called.map((call) => `${call.ticket} ${call.recalled_at ?? call.called_at}`));
    const isNew = [...now].some((call) => !this.#called.has(call));
    this.#called = now;
    return isNew;
  }
}

customElements.define("booth-board", BoothBoard);
