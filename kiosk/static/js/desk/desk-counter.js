// <desk-counter>: the desk. A search, one person, what they may do now; the field always has the focus.
import { whileBusy } from "../core/actions.js";
import { connection, isStale } from "../core/connection.js";
import { find, findAll, findAround, make } from "../core/dom.js";
import { say } from "../core/page.js";
import { keepInMind, recall } from "../core/recall.js";
import { toast } from "../core/toast.js";
import { outbox, waiting } from "../offline/outbox.js";
import { readSoon } from "../offline/read-soon.js";
import { keptPeople } from "../offline/snapshot/keeping.js";
import { keptId } from "../offline/snapshot/people.js";
import { printBadge } from "../printing/browser-badge.js";
import { listenToScanner } from "../scanning/hand-scanner.js";
import { paintAnswer } from "./answer-band.js";
import { Arrivals } from "./arrivals.js";
import { briefOf, briefOfRow, paintAway } from "./away.js";
import { Deeds } from "./deeds.js";
import { openBooths } from "./dialogs.js";
import { Lists } from "./lists.js";

/** @typedef {import("./answer-band.js").Told} Told */
/** @typedef {import("./desk-register.js").EmptyBadge} EmptyBadge */

const LISTS_EVERY_MS = 8_000;
const KEPT_LAYOUT = "kiosk-badge-layout";

