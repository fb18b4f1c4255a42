// <programme-page data-binds="/programme/own.json">: a bound phone signs up here. The list is the same for everybody; what
// this phone may do is asked for by its own request, and put beside each item.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, findAround, make, makeButton } from "../core/dom.js";
import "../core/live.js";
import { say } from "../core/page.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";

/** @typedef {{ bound: boolean, visitor: number | null, mine: Record<string, { state: string, nth: number }> }} Own */

class ProgrammePage extends HTMLElement {
  /** @type {Own} */
  #own = { bound: false, visitor: null, mine: {} };
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#refresh(), { signal });
    this.addEventListener("click", (event) => this.#tapped(event), { signal });
    this.#refresh();
    const today = this.querySelector(".programme-day h2 .chip.is-open")?.closest("section");
    if (today && today !== this.querySelector(".programme-day") && !location.hash) today.scrollIntoView(); // what was, is above
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** Of an event alone (`?event=2`) nothing else is shown, and no day on which it has nothing. */
  #narrow() {
    const event = new URLSearchParams(location.search).get("event");
    if (!event) return;
    find(this, ".programme-now").hidden = true; // of whatever event it is
    for (const day of findAll(this, ".programme-day")) {
      const items = findAll(day, ".programme-item");
      for (const item of items) item.hidden = item.dataset.event !== event;
      day.hidden = items.every((item) => item.hidden);
    }
    find(this, "[data-none]").hidden = this.querySelector(".programme-item:not([hidden])") !== null;
  }

  async #refresh() {
    this.#narrow();
    const answer = await read("/programme/own.json");
    if (!answer.ok) return;
    this.#own = /** @type {Own} */ (answer);
    find(this, "[data-unbound]").hidden = this.#own.bound;
    for (const item of findAll(this, ".programme-item")) this.#paint(item);
  }

  /** @param {HTMLElement} item */
  #paint(item) {
    const place = find(item, "[data-act]");
    const mine = this.#own.mine[item.dataset.item ?? ""];
    const isOpen = !["over", "cancelled"].includes(item.dataset.state ?? "") && item.dataset.kind !== "exhibition";
    place.textContent = "";
    if (!this.#own.bound || !isOpen) return;
    if (mine) place.append(chip(mine));
    if (!mine) place.append(makeButton(say("sign_up"), "button button-primary", { verb: "programme.sign_up" }));
    else if (mine.state !== "attended") place.append(makeButton(say("leave"), "button", { verb: "programme.leave" }));
  }

  /** @param {Event} event */
  #tapped(event) {
    const button = findAround(event, "button[data-verb]");
    const item = findAround(event, "[data-item]");
    if (button instanceof HTMLButtonElement && item instanceof HTMLElement)
      whileBusy(button, () => this.#act(button.dataset.verb ?? "", Number(item.dataset.item)));
  }

  /**
   * @param {string} verb
   * @param {number} item
   */
  async #act(verb, item) {
    if (verb === "programme.leave" && !(await ask(say("leave_ask"), { yes: say("leave"), danger: true }))) return;
    const answer = await act(verb, { item, visitor: this.#own.visitor });
    if (answer.ok) toast(answer.message);
    await this.#refresh();
  }
}

/** @param {{ state: string, nth: number }} mine */
function chip({ state, nth }) {
  const className = `chip ${state === "waiting" ? "is-waiting" : "is-ok"}`;
  return make("span", { className, textContent: say(state === "waiting" ? "nth" : state, { n: nth }) });
}

customElements.define("programme-page", ProgrammePage);
