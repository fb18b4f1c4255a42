// <outbox-badge>: a quiet word on how much waits to be sent. Where staff work (data-opens) a tap lists what waits and
// what the server refused, with the reason.
import { act } from "../core/actions.js";
import { find, findAround, make, makeButton } from "../core/dom.js";
import { page, say } from "../core/page.js";
import { again, forget, isForeign, loaded, outbox, refused, waiting } from "./outbox.js";
import { loses, storage } from "./station-store.js";

class OutboxBadge extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    outbox.addEventListener("change", () => this.#paint(), { signal });
    storage.addEventListener("lost", () => this.#paint(), { signal });
    this.addEventListener("click", (event) => this.#tapped(event), { signal });
    loaded.then(() => this.#paint());
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  async #paint() {
    const unsent = waiting().filter(({ provisional }) => provisional).length;
    const returned = (await refused()).length;
    const words = [
      ...(loses() ? [say("storage_blocked")] : []),
      ...(unsent ? [say(isForeign() ? "outbox_foreign" : "outbox_waiting", { n: unsent })] : []),
      ...(returned ? [say("outbox_refused", { n: returned })] : []),
    ];
    this.hidden = !words.length;
    this.dataset.waiting = String(unsent);
    this.dataset.refused = String(returned);
    this.toggleAttribute("data-in-use", loses() && waiting().length > 0); // they live as long as this page
    find(this, ".outbox-word").textContent = words.join(" · ");
    if (this.#dialog?.open) this.#list();
  }

  /** @param {Event} event */
  async #tapped(event) {
    if (findAround(event, "[data-close]")) return this.#dialog?.close();
    const { again: resent, forget: done } = findAround(event, "[data-again], [data-forget]")?.dataset ?? {};
    if (resent) return again(resent);
    if (done) return this.#settle(done);
    if (!findAround(event, ".outbox-word") || !this.#dialog) return undefined;
    await this.#list();
    return this.#dialog.showModal();
  }

  /** @param {string} action_id */
  async #settle(action_id) {
    await forget(action_id);
    const own = document.querySelector("late-list")?.itemOf(action_id);
    if (own) await act("late.settle", { item: own }, { quiet: true });
  }

  async #list() {
    const [asked, returned] = [waiting().filter(({ provisional }) => provisional), await refused()];
    const rows = [
      ...returned.map((one) => row(one, one.message, one.action_id)),
      ...asked.map((one) => row({ ...one, at: one.made_at.shown }, say("outbox_unsent"))),
    ];
    find(this, ".outbox-list").replaceChildren(...rows);
    if (!rows.length) this.#dialog?.close();
  }

  get #dialog() {
    return this.querySelector("dialog");
  }
}

/**
 * @param {Pick<import("./outbox.js").Entry, "verb" | "fields" | "about" | "from"> & { at: string | number, code?: string }} of
 * @param {string} reason
 * @param {string | null} action_id
 */
function row({ verb, fields, at, about, from, code }, reason, action_id = null) {
  const made = make("li");
  made.append(
    text("time", timeOf(at)),
    text("b", [say(`deed_${verb}`), about, subjectOf(fields), from && say("outbox_earlier")].filter(Boolean).join(" · ")),
    text("span", reason),
  );
  if (action_id) {
    if (fields.file instanceof File) made.append(savedFile(fields.file));
    made.append(makeButton(say("outbox_done"), "button", { forget: action_id }));
    // What the server failed at, it may be able to do by now.
    if (code === "failed") made.append(makeButton(say("outbox_again"), "link", { again: action_id }));
  }
  return made;
}

/** @param {Fields & { name?: string, enterprise?: string, note?: string, lines?: OutcomeLine[], file?: File }} fields */
function subjectOf({ name, enterprise, note, lines, file }) {
  return [
    name,
    enterprise,
    note,
    file?.name,
    ...(lines ?? []).map(({ outcome, amount }) => [say(outcome), amount?.toLocaleString("ko-KR")].filter(Boolean).join(" ")),
  ]
    .filter(Boolean)
    .join(", ");
}

/**
 * A photo that the server refused can still be had from here.
 * @param {File} file
 */
function savedFile(file) {
  return make("a", { href: URL.createObjectURL(file), download: file.name, textContent: file.name });
}

/**
 * @param {keyof HTMLElementTagNameMap} tag
 * @param {string} content
 */
function text(tag, content) {
  return make(tag, { textContent: content });
}

/** @param {string | number} at */
function timeOf(at) {
  /** @type {Intl.DateTimeFormatOptions} */
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: page.timeZone };
  return new Intl.DateTimeFormat("en-GB", shape).format(new Date(at));
}

customElements.define("outbox-badge", OutboxBadge);
