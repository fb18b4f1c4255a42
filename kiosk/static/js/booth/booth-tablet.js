// <booth-tablet data-booth="A03">: the chosen counter, and what each button does.
//
// The live fragments paint what is so; this element shows the chosen counter's, hands its meeting to the log, and turns
// taps and scans into actions.
import { act, whileBusy } from "../core/actions.js";
import { connection, isStale } from "../core/connection.js";
import { find, findAll, findAround } from "../core/dom.js";
import "../core/live.js";
import { page, say, withStation } from "../core/page.js";
import { asking } from "../core/question.js";
import { keepInMind, recall } from "../core/recall.js";
import { toast } from "../core/toast.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { outbox } from "../offline/outbox.js";
import { listenToScanner } from "../scanning/hand-scanner.js";
import { gate } from "../scanning/scans.js";
import { Dialogs, undoCall, undoStart, undoable } from "./dialogs.js";
import { idOf, layOver, meetingAt } from "./kept-meetings.js";
import "./meeting-log.js";

const CALLS_WAIT_MS = 10_000;
const OPENING_MS = 5_000; // a page that has just opened has no socket yet, and a server all the same

class BoothTablet extends HTMLElement {
  #counter = 1;
  #stop = new AbortController();
  #dialogs = new Dialogs(this);
  #isNew = gate();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#counter = Number(recall(this.#kept)) || 1;
    this.#dialogs.listen({ signal });
    this.addEventListener("live:show", () => this.#renewPlaces(), { signal });
    for (const changed of /** @type {const} */ (["live:join", "live:show", "live:restore"]))
      this.addEventListener(changed, () => this.#refresh(), { signal });
    outbox.addEventListener("change", () => this.#refresh(), { signal });
    connection.addEventListener("stale", () => this.#callsWait(), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.#refresh();
    listenToScanner((code) => this.#scanned(code), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  // An import gave the booth other counters.
  #renewPlaces() {
    const here = findAll(this, ".booth-place.now").map((place) => place.dataset.counter);
    if (find(this, "#booth-head").dataset.counters !== here.join(" ")) find(this, "live-topic").renew();
  }

  #refresh() {
    if (!this.querySelector(`#counter-${this.#counter}`)) this.#counter = 1;
    for (const place of findAll(this, ".booth-place")) {
      place.classList.toggle("is-chosen", Number(place.dataset.counter) === this.#counter);
    }
    for (const seat of findAll(this, "[data-seat]")) {
      seat.setAttribute("aria-pressed", String(Number(seat.dataset.seat) === this.#counter));
    }
    const { visitor = "", makes = "[]" } = this.#place?.dataset ?? {};
    const { consultation, ...kept } = this.#meeting;
    layOver(this.#place, this.querySelector(`#bar-${this.#counter}`), kept);
    if (!consultation) this.classList.remove("shows-records");
    this.classList.toggle("has-meeting", Boolean(consultation));
    find(this, "meeting-log").open(consultation, visitor, JSON.parse(makes));
  }

  /** @param {Event} event */
  #click(event) {
    const seat = findAround(event, "[data-seat]");
    if (seat) return this.#choose(Number(seat.dataset.seat));
    const button = findAround(event, "[data-do]");
    if (button) this.#do(button.dataset.do ?? "", button);
  }

  /** @param {number} counter */
  #choose(counter) {
    this.#counter = counter;
    keepInMind(this.#kept, String(counter));
    this.#refresh();
  }

  /**
   * @param {string} name
   * @param {HTMLElement} button
   */
  #do(name, button) {
    /** @type {Record<string, () => Promise<void>>} */
    const deeds = {
      call: () => this.#callNext(),
      ahead: () => this.#callNext(),
      start: () => this.#start({ ticket: this.#ticket, counter: this.#counter }),
      extend: () => this.#extend(),
      recall: () => this.#recall(),
      no_show: () => this.#noShow(),
      finish: () => this.#finish(button.dataset.then),
      open: () => this.#open(),
    };
    if (deeds[name]) whileBusy(button, deeds[name]);
    else if (name === "download") location.href = withStation(`/booth/log.xlsx?booth=${this.#booth}`);
    else if (name === "records") this.classList.toggle("shows-records");
    else this.#dialogs.open(name, this.#subject(button));
  }

  async #callNext(quiet = false) {
    if (isStale() && performance.now() > OPENING_MS) return this.#callsWait();
    const answer = await act("ticket.call_next", { booth: this.#booth, counter: this.#counter }, { quiet });
    if (answer.ok) toast([answer.message, answer.why[0]].join(" "), undoCall(answer.ticket.id));
  }

  /** @param {Fields} fields */
  async #start(fields) {
    const answer = await actOrKeep("consultation.start", fields);
    if (answer.ok) toast(answer.message, undoStart(answer.consultation?.id ?? `kept:${answer.action_id}`));
  }

  async #extend() {
    const consultation = idOf(this.#meeting.consultation);
    const answer = await actOrKeep("consultation.extend", { consultation });
    if (!answer.ok) return;
    toast(
      answer.provisional ? say("extend_kept") : answer.message,
      undoable("consultation.extend", { consultation, minutes: -5 }, actOrKeep),
    );
  }

  async #recall() {
    const answer = await act("ticket.recall", { ticket: this.#ticket });
    if (answer.ok) toast(answer.message);
  }

  async #noShow() {
    const [ticket, counter] = [this.#ticket, this.#counter];
    const answer = await act("ticket.no_show", { ticket });
    if (!answer.ok) return;
    const back = answer.code === "put_back" ? undoable("ticket.call", { ticket, counter, reason: say("undo_reason") }) : {};
    toast(answer.message, back);
  }

  /**
   * The next is called only once the log is saved; that nobody waits any more is no error then.
   * @param {string | undefined} then
   */
  async #finish(then) {
    this.classList.remove("shows-records");
    const answer = await find(this, "meeting-log").finish();
    if (!answer?.ok) return;
    toast(answer.provisional ? say("meeting_kept") : answer.message);
    if (then === "call") await this.#callNext(true);
  }

  async #open() {
    const answer = await act("booth.open", { booth: this.#booth });
    if (answer.ok) toast(say("opened"), undoable("booth.pause", { booth: this.#booth, reason: say("undo_reason") }));
  }

  /** @param {string | null} code */
  async #scanned(code) {
    if (!code) return void toast(say("not_badge"), { kind: "refused" });
    if (asking()) return void toast(say("question_first"), { kind: "refused" });
    if (this.#dialogs.written) return void toast(say("finish_first"), { kind: "refused" });
    if (!this.#isNew(code)) return;
    if (await this.#dialogs.confirmByBadge(code)) return;
    this.#dialogs.close();
    if (isStale() && this.#meeting.consultation) return void toast(say("meeting_runs"), { kind: "refused" });
    await this.#start({ code, booth: this.#booth, counter: this.#counter });
  }

  // Who is next depends on the whole square: only the server can tell.
  #callsWait() {
    toast(say("calls_wait"), { kind: "refused", stays_ms: CALLS_WAIT_MS });
  }

  /** @param {HTMLElement} button */
  #subject(button) {
    const own = JSON.parse(button.dataset.person || "{}");
    const { byClock } = button.dataset;
    const consultation = button.dataset.consultation ?? this.#meeting.consultation;
    return {
      ...own,
      byClock: byClock === "1",
      booth: this.#booth,
      counter: this.#counter,
      ...(consultation ? { consultation: idOf(consultation) } : {}),
    };
  }

  get #meeting() {
    return meetingAt(this.#counter, this.#place?.dataset.consultation ?? "");
  }

  get #place() {
    return /** @type {HTMLElement | null} */ (this.querySelector(`#counter-${this.#counter}`));
  }

  get #ticket() {
    return Number(find(this, `#bar-${this.#counter}`).dataset.ticket);
  }

  get #booth() {
    return this.dataset.booth ?? "";
  }

  get #kept() {
    return `kiosk-counter-${page.station}-${this.dataset.booth}`;
  }
}

customElements.define("booth-tablet", BoothTablet);
