// <outbox-badge>: a quiet word on how much waits to be sent. Where staff work (data-opens) a tap lists what waits and
// what the server refused, with the reason.
import { act } from "../core/actions.js";
import { again, forget, isForeign, loaded, outbox, refused, waiting } from "./outbox.js";
import { page, say } from "../core/page.js";
import { loses, storage } from "./station-store.js";

class OutboxBadge extends HTMLElement {
  #stop = null;

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
    this.dataset.waiting = unsent;
    this.dataset.refused = returned;
    this.toggleAttribute("data-in-use", loses() && waiting().length > 0); // they live as long as this page
    this.querySelector(".outbox-word").textContent = words.join(" · ");
    if (this.#dialog?.open) this.#list();
  }

  async #tapped({ target }) {
    if (target.closest("[data-close]")) return this.#dialog.close();
    const resent = target.closest("[data-again]");
    if (resent) return again(resent.dataset.again);
    const done = target.closest("[data-forget]");
    if (done) return this.#settle(done.dataset.forget);
    if (!target.closest(".outbox-word") || !this.#dialog) return;
    await this.#list();
    this.#dialog.showModal();
  }

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
    this.querySelector(".outbox-list").replaceChildren(...rows);
    if (!rows.length) this.#dialog.close();
  }

  get #dialog() {
    return this.querySelector("dialog");
  }
}

function row({ verb, fields, at, about, from, code }, reason, action_id = null) {
  const made = document.createElement("li");
  made.append(
    text("time", timeOf(at)),
    text("b", [say(`deed_${verb}`), about, subjectOf(fields), from && say("outbox_earlier")].filter(Boolean).join(" · ")),
    text("span", reason),
  );
  if (action_id) {
    if (fields.file) made.append(savedFile(fields.file));
    const done = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: say("outbox_done") });
    done.dataset.forget = action_id;
    made.append(done);
    if (code === "failed") made.append(resend(action_id));
  }
  return made;
}

function subjectOf({ name, enterprise, note, lines, file }) {
  return [name, enterprise, note, file?.name, ...(lines ?? []).map(({ outcome, amount }) => [say(outcome), amount?.toLocaleString("ko-KR")].filter(Boolean).join(" "))]
    .filter(Boolean)
    .join(", ");
}

// What the server failed at, it may be able to do by now.
function resend(action_id) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: say("outbox_again") });
  made.dataset.again = action_id;
  return made;
}

// A photo that the server refused can still be had from here.
function savedFile(file) {
  return Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name, textContent: file.name });
}

function text(tag, content) {
  return Object.assign(document.createElement(tag), { textContent: content });
}

function timeOf(at) {
  const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: page.timeZone };
  return new Intl.DateTimeFormat("en-GB", shape).format(new Date(at));
}

customElements.define("outbox-badge", OutboxBadge);
