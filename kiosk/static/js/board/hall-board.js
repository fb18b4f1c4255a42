// <hall-board>: a new call stands large over the upper band for some seconds, one after another, and sounds.
import { find } from "../core/dom.js";
import { say } from "../core/page.js";
import { play } from "../core/sounds.js";

const EACH_MS = 6_000;
const HURRIED_MS = 2_500; // while more than a few wait to be shown
const HURRY_ABOVE = 3;

/** @typedef {BoardCall & { booth: BoardBooth, moment: string }} Call */

class HallBoard extends HTMLElement {
  /** @type {Map<number, Call>} */
  #known = new Map(); // ticket -> its call, as last seen
  /** @type {Call[]} */
  #calls = []; // not yet shown
  #showing = false;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("live:join", ({ detail }) => this.#learn(detail.data), { signal });
    this.addEventListener("live:show", ({ detail }) => this.#learn(detail.data, true), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /**
   * What was called before this board looked is in the band already; only what comes later is announced.
   * @param {BoardData | null} data
   * @param {boolean} announce
   */
  #learn(data, announce = false) {
    for (const booth of data?.booths ?? []) {
      for (const call of this.#changes(booth)) if (announce) this.#calls.push(call);
    }
    this.#next();
  }

  /** @param {BoardBooth} booth */
  #changes(booth) {
    const now = new Map(booth.called.map((call) => [call.ticket, { ...call, booth, moment: moment(call) }]));
    for (const [ticket, call] of this.#known) {
      if (call.booth.number === booth.number && !now.has(ticket)) this.#known.delete(ticket);
    }
    const news = [...now.values()].filter((call) => this.#known.get(call.ticket)?.moment !== call.moment);
    for (const call of now.values()) this.#known.set(call.ticket, call);
    return news;
  }

  /** @returns {void} */
  #next() {
    if (this.#showing) return;
    const call = this.#calls.shift();
    this.#box.hidden = !call;
    if (!call) return;
    if (!this.#known.has(call.ticket)) return this.#next(); // has come meanwhile
    this.#paint(call);
    this.#showing = true;
    setTimeout(
      () => {
        this.#showing = false;
        this.#next();
      },
      this.#calls.length > HURRY_ABOVE ? HURRIED_MS : EACH_MS,
    );
  }

  /** @param {Call} call */
  #paint({ number, booth, counter }) {
    this.#text("number", number);
    this.#text("booth", booth.number);
    const agency = this.querySelector(`#cell-${booth.number}`)?.getAttribute("data-agency") ?? booth.agency;
    this.#text("agency", counter > 1 ? `${agency} · ${say("counter", { counter })}` : agency);
    play("call");
  }

  /**
   * @param {string} name
   * @param {string | number} text
   */
  #text(name, text) {
    find(this, `.spotlight-${name}`).textContent = String(text);
  }

  get #box() {
    return find(this, ".spotlight");
  }
}

/**
 * A recall is announced like a call.
 * @param {BoardCall} call
 */
function moment({ called_at, recalled_at }) {
  return `${recalled_at ?? called_at}`;
}

customElements.define("hall-board", HallBoard);
