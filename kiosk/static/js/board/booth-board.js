// <booth-board>: says whom its booth calls, shows for a minute that a call is new, turns the ticker.
import { serverNow } from "../core/connection.js";
import { findAll } from "../core/dom.js";
import { FRESH_MS, calledAt } from "./announcer.js";
import { say } from "./speaker.js";
import { turnTicker } from "./ticker.js";

const LOOK_MS = 1_000;

/** @typedef {import("./announcer.js").Call} Call */

class BoothBoard extends HTMLElement {
  /** @type {Map<number, number>} */
  #called = new Map(); // ticket -> when it was called last
  #timer = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("live:join", ({ detail }) => this.#learn(detail.data), { signal });
    this.addEventListener("live:show", ({ detail }) => void say(this.#learn(detail.data)), { signal });
    this.#timer = setInterval(() => this.#age(), LOOK_MS);
    this.#age();
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearInterval(this.#timer);
  }

  /**
   * Who is called anew.
   * @param {BoardData | null} data
   * @returns {Call[]}
   */
  #learn(data) {
    this.#age();
    if (!data?.booths?.length) return [];
    const called = [...calledAt(data.booths).values()].flat();
    const news = called.filter(({ ticket, moment }) => this.#called.get(ticket) !== moment);
    this.#called = new Map(called.map(({ ticket, moment }) => [ticket, moment]));
    return news;
  }

  #age() {
    const now = serverNow() ?? 0;
    for (const call of /** @type {HTMLElement[]} */ (findAll(this, "[data-at]"))) {
      call.classList.toggle("is-new", now - Number(call.dataset.at) < FRESH_MS);
    }
    turnTicker(this, now);
  }
}

customElements.define("booth-board", BoothBoard);
