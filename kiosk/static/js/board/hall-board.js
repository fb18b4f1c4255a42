// <hall-board>: announces calls (announcer.js says which and when), shows its part of the square, turns the ticker.
import { findAll } from "../core/dom.js";
import { serverNow } from "../core/connection.js";
import { FRESH_MS, advance, begin, calledAt, learn, shown } from "./announcer.js";
import { paintCalls } from "./call-band.js";
import { announcedHere, noteAnnounced } from "./memory.js";
import { isSaying, say, sayingMs } from "./speaker.js";
import { turnTicker } from "./ticker.js";
import { arrange, belongs, viewOf } from "./view.js";

const LOOK_MS = 250;
const SAYING_MOST_MS = 12_000; // so much longer than expected a voice may take before the next have their turn

class HallBoard extends HTMLElement {
  #view = viewOf(location.search);
  #memory = announcedHere(serverNow() ?? 0);
  #board = begin(this.#memory.heard);
  #painted = "";
  #joined = 0; // seq of the last join: what is older is no news
  #timer = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("live:join", ({ detail }) => this.#join(detail.data, detail.seq), { signal });
    this.addEventListener("live:show", ({ detail }) => this.#show(detail.data, detail.seq), { signal });
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    arrange(this, this.#view);
    if (this.#view.isMap) addEventListener("resize", () => arrange(this, this.#view), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearInterval(this.#timer);
  }

  /**
   * @param {BoardData | null} data
   * @param {number} seq
   */
  #join(data, seq) {
    this.#joined = seq;
    arrange(this, this.#view);
    this.#learn(data?.booths ?? []);
  }

  /**
   * @param {BoardData | null} data
   * @param {number} seq
   */
  #show(data, seq) {
    if (seq >= this.#joined) this.#learn(data?.booths ?? []);
  }

  /** @param {BoardBooth[]} booths */
  #learn(booths) {
    const here = booths.filter(({ number }) => belongs(this, number));
    this.#board = learn(this.#board, calledAt(here), this.#memory.since);
    this.dataset.state = this.querySelector("#hall-state")?.getAttribute("data-state") ?? "open";
    this.#look();
  }

  #look() {
    const now = performance.now();
    const before = this.#board;
    if (!isSaying() || now > before.until + SAYING_MOST_MS) this.#board = advance(before, now, sayingMs);
    if (this.#board.since !== before.since) {
      say(this.#board.hero);
      noteAnnounced(this.#memory.since, this.#board, serverNow() ?? 0);
    }
    this.#paint(this.#board.since !== before.since);
  }

  /** @param {boolean} isNews */
  #paint(isNews) {
    const { leads, older, isAnnounced } = shown(this.#board);
    const at = serverNow() ?? 0;
    const isFresh = leads.some(({ moment }) => at - moment < FRESH_MS);
    const state = JSON.stringify([leads, older, isAnnounced, isFresh]);
    if (state !== this.#painted) paintCalls(this, { leads, older, isAnnounced, isFresh, isNews });
    this.#painted = state;
    for (const cell of /** @type {HTMLElement[]} */ (findAll(this, ".hall-cell[data-at]"))) {
      cell.classList.toggle("is-new", at - Number(cell.dataset.at) < FRESH_MS);
    }
    turnTicker(this, at);
  }
}

customElements.define("hall-board", HallBoard);
