// <trust-check data-https data-named data-target>: tries again and again whether this device reaches the HTTPS origin,
// and shows the one child whose data-when fits: done, or what is missing. With a target it goes there when it is done.
import { findAll } from "../core/dom.js";

const AGAIN_MS = 2_500;
const PATIENCE_MS = 4_000;
const DAY_MS = 86_400_000;

class TrustCheck extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#look();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  async #look() {
    const state = await this.#state();
    if (!this.isConnected) return;
    for (const one of findAll(this, "[data-when]")) one.hidden = one.dataset.when !== state;
    if (state === "done" && this.dataset.target) location.replace(this.dataset.target);
    else if (state !== "done") this.#timer = setTimeout(() => this.#look(), AGAIN_MS);
  }

  async #state() {
    const { https = "", named = "" } = this.dataset;
    if (location.origin === https || (await answers(https))) return "done";
    const here = await serverTime();
    if (here === null) return "away";
    if (Math.abs(Date.now() - here) > DAY_MS) return "clock";
    return (await answers(named)) ? "untrusted" : "unnamed";
  }
}

/** The server's own clock in ms (the real one, whatever the expo's says), or null where it does not answer. */
async function serverTime() {
  const response = await ask(location.origin, "same-origin");
  if (!response?.headers.has("X-Kiosk")) return null; // a captive portal answers everything
  return Date.parse(response.headers.get("Date") ?? "") || Date.now();
}

/** @param {string} origin */
async function answers(origin) {
  return (await ask(origin, "no-cors")) !== null;
}

/**
 * @param {string} origin
 * @param {RequestMode} mode
 */
async function ask(origin, mode) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await fetch(`${origin}/healthz`, { mode, cache: "no-store", credentials: "omit", signal: patience.signal });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

customElements.define("trust-check", TrustCheck);
