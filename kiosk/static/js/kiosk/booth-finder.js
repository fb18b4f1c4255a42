// <booth-finder>: a booth tapped on the map or in the list is shown with the way from this kiosk. Hidden, for who sets the kiosk
// up: whoever holds a finger on the map for three seconds is asked whether the kiosk stands there.
import { act } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, findAround } from "../core/dom.js";
import { say } from "../core/page.js";
import { ask } from "../core/question.js";
import { metresAt } from "../core/square.js";
import { toast } from "../core/toast.js";

const HOLD_MS = 3_000;
const UNDO_MS = 10_000;
const HEARD = ["click", "pointerdown", "pointerup", "pointercancel", "pointerleave"];

/** @typedef {{ before: { x_m: number, y_m: number } | null }} Placed */

export class BoothFinder extends HTMLElement {
  #turn = 0; // an answer that comes too late is not shown
  #held = 0;

  connectedCallback() {
    for (const type of HEARD) this.addEventListener(type, this);
  }

  disconnectedCallback() {
    for (const type of HEARD) this.removeEventListener(type, this);
    clearTimeout(this.#held);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "click") {
      const booth = findAround(event, "[data-spot]")?.getAttribute("data-spot");
      if (booth) this.look(booth);
      return;
    }
    clearTimeout(this.#held);
    const map = event.type === "pointerdown" && findAround(event, "svg");
    if (!(map instanceof SVGSVGElement)) return;
    const spot = metresAt(map, /** @type {PointerEvent} */ (event));
    this.#held = setTimeout(() => this.#place(spot), HOLD_MS);
  }

  /**
   * Shows a booth with its way; "": the whole square again.
   * @param {string} booth
   */
  async look(booth) {
    const turn = ++this.#turn;
    const answer = await read(`/kiosk/found.json?booth=${encodeURIComponent(booth)}`);
    if (turn !== this.#turn || !answer.ok) return;
    find(this, "[data-shown]").innerHTML = answer.html;
    for (const button of findAll(this, ".finder-list [data-spot]"))
      button.setAttribute("aria-current", String(button.dataset.spot === booth));
    this.dispatchEvent(new CustomEvent("found", { bubbles: true }));
  }

  /** @param {{ x_m: number, y_m: number }} spot */
  async #place(spot) {
    if (!(await ask(say("place_ask"), { yes: say("place_yes"), danger: false }))) return;
    const answer = await act("station.place", spot);
    if (!answer.ok) return;
    await this.look("");
    const { before } = /** @type {Done & Placed} */ (answer);
    const run = async () => {
      await act("station.place", before ?? {});
      await this.look("");
    };
    toast(answer.message, { stays_ms: UNDO_MS, button: { label: say("undo"), run } });
  }
}

customElements.define("booth-finder", BoothFinder);
