// <server-clock>: the server's time in the expo's time zone, never the device's. `seconds` shows seconds too.
// <server-clock data-countdown="ISO"> and <server-clock data-since="ISO"> show minutes and seconds to or since a moment.
import { connection, openSocket, serverNow } from "./connection.js";
import { minutesAndSeconds } from "./durations.js";
import { page } from "./page.js";

/**
 * `10:42` (or `10:42:07`) of a moment in ms, where the expo is.
 * @param {number} ms
 * @param {boolean} seconds
 */
export function timeOf(ms, seconds = false) {
  return format(seconds).format(ms);
}

class ServerClock extends HTMLElement {
  #timer = 0;
  #shown = "";
  #draw = () => this.#paint();

  connectedCallback() {
    openSocket();
    this.#paint();
    this.#timer = setInterval(this.#draw, 500);
    connection.addEventListener("pulse", this.#draw);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    connection.removeEventListener("pulse", this.#draw);
  }

  #paint() {
    const now = serverNow();
    if (now === null) return;
    const text = this.#text(now);
    if (this.#shown !== text) this.textContent = this.#shown = text;
  }

  /** @param {number} now */
  #text(now) {
    const { countdown, since } = this.dataset;
    if (countdown) return minutesAndSeconds(Date.parse(countdown) - now);
    if (since) return minutesAndSeconds(now - Date.parse(since));
    return timeOf(now, this.hasAttribute("seconds"));
  }
}

/** @type {Map<boolean, Intl.DateTimeFormat>} */
const formats = new Map();
/**
 * @param {boolean} seconds
 * @returns {Intl.DateTimeFormat}
 */
function format(seconds) {
  const known = formats.get(seconds);
  if (known) return known;
  /** @type {Intl.DateTimeFormatOptions} */
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: page.timeZone };
  const made = new Intl.DateTimeFormat("en-GB", seconds ? { ...shape, second: "2-digit" } : shape);
  formats.set(seconds, made);
  return made;
}

customElements.define("server-clock", ServerClock);
