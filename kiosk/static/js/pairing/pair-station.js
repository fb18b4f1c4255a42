// <pair-station>: redeems the pairing of this page's address, without a tap. The secret of the cookie is made here and
// kept for the tab, so that the same POST after a lost answer still pairs.
import { answerOf, ForeignAnswer } from "../core/answers.js";
import { find } from "../core/dom.js";
import { say } from "../core/page.js";
import { newId } from "../core/posting.js";
import { storageWorks } from "../core/recall.js";
import { wipeAll } from "../offline/snapshot/wiping.js";
import { otherStations, shelvesOf } from "../offline/station-store.js";

const AGAIN_MS = 2_000;
const TAKES_OVER = new Set(["kiosk", "desk", "booth"]); // their pages send what an earlier pairing left (outbox.js)
const KEPT = `kiosk-pair-${location.pathname}${location.search}`;

const ON_A_STAGE = matchMedia("(min-width: 900px)"); // what is smaller is in the hands of its crew

/** @typedef {Done & { url: string, crew_url?: string, station: { role: string } }} Paired */
/** @typedef {{ called: string, revoked: boolean, on: boolean, heard_at: string | null, unsent: number, deeds: string }} Used */

class PairStation extends HTMLElement {
  connectedCallback() {
    if (storageWorks()) return void this.#redeem();
    // Before the pairing is used up: this browser would forget at once what it became.
    this.#text("title", say("pair_failed"));
    this.#text("message", say("pair_blocked"));
  }

  async #redeem(replace = false) {
    if (!sessionStorage.getItem(KEPT)) sessionStorage.setItem(KEPT, newId().replaceAll("-", "") + newId().replaceAll("-", ""));
    let answer;
    try {
      const response = await fetch(location.href, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ secret: sessionStorage.getItem(KEPT), ...(replace ? { replace } : {}) }),
        credentials: "same-origin",
      });
      answer = await answerOf(response);
    } catch (error) {
      this.#text("message", say(error instanceof ForeignAnswer ? "foreign_answer" : "pair_waiting"));
      setTimeout(() => this.isConnected && this.#redeem(replace), AGAIN_MS);
      return;
    }
    if (answer.ok) return this.#goOn(/** @type {Paired} */ (answer));
    const { used, switched_off } = /** @type {{ used?: Used, switched_off?: boolean }} */ (answer);
    if (used) return this.#offer(used, answer.message);
    if (answer.code === "wrong_state" && !switched_off) sessionStorage.removeItem(KEPT); // opened again, this page makes another
    this.#text("title", say("pair_failed"));
    this.#text("message", answer.message);
    if (switched_off) this.#button(say("pair_again"), () => this.#redeem(replace));
  }

  /**
   * A board has no outbox: somebody must know before this tablet becomes one.
   * @param {Paired} answer
   */
  async #goOn({ url: home, crew_url: crew, station }) {
    await wipeAll(); // whom an earlier pairing of this tablet could find
    const url = crew && (asksForCrew() || !ON_A_STAGE.matches) ? crew : home;
    const left = TAKES_OVER.has(station.role) ? 0 : await leftBehind();
    if (!left) return void location.replace(url);
    this.#text("title", say("pair_left_title", { n: left }));
    this.#text("message", say("pair_left"));
    const on = find(this, "a");
    on.href = url;
    on.hidden = false;
  }

  /**
   * Another device used the card: this one may take its place, once somebody has read what that costs.
   * @param {Used} used
   * @param {string} message
   */
  #offer(used, message) {
    this.#text("title", say(used.revoked ? "pair_ended_title" : "pair_used_title"));
    this.#text("station", used.called);
    find(this, "[data-station]").hidden = false;
    const left = used.unsent ? say("pair_used_unsent", { n: used.unsent, deeds: used.deeds || "", time: used.heard_at }) : "";
    const heard = used.on ? say("pair_used_on") : used.heard_at ? say("pair_used_heard", { time: used.heard_at }) : "";
    this.#text("message", [message, heard, left].filter(Boolean).join(" "));
    this.#button(say("pair_replace"), () => this.#redeem(true), used.on);
  }

  /**
   * @param {string} words
   * @param {() => unknown} run
   * @param {boolean} danger
   */
  #button(words, run, danger = false) {
    const button = find(this, "button");
    button.textContent = words;
    button.classList.add(danger ? "button-danger" : "button-primary");
    button.hidden = false;
    button.onclick = () => {
      button.hidden = true;
      run();
    };
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  #text(name, text) {
    find(this, `[data-${name}]`).textContent = text;
  }
}

function asksForCrew() {
  return new URLSearchParams(location.search).get("open") === "crew";
}

async function leftBehind() {
  let left = 0;
  for (const station of await otherStations()) {
    const kept = await shelvesOf(station);
    left += (await kept.all("waiting")).length + (await kept.all("refused")).length;
  }
  return left;
}

customElements.define("pair-station", PairStation);
