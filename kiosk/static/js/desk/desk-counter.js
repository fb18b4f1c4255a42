// <desk-counter>: the desk. A search, one person, what they may do now; the field always has the focus.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { connection, isStale } from "../core/connection.js";
import { paintAnswer } from "./answer-band.js";
import { briefOf, paintAway } from "./away.js";
import { askFirst, askReason, openBooths, showQr } from "./dialogs.js";
import { listenToScanner } from "../scanning/hand-scanner.js";
import { printKept } from "../offline/kept-badge.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { outbox } from "../offline/outbox.js";
import { say } from "../core/page.js";
import { printBadge } from "../printing/browser-badge.js";
import { keepInMind, recall } from "../core/recall.js";
import { gate } from "../scanning/scans.js";
import { toast } from "../core/toast.js";

const LISTS_EVERY_MS = 8_000;
const KEPT_LAYOUT = "kiosk-badge-layout";

class DeskCounter extends HTMLElement {
  #person = null; // {id, number, code, enterprise, ...} of the panel
  #colleagues = [];
  #blank = null; // {code, number} of the scanned badge that waits for a person
  #chosen = null; // what the dialog of booths is asked for
  #timer = null;
  #stop = null;
  #isNew = gate();
  #newest = ""; // "1": who registered last stands first

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const on = (name, run) => this.addEventListener(name, run, { signal });
    on("scan", ({ detail }) => this.#scanned(detail.code));
    on("open", ({ detail }) => this.#opened(detail));
    on("registered", ({ detail }) => this.#registered(detail));
    on("click", (event) => this.#tapped(event));
    for (const changed of ["live:show", "live:refused"]) on(changed, () => this.#person && this.#open(this.#person.id));
    document.addEventListener("keydown", (event) => this.#typed(event), { signal });
    connection.addEventListener("up", () => this.#lists(), { signal });
    outbox.addEventListener("sent", () => this.#lists(), { signal }); // what was kept is true now
    this.#timer = setInterval(() => document.hidden || this.#lists(), LISTS_EVERY_MS);
    this.#layout.value = recall(KEPT_LAYOUT) ?? this.#layout.value;
    this.#layout.addEventListener("change", () => keepInMind(KEPT_LAYOUT, this.#layout.value), { signal });
    this.#search.focus();
    listenToScanner((code) => this.#scanned(code), { signal });
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#stop.abort();
  }

  // A key struck anywhere belongs to the search, so that a scanner always finds its field.
  #typed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab") return;
    if (event.target.closest("input, select, textarea, dialog")) return;
    if (event.target.closest("button") && (event.key === "Enter" || event.key === " ")) return;
    this.#search.focus();
  }

  #tapped(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const { do: what, open, undo, join, leave, move, booth, merge, apart, need } = button.dataset;
    if (button.hasAttribute("data-close")) return button.closest("dialog").close();
    if (open) return void this.#opened({ id: Number(open), row: button });
    if (apart) return void whileBusy(button, () => this.#keepApart({ visitor: Number(apart), other: Number(button.dataset.other) }));
    if (merge) return void whileBusy(button, () => this.#merge(button.dataset));
    if (undo) return void this.#undo(Number(undo), button.dataset.number);
    if (join) return void this.#join(join);
    if (move) return this.#chooseBooth("move_title", (to) => this.#act("ticket.transfer", { ticket: Number(move), booth: to }));
    if (leave) return void this.#leave(Number(leave), button.dataset.boothOf);
    if (booth) return this.#booth(booth);
    if (button.dataset.newest !== undefined) return void this.#order(button.dataset.newest);
    if (need) return void whileBusy(button, () => this.#setNeed(button));
    if (what) whileBusy(button, () => this.#do(what));
  }

  #do(what) {
    const { id, number } = this.#person ?? {};
    return {
      home: () => this.#home(),
      pending: () => this.#home(),
      register: () => this.#register(),
      register_blank: () => this.#register({ blank: this.#blank }),
      prints: () => this.#prints.open(),
      check_in: () => this.#checkIn({ visitor: id }),
      confirm: () => this.#keep("visitor.confirm", { visitor: id }, "kept_confirm"),
      confirm_in: () => this.#confirmAndCheckIn(id),
      print: () => this.#print(id),
      reprint: () => this.#reprint(id),
      void: () => this.#void(id, number),
      check_out: () => this.#act("visitor.check_out", { visitor: id }),
      undo: () => this.#undo(id, number),
      ticket: () => this.#chooseBooth("join_title", (booth) => this.#join(booth)),
      phone: () => this.#phone(),
      unbind: () => this.#unbind(id),
      colleague: () => this.#register(this.#person),
      group: () => this.#group(),
    }[what]?.();
  }

  // What is being written stays: who is scanned meanwhile comes in beside it.
  #scanned(code) {
    if (!code) return this.#tell({ ok: false, message: say("not_badge") });
    if (!this.#isNew(code)) return undefined;
    return document.querySelector("dialog[open]") || this.#form.written ? this.#checkInBeside(code) : this.#checkIn({ code });
  }

  async #checkInBeside(code) {
    const answer = await actOrKeep("visitor.check_in", { code }, { quiet: true });
    const { blank } = answer;
    if (blank && this.#form.written) this.#form.onto({ code, number: blank.number });
    else if (blank) this.#tell({ ...answer, message: say("blank_found") });
    else this.#tell(answer.provisional ? { ...answer, message: say("kept_check_in") } : answer);
    this.#lists();
  }

  // The band stands behind an open dialog.
  #tell(answer) {
    const sentence = [answer.visitor?.number, answer.message].filter(Boolean).join(" ");
    if (document.querySelector("dialog[open]")) toast(sentence, { kind: answer.ok ? "done" : "refused" });
    this.#answer(answer);
  }

  async #checkIn(who, { print = false, job = null } = {}) {
    const answer = await actOrKeep("visitor.check_in", who, { quiet: true, about: this.#numberOf(who.visitor) });
    if (answer.blank) return this.#foundBlank(who.code, answer);
    this.#answer(answer.provisional ? this.#keptAnswer(answer, print ? "kept_check_in_print" : "kept_check_in", who) : answer);
    if (answer.visitor?.id) await this.#open(answer.visitor.id);
    this.#lists();
    if (answer.ok && print && !answer.provisional) await this.#print(answer.visitor.id, job);
  }

  async #confirmAndCheckIn(visitor) {
    const answer = await this.#keep("visitor.confirm", { visitor }, "kept_confirm");
    if (answer.ok) await this.#checkIn({ visitor }, { print: true, job: answer.print });
    else if (answer.visitor) await this.#open(answer.visitor.id);
  }

  #registered({ provisional, held, fields, visitor, print: job, blank, warnings = [] }) {
    if (provisional) return this.#keptRegistration(held, fields);
    for (const sentence of warnings) toast(sentence, { kind: "refused" });
    this.#blank = null;
    return this.#checkIn({ visitor: visitor.id }, { print: !blank, job });
  }

  // Scanned, and nobody's yet: who is opened next gets it, or somebody new.
  #foundBlank(code, answer) {
    this.#home();
    this.#answer({ ...answer, message: say("blank_found") });
    this.#blank = { code, number: answer.blank.number };
    this.querySelector("[data-blank-number]").textContent = answer.blank.number;
    this.#show("blank");
  }

  async #claim({ code, number: blank }, visitor) {
    const { ok, person } = await read(`/desk/person/${visitor}.json`);
    if (!ok || !(await askFirst("claim", { blank, name: person.name, number: person.number }))) return;
    const answer = await act("badge.claim", { code, visitor });
    if (!answer.ok) return;
    this.#blank = null;
    toast(answer.message);
    if (person.state === "in") await this.#opened({ id: visitor });
    else await this.#checkIn({ visitor });
    this.#search.refresh();
  }

  async #merge({ merge, into, gone, stays, name }) {
    if (!(await askFirst("merge", { gone, stays, name }))) return;
    const answer = await act("visitor.merge", { visitor: Number(merge), into: Number(into), reason: say("merge_reason") });
    if (answer.ok) toast(answer.message);
    await this.#refresh();
  }

  // The server is away: who got a number of this desk's block is in with it, and has the badge now.
  #keptRegistration(held, { name, enterprise }) {
    if (held) actOrKeep("visitor.check_in", { code: held.code }, { quiet: true });
    this.#home();
    this.#answer({ ok: true, provisional: true, message: say(held ? "kept_register" : "kept_action"), visitor: held });
    if (held) printKept(held, { name, enterprise });
  }

  #opened({ id, message, row = null }) {
    if (message) toast(message, { kind: "refused" });
    if (!this.#blank) this.#hideAnswer(); // the last person's welcome is not this one's
    return this.#blank ? this.#claim(this.#blank, id) : this.#open(id, row);
  }

  async #keepApart(two) {
    const answer = await act("visitor.keep_apart", two);
    if (answer.ok) toast(answer.message, { button: { label: say("undo"), run: () => this.#act("visitor.undo_keep_apart", two) } });
    this.#lists();
  }

  /** Performs, says what was done, and shows the person as they are now. */
  async #act(verb, fields) {
    const answer = await act(verb, fields);
    if (answer.ok && answer.message) toast(answer.message);
    await this.#refresh();
    return answer;
  }

  /** Like #act, for what this desk's outbox takes while the server is away: then `kept` is said. */
  async #keep(verb, fields, kept) {
    const answer = await actOrKeep(verb, fields, { about: this.#numberOf(fields.visitor) });
    if (answer.provisional) this.#answer(this.#keptAnswer(answer, kept, fields));
    else if (answer.ok && answer.message) toast(answer.message);
    if (!answer.provisional) await this.#refresh();
    return answer;
  }

  #numberOf(visitor) {
    const known = [this.#person, ...this.#colleagues].find((one) => one?.id === visitor);
    return String(known?.number ?? this.querySelector(`[data-undo="${visitor}"]`)?.dataset.number ?? "");
  }

  #keptAnswer(answer, sentence, { visitor }) {
    return { ...answer, message: say(sentence), visitor: visitor && { number: this.#numberOf(visitor) } };
  }

  // Perhaps it tells of their health: it is written down only once they were asked, and the tick says so.
  #setNeed(button) {
    const asked = this.querySelector("[data-need-consent]").checked;
    if (!asked && button.getAttribute("aria-pressed") !== "true") return toast(say("need_ask"), { kind: "refused" });
    const others = [...this.querySelectorAll("[data-need]")].filter((one) => (one.getAttribute("aria-pressed") === "true") !== (one === button));
    button.setAttribute("aria-pressed", String(others.includes(button)));
    const need = others.map((one) => one.dataset.need).join(", ");
    return this.#keep("visitor.set_need", need ? { visitor: this.#person.id, need, consent: asked } : { visitor: this.#person.id }, "kept_need");
  }

  #join(booth) {
    return this.#act("ticket.join", { visitor: this.#person.id, booth });
  }

  async #leave(ticket, booth) {
    if (await askFirst("leave", { booth })) await this.#act("ticket.leave", { ticket });
  }

  // The old badge must be void at every door before a new one is out, so this alone waits for the server.
  async #reprint(visitor) {
    if (isStale() && (await read("/healthz")).away) return void toast(say("reprint_waits"), { kind: "refused", stays_ms: 10_000 });
    if (!(await askFirst("reprint"))) return;
    const answer = await act("badge.reprint", { visitor }, { quiet: true });
    const waits = answer.code === "unreachable";
    toast(waits ? say("reprint_waits") : answer.message, { kind: answer.ok ? "done" : "refused" });
    await this.#refresh();
    if (answer.ok) await this.#print(visitor, answer.print);
  }

  async #void(visitor, number) {
    const reason = await askReason(this.#dialog("reason"), "void", number, ["void_lost", "void_taken", "void_torn"]);
    if (reason) await this.#keep("badge.void", { visitor, reason }, "kept_void");
  }

  async #undo(visitor, number) {
    const reason = await askReason(this.#dialog("reason"), "undo", number, ["undo_slip", "undo_other", "undo_left"]);
    if (!reason) return;
    const answer = await this.#keep("visitor.undo_check_in", { visitor, reason }, "kept_undo");
    if (answer.ok && !answer.provisional) await this.#open(visitor);
  }

  // One after another: each gets its own answer, and a refusal of one stops nobody else.
  async #group() {
    const away = this.#colleagues.filter((one) => one.state === "away").map((one) => one.id);
    if (this.#person.state === "away") away.unshift(this.#person.id);
    const answers = [];
    for (const visitor of away) answers.push(await actOrKeep("visitor.check_in", { visitor }, { about: this.#numberOf(visitor) }));
    const done = answers.filter(({ ok }) => ok).length;
    const kept = answers.some(({ provisional }) => provisional);
    if (kept) this.#answer({ ok: true, provisional: true, message: say("group_kept", { done }) });
    else toast(say("group_done", { done }));
    await this.#refresh();
  }

  async #phone() {
    const offer = await act("phone.offer", { code: this.#person.code });
    if (!offer.ok) return;
    const drawn = await read("/desk/qr.json", { bind_url: offer.bind_url });
    showQr(this.#dialog("phone"), drawn.svg);
  }

  // With no phone bound, it opens the tries at the digits again: nothing is lost, so nothing is asked.
  async #unbind(visitor) {
    const bound = this.querySelector("[data-phones]");
    if (!bound || (await askFirst("unbind"))) await this.#act("phone.unbind", { visitor });
  }

  // By the desk's own printer, where it has one (`job`: its queue has it already); else by this browser.
  async #print(visitor, job = null) {
    if (job || this.#prints.own) await this.#prints.print(visitor, job);
    else if (!(await printBadge(visitor, this.#layout.value))) toast(say(isStale() ? "print_waits" : "printing_failed"), { kind: "failed" });
    this.#search.focus();
  }

  #chooseBooth(title, run) {
    this.#chosen = run;
    openBooths(this.#dialog("booths"), title);
  }

  #booth(number) {
    this.#dialog("booths").close();
    this.#chosen?.(number);
  }

  async #open(visitor, row = null) {
    const answer = await read(`/desk/person/${visitor}.json`);
    if (answer.away && row) return this.#openAway(briefOf(row, visitor));
    if (!answer.ok) return void (answer.message && toast(answer.message, { kind: "refused" }));
    this.#person = answer.person;
    this.#colleagues = answer.colleagues;
    const pane = this.#pane("person");
    if (pane.innerHTML !== answer.html) pane.innerHTML = answer.html;
    this.#watch(answer.person.code);
    this.#show("person");
  }

  // The server is away: what the tapped row says, and what this desk's outbox takes.
  #openAway(brief) {
    this.#person = brief;
    this.#colleagues = [];
    paintAway(this.querySelector("[data-away]"), this.#pane("person"), brief);
    this.#show("person");
  }

  // What other stations do to this person shows here at once: the panel is read again when their page changes.
  #watch(code) {
    const topic = `visitor:${code}`;
    const watched = this.querySelector(":scope > live-topic");
    if (watched?.topic === topic) return;
    watched?.remove();
    const made = Object.assign(document.createElement("live-topic"), { hidden: true });
    made.setAttribute("topic", topic);
    this.append(made);
  }

  async #refresh() {
    this.#search.refresh();
    this.#lists();
    if (this.#person) await this.#open(this.#person.id);
  }

  #register(known = {}) {
    this.#blank = known?.blank ?? null;
    this.#hideAnswer();
    this.#show("register");
    this.#form.begin(known ?? {});
  }

  #home() {
    this.#person = null;
    this.#blank = null;
    this.querySelector(":scope > live-topic")?.remove();
    this.#hideAnswer();
    this.#show("home");
    this.#lists();
  }

  #show(name) {
    this.toggleAttribute("data-in-use", name === "blank"); // a scanned badge waits for its owner
    for (const pane of this.querySelectorAll("[data-pane]")) pane.hidden = pane.dataset.pane !== name;
    if (name !== "register" && !document.querySelector("dialog[open]")) this.#search.focus();
  }

  #answer(answer) {
    paintAnswer(this.querySelector("[data-answer]"), this.dataset.icons, answer);
  }

  #hideAnswer() {
    this.querySelector("[data-answer]").hidden = true;
  }

  async #lists() {
    const answer = await read(`/desk/lists.json?newest=${this.#newest}`);
    if (!answer.ok) return;
    for (const name of ["scans", "pending", "doubles"]) this.#paintList(this.querySelector(`[data-${name}]`), answer[name]);
    this.querySelector("[data-waiting]").textContent = answer.waiting;
  }

  // What somebody has unfolded stays so.
  #paintList(place, html) {
    if (place.painted === html) return;
    const open = place.querySelector("details")?.open;
    place.innerHTML = place.painted = html;
    const fold = place.querySelector("details");
    if (fold && open !== undefined) fold.open = open;
  }

  #order(newest) {
    this.#newest = newest;
    return this.#lists();
  }

  #pane(name) {
    return this.querySelector(`[data-pane="${name}"]`);
  }

  #dialog(name) {
    return this.querySelector(`[data-dialog="${name}"]`);
  }

  get #prints() {
    return document.querySelector("desk-prints");
  }

  get #form() {
    return this.querySelector("desk-register");
  }

  get #search() {
    return this.querySelector("desk-search");
  }

  get #layout() {
    return this.querySelector("[data-layout]");
  }
}

customElements.define("desk-counter", DeskCounter);
