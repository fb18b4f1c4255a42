// <late-list>: what the server refused of what cut-off stations had taken, for a desk to look after.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { connection } from "../core/connection.js";
import { forget, outbox } from "./outbox.js";
import { say } from "../core/page.js";

const EVERY_MS = 15_000;

class LateList extends HTMLElement {
  #items = [];
  #timer = null;
  #stop = null;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const back of ["up", "fresh"]) connection.addEventListener(back, () => this.#read(), { signal });
    outbox.addEventListener("sent", () => this.#read(), { signal });
    this.addEventListener("click", (event) => this.#tapped(event.target.closest("button")), { signal });
    this.#timer = setInterval(() => document.hidden || this.#read(), EVERY_MS);
    this.#read();
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#stop.abort();
  }

  /** The list's item that stands for this action, or undefined. */
  itemOf(action_id) {
    return this.#items.find(({ kept }) => kept === action_id)?.id;
  }

  #tapped(button) {
    const item = Number(button?.dataset.settle);
    if (!item) return; // the name beside it opens the person: the desk's own click
    whileBusy(button, async () => {
      const { claim, visitor } = this.#items.find(({ id }) => id === item);
      if (button.dataset.claim && !(await act("badge.claim", { code: claim, visitor: visitor.id })).ok) return;
      const answer = await act("late.settle", { item });
      const { kept } = this.#items.find(({ id }) => id === item);
      if (answer.ok) await forget(kept);
      await this.#read();
    });
  }

  async #read() {
    const answer = await read("/desk/late.json");
    if (!answer.ok) return;
    this.#items = answer.items;
    this.hidden = !this.#items.length;
    this.querySelector("[data-count]").textContent = this.#items.length;
    this.querySelector("ul").replaceChildren(...this.#items.map(row));
  }
}

function row({ id, at, where, what, message, number, visitor, claim }) {
  const made = document.createElement("li");
  made.append(text("time", at), text("b", [what, where, number].filter(Boolean).join(" · ")), text("span", message));
  if (visitor) made.append(button(`${visitor.number} ${visitor.name}`, { open: visitor.id }, "link"));
  if (claim) made.append(button(say("late_claim"), { settle: id, claim }, "link"));
  made.append(button(say("outbox_done"), { settle: id }, "button"));
  return made;
}

function button(label, data, className) {
  const made = Object.assign(document.createElement("button"), { type: "button", className, textContent: label });
  Object.assign(made.dataset, data);
  return made;
}

function text(tag, content) {
  return Object.assign(document.createElement(tag), { textContent: content });
}

customElements.define("late-list", LateList);
