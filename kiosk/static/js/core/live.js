// <live-topic topic="board:hall">: holds a topic's places and keeps them current.
//
// Fires, bubbling: `live:join` {data, seq} when the whole topic was painted anew, `live:show` {ids, data, seq} when
// places changed, `live:refused` {code} when there is no such topic any more. A place is an element with an id; a newer one is never replaced by an older.
import { ask, connection, currentEpoch, openSocket, reconnect, sawEpoch } from "./connection.js";
import { findAll, make } from "./dom.js";
import { page } from "./page.js";

const RETRY_MS = 2_000;
const TOPICS_MAX = 20; // of one socket
const held = new Set();
connection.addEventListener("up", () => held.clear());

export class LiveTopic extends HTMLElement {
  /** @type {number | null} */
  #joined = null; // seq of the last join; null while one is under way
  /** @type {Shown[]} */
  #early = []; // what was shown while joining
  /** @type {Map<string, number>} */
  #shownAt = new Map(); // place id -> seq
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const show = (/** @type {Shown} */ message) => this.#receive(message);
    const socket = openSocket();
    socket.on("show", show);
    signal.addEventListener("abort", () => socket.off("show", show));
    for (const again of /** @type {const} */ (["up", "epoch"]))
      connection.addEventListener(again, () => this.#join(), { signal });
    if (socket.connected) this.#join();
  }

  disconnectedCallback() {
    this.#stop.abort();
    const isShown = findAll(document, "live-topic").some(({ topic }) => topic === this.topic);
    if (!isShown && held.delete(this.topic)) openSocket().emit("leave", { topic: this.topic });
  }

  /** Paint the whole topic anew: its places are other ones now. */
  renew() {
    if (this.#joined !== null) this.#join();
  }

  get topic() {
    return this.getAttribute("topic") ?? "";
  }

  async #join() {
    if (held.size >= TOPICS_MAX && !held.has(this.topic)) return reconnect();
    held.add(this.topic);
    const { signal } = this.#stop;
    const seq = this.#joined ?? Number(this.dataset.seq || 0);
    this.#joined = null;
    let answer;
    try {
      answer = await ask("join", { topic: this.topic, lang: page.lang, seq, epoch: currentEpoch() });
    } catch {
      setTimeout(() => !signal.aborted && openSocket().connected && this.#join(), RETRY_MS);
      return;
    }
    if (signal.aborted) return;
    if (!answer.ok) return this.#refused(answer);
    sawEpoch(answer.epoch);
    this.#paint(answer);
  }

  /** @param {Shown} whole */
  #paint({ seq, html, data }) {
    const whole = parsed(html);
    if (whole.innerHTML !== this.innerHTML) keepingFocus(() => this.#fill(whole.content));
    this.#joined = seq;
    this.dataset.joined = ""; // from now on what the server shows is here, and no memory of it
    this.#shownAt.clear();
    this.#tell("live:join", { data, seq });
    for (const message of this.#early.splice(0)) this.#receive(message);
  }

  /**
   * Not replaceChildren, which a television of 2022 lacks (docs/tablets.md).
   * @param {Node} content
   */
  #fill(content) {
    this.textContent = "";
    this.append(content);
  }

  /** @param {Shown} message */
  #receive(message) {
    if (message.topic !== this.topic) return;
    if (this.#joined === null) return void this.#early.push(message);
    const { seq, data } = message;
    if (seq < this.#joined) return; // it was read before what was joined, and is told once more
    const fresh = [...parsed(message.html).content.children].filter((place) => this.#isNewer(place.id, seq));
    keepingFocus(() => {
      for (const place of fresh) this.#swap(place, seq);
    });
    this.#tell("live:show", { ids: fresh.map((place) => place.id), data, seq });
  }

  /**
   * @param {string} id
   * @param {number} seq
   */
  #isNewer(id, seq) {
    return seq >= (this.#shownAt.get(id) ?? this.#joined ?? 0);
  }

  /**
   * @param {Element} place
   * @param {number} seq
   */
  #swap(place, seq) {
    this.querySelector(`#${CSS.escape(place.id)}`)?.replaceWith(place);
    this.#shownAt.set(place.id, seq);
  }

  /**
   * A station revoked or locked meanwhile, or a board no longer public: the page itself says what to do.
   * @param {{ code: string }} answer
   */
  #refused(answer) {
    if (["not_paired", "not_allowed", "locked"].includes(answer.code)) return location.reload();
    if (answer.code === "not_found") this.#tell("live:refused", { code: answer.code });
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

/** @param {string} html */
function parsed(html) {
  const template = make("template");
  template.innerHTML = html ?? "";
  return template;
}

/** @param {() => void} change */
function keepingFocus(change) {
  const id = document.activeElement?.id;
  change();
  if (id && document.activeElement?.id !== id) document.getElementById(id)?.focus({ preventScroll: true });
}

customElements.define("live-topic", LiveTopic);