export class DeskCounter extends HTMLElement {
  /** @type {Person | import("./away.js").Brief | null} the one of the panel */
  person = null;
  /** @type {Person[]} */
  colleagues = [];
  /** @type {EmptyBadge | null} a scanned badge that waits for a person */
  blank = null;
  lists = new Lists(this);
  #arrivals = new Arrivals(this);
  #deeds = new Deeds(this);
  /** @type {((booth: string) => unknown) | null} what the dialog of booths is asked for */
  #chosen = null;
  #timer = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("badge", ({ detail }) => this.#arrivals.scanned(detail.code), { signal });
    this.addEventListener("open", ({ detail }) => this.opened(detail), { signal });
    this.addEventListener("registered", (event) => this.#arrivals.registered(/** @type {CustomEvent} */ (event).detail), {
      signal,
    });
    this.addEventListener("click", (event) => this.#tapped(event), { signal });
    for (const changed of /** @type {const} */ (["live:show", "live:refused"])) {
      this.addEventListener(changed, () => this.person && this.open(this.person.id), { signal });
    }
    document.addEventListener("keydown", (event) => this.#typed(event), { signal });
    for (const back of /** @type {const} */ (["up", "fresh"]))
      connection.addEventListener(back, () => this.#isBack(), { signal });
    outbox.addEventListener("sent", ({ detail }) => this.#sent(detail), { signal });
    this.#timer = setInterval(() => document.hidden || this.lists.read(), LISTS_EVERY_MS);
    this.#layout.value = recall(KEPT_LAYOUT) ?? this.#layout.value;
    this.#layout.addEventListener("change", () => keepInMind(KEPT_LAYOUT, this.#layout.value), { signal });
    this.search.focus();
    listenToScanner((code) => this.#arrivals.scanned(code), { signal });
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#stop.abort();
  }

  /** Shows this person. row: what they were tapped in, for a server that is away. A text for an id: registered here. */
  async open(/** @type {number | string} */ visitor, /** @type {HTMLElement | null} */ row = null) {
    if (typeof visitor === "string") return this.openAway(visitor);
    const answer = await readSoon(`/desk/person/${visitor}.json`);
    if (answer.away) return this.openAway(visitor, row);
    if (!answer.ok) return void (answer.message && toast(answer.message, { kind: "refused" }));
    this.person = answer.person;
    this.colleagues = answer.colleagues;
    const pane = this.#pane("person");
    if (pane.innerHTML !== answer.html) pane.innerHTML = answer.html;
    this.#watch(answer.person.code);
    this.show("person");
  }

  /**
   * Somebody was chosen: they are shown, or get the scanned badge that waits.
   * @param {{ id: number | string, message?: string, row?: HTMLElement | null }} chosen
   */
  opened({ id, message, row = null }) {
    if (message) toast(message, { kind: "refused" });
    if (!this.blank) this.#hideAnswer(); // the last person's welcome is not this one's
    return this.blank ? this.#arrivals.claim(this.blank, id) : this.open(id, row);
  }

  /** What is shown may have changed: all of it is read again. */
  async refresh() {
    this.search.refresh();
    this.lists.read();
    if (this.person) await this.open(this.person.id);
  }

  home() {
    this.person = null;
    this.blank = null;
    this.querySelector(":scope > live-topic")?.remove();
    this.#hideAnswer();
    this.show("home");
    this.lists.read();
  }

  show(/** @type {string} */ name) {
    this.toggleAttribute("data-in-use", name === "blank"); // a scanned badge waits for its owner
    for (const pane of findAll(this, "[data-pane]")) pane.hidden = pane.dataset.pane !== name;
    if (name !== "register" && !document.querySelector("dialog[open]")) this.search.focus();
  }

  /** Says an answer in the band. */
  answer(/** @type {Told} */ answer) {
    paintAnswer(find(this, "[data-answer]"), this.dataset.icons, answer);
  }

  /** The number of somebody on this page as text, "" for whom it does not show. */
  numberOf(/** @type {unknown} */ visitor) {
    const known = [this.person, ...this.colleagues].find((one) => one?.id === visitor);
    return String(known?.number ?? findAll(this, `[data-undo="${visitor}"]`)[0]?.dataset.number ?? "");
  }

  /** Prints on the desk's own printer, where it has one (`job`: its queue has it already); else by this browser. */
  async print(/** @type {number} */ visitor, /** @type {number | null} */ job = null) {
    if (job || this.#prints.own) await this.#prints.print(visitor, job);
    else if (!(await printBadge(visitor, this.#layout.value)))
      toast(say(isStale() ? "print_waits" : "printing_failed"), { kind: "failed" });
    this.search.focus();
  }

  dialog(/** @type {string} */ name) {
    return find(this, `[data-dialog="${name}"]`, HTMLDialogElement);
  }

  get form() {
    return find(this, "desk-register");
  }

  get search() {
    return find(this, "desk-search");
  }

  // The server is heard again: who is shown as this tablet knew them is shown as they are.
  #isBack() {
    this.lists.read();
    if (this.person && "offers" in this.person) this.open(this.person.id);
  }

  // What was kept is true now, and who was registered here has an id.
  #sent(/** @type {{ entry: import("../offline/outbox.js").Entry, answer: Answer }} */ { entry, answer }) {
    this.lists.read();
    const { visitor } = /** @type {Answer<"visitor.register">} */ (answer);
    if (visitor && this.person?.id === keptId(entry)) this.open(visitor.id);
  }

  // A key struck anywhere belongs to the search, so that a scanner always finds its field.
  #typed(/** @type {KeyboardEvent} */ event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    if (findAround(event, "input, select, textarea, dialog")) return;
    if (findAround(event, "button") && (event.key === "Enter" || event.key === " ")) return;
    this.search.focus();
  }

  #tapped(/** @type {Event} */ event) {
    const button = findAround(event, "button");
    if (!button) return;
    const { do: what, open, undo, join, leave, move, booth, merge, apart, need, newest } = button.dataset;
    if (button.hasAttribute("data-close")) return button.closest("dialog")?.close();
    if (open) return void this.opened({ id: Number(open) || open, row: button });
    if (apart)
      return void whileBusy(button, () => this.#deeds.keepApart({ visitor: Number(apart), other: Number(button.dataset.other) }));
    if (merge) return void whileBusy(button, () => this.#deeds.merge(button.dataset));
    if (undo) return void this.#deeds.undo(Number(undo), button.dataset.number);
    if (join) return void this.#deeds.join(join);
    if (move)
      return this.#chooseBooth("move_title", (to) => this.#deeds.act("ticket.transfer", { ticket: Number(move), booth: to }));
    if (leave) return void this.#deeds.leave(Number(leave), button.dataset.boothOf);
    if (booth) return this.#booth(booth);
    if (newest !== undefined) return void this.lists.order(newest);
    if (need) return void whileBusy(button, () => this.#deeds.setNeed(button));
    if (what) whileBusy(button, () => this.#do(what));
  }

  #do(/** @type {string} */ what) {
    const id = /** @type {number} */ (this.person?.id ?? 0);
    /** @type {Record<string, () => unknown>} */
    const deeds = {
      home: () => this.home(),
      pending: () => this.home(),
      register: () => this.#register(),
      register_blank: () => this.#register({ blank: this.blank }),
      prints: () => this.#prints.open(),
      check_in: () => this.#arrivals.checkIn(typeof id === "string" ? { code: this.person?.code } : { visitor: id }),
      give_badge: () => this.#arrivals.giveBadge(),
      confirm: () => this.#deeds.keep("visitor.confirm", { visitor: id }, "kept_confirm"),
      confirm_in: () => this.#arrivals.confirmAndCheckIn(id),
      print: () => this.print(id),
      reprint: () => this.#deeds.reprint(id),
      void: () => this.#deeds.void(id, this.person?.number),
      check_out: () => this.#deeds.act("visitor.check_out", { visitor: id }),
      undo: () => this.#deeds.undo(id, this.person?.number),
      ticket: () => this.#chooseBooth("join_title", (booth) => this.#deeds.join(booth)),
      phone: () => this.#deeds.phone(),
      unbind: () => this.#deeds.unbind(id),
      colleague: () => this.#register(this.person ?? {}),
      group: () => this.#deeds.group(),
    };
    return deeds[what]?.();
  }

  #chooseBooth(/** @type {string} */ title, /** @type {(booth: string) => unknown} */ run) {
    this.#chosen = run;
    openBooths(this.dialog("booths"), title);
  }

  #booth(/** @type {string} */ number) {
    this.dialog("booths").close();
    this.#chosen?.(number);
  }

  // The server is away: who this tablet knows them to be, else what the tapped row says; and what its outbox takes.
  async openAway(/** @type {number | string} */ visitor, /** @type {HTMLElement | null} */ row = null) {
    const { people, at } = await keptPeople();
    const known = people?.get(visitor, waiting());
    if (!known && !row) return;
    const brief = known && at ? briefOf(known, at) : briefOfRow(/** @type {HTMLElement} */ (row), Number(visitor));
    this.person = brief;
    this.colleagues = [];
    this.querySelector(":scope > live-topic")?.remove();
    paintAway(find(this, "[data-away]", HTMLTemplateElement), this.#pane("person"), brief);
    this.show("person");
  }

  // What other stations do to this person shows here at once: the panel is read again when their page changes.
  #watch(/** @type {string} */ code) {
    const topic = `visitor:${code}`;
    const watched = this.querySelector(":scope > live-topic");
    if (watched?.getAttribute("topic") === topic) return;
    watched?.remove();
    const made = make("live-topic", { hidden: true });
    made.setAttribute("topic", topic);
    this.append(made);
  }

  #register(/** @type {Parameters<import("./desk-register.js").DeskRegister["begin"]>[0]} */ known = {}) {
    this.blank = known.blank ?? null;
    this.#hideAnswer();
    this.show("register");
    this.form.begin(known);
  }

  #hideAnswer() {
    find(this, "[data-answer]").hidden = true;
  }

  #pane(/** @type {string} */ name) {
    return find(this, `[data-pane="${name}"]`);
  }

  get #prints() {
    return find(document, "desk-prints");
  }

  get #layout() {
    return find(this, "[data-layout]", HTMLSelectElement);
  }
}

customElements.define("desk-counter", DeskCounter);
