// <late-list>: what the server refused of what cut-off stations had taken, for a desk to look after.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { connection, isStale } from "../core/connection.js";
import { find, findAround, make, makeButton } from "../core/dom.js";
import { say } from "../core/page.js";
import { forget, outbox } from "./outbox.js";

const EVERY_MS = 15_000;

export class LateList extends HTMLElement {
  /** @type {LateItem[]} */
  #items = [];
  #timer = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const back of /** @type {const} */ (["up", "fresh"])) connection.addEventListener(back, () => this.#read(), { signal });
    outbox.addEventListener("sent", () => this.#read(), { signal });
    this.addEventListener("click", (event) => this.#tapped(findAround(event, "button")), { signal });
    this.#timer = setInterval(() => document.hidden || this.#read(), EVERY_MS);
    if (!isStale()) this.#read(); // else as soon as the page is connected
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#stop.abort();
  }

  /**
   * The list's item that stands for this action, or undefined.
   * @param {string} action_id
   */
  itemOf(action_id) {
    return this.#items.find(({ kept }) => kept === action_id)?.id;
  }

  /** @param {HTMLButtonElement | null} button */
  #tapped(button) {
    const item = Number(button?.dataset.settle);
    if (!item) return; // the name beside it opens the person: the desk's own click
    whileBusy(button, async () => {
      const { claim, visitor, kept } = this.#items.find(({ id }) => id === item) ?? {};
      if (button?.dataset.claim && !(await act("badge.claim", { code: claim, visitor: visitor?.id })).ok) return;
      const answer = await act("late.settle", { item });
      if (answer.ok && kept) await forget(kept);
      await this.#read();
    });
  }

  async #read() {
    const answer = await read("/desk/late.json");
    if (!answer.ok) return;
    this.#items = answer.items;
    this.hidden = !this.#items.length;
    find(this, "[data-count]").textContent = String(this.#items.length);
    find(this, "ul").replaceChildren(...this.#items.map(row));
  }
}

/** @param {LateItem} item */
function row({ id, at, where, what, message, number, visitor, claim }) {
  const made = make("li");
  made.append(text("time", at), text("b", [what, where, number].filter(Boolean).join(" · ")), text("span", message));
  if (visitor) made.append(makeButton(`${visitor.number} ${visitor.name}`, "link", { open: String(visitor.id) }));
  if (claim) made.append(makeButton(say("late_claim"), "link", { settle: String(id), claim }));
  made.append(makeButton(say("outbox_done"), "button", { settle: String(id) }));
  return made;
}

/**
 * @param {keyof HTMLElementTagNameMap} tag
 * @param {string} content
 */
function text(tag, content) {
  return make(tag, { textContent: content });
}

customElements.define("late-list", LateList);
