// <late-list>: what the server refused of what cut-off stations had taken, for a desk to look after.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { connection, isStale } from "../core/connection.js";
import { find, findAround, make, makeButton } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";
import { forget, outbox, refused } from "./outbox.js";

const EVERY_MS = 15_000;
// Somebody got a blank badge that was somebody else's: they are registered all the same, under another number.
const BADGE_REFUSED = new Set(["wrong_state", "badge_void", "unknown_code"]);

export class LateList extends HTMLElement {
  /** @type {LateItem[]} */
  #items = [];
  /** @type {Map<string, Fields>} what was typed here of people who stand on the list, by the action's id */
  #typed = new Map();
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
      if (button?.dataset.anew && !(await this.#registerAnew(kept ?? ""))) return;
      const answer = await act("late.settle", { item });
      if (answer.ok && kept) await forget(kept);
      await this.#read();
    });
  }

  /**
   * Gives whether they are registered now, who may have been before.
   * @param {string} kept
   */
  async #registerAnew(kept) {
    const answer = await act("visitor.register", this.#typed.get(kept), { quiet: true });
    const visitor = answer.ok || answer.code === "already_registered" ? answer.visitor : undefined;
    if (!visitor) return void toast(answer.message, { kind: "refused" });
    toast(answer.message, { kind: answer.ok ? "done" : "refused" });
    this.dispatchEvent(new CustomEvent("open", { bubbles: true, detail: { id: visitor.id } }));
    return true;
  }

  async #read() {
    const answer = await read("/desk/late.json");
    if (!answer.ok) return;
    this.#items = answer.items;
    const own = (await refused()).filter(
      ({ verb, fields, code }) => verb === "badge.claim" && fields.name && BADGE_REFUSED.has(code),
    );
    this.#typed = new Map(own.map(({ action_id, fields: { code: _, ...typed } }) => [action_id, typed]));
    this.hidden = !this.#items.length;
    find(this, "[data-count]").textContent = String(this.#items.length);
    find(this, "ul").replaceChildren(...this.#items.map((item) => row(item, this.#typed.has(item.kept))));
  }
}

/**
 * @param {LateItem} item
 * @param {boolean} anew
 */
function row({ id, at, where, what, message, number, visitor, claim }, anew) {
  const made = make("li");
  made.append(text("time", at), text("b", [what, where, number].filter(Boolean).join(" · ")), text("span", message));
  if (visitor) made.append(makeButton(`${visitor.number} ${visitor.name}`, "link", { open: String(visitor.id) }));
  if (claim) made.append(makeButton(say("late_claim"), "link", { settle: String(id), claim }));
  if (anew) made.append(makeButton(say("late_anew"), "link", { settle: String(id), anew: "1" }));
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
