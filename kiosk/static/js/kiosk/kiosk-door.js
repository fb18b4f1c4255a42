// <kiosk-door>: the kiosk's one screen after another: attract, digit pad, registering, the answer, the phone's QR.
// Whatever is about one person stands in the answer and is wiped when the start screen returns.
import { act } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, findAround } from "../core/dom.js";
import { page, say } from "../core/page.js";
import { play } from "../core/sounds.js";
import { toast } from "../core/toast.js";
import { isProvisional } from "../core/welcome.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { openOver } from "../scanning/field-states.js";
import { listenToScanner } from "../scanning/hand-scanner.js";
import { digitsOf, gate } from "../scanning/scans.js";
import { paintAnswer, wipeAnswer } from "./answer-screen.js";
import { forgetVoice, hush, speak } from "./speech.js";

/** @typedef {import("./answer-screen.js").Greeting} Greeting */
/** @typedef {{ answer: KeptOr<"visitor.register">, at: number, held: SpareCode | null }} Registered */

const ANSWER_S = 15;
const IDLE_S = 45;
const READING_S = 60;
const FOREIGN_IDLE_MS = 20_000; // then the start screen speaks Korean again

class KioskDoor extends HTMLElement {
  /** @type {string | null} */
  #code = null; // the badge of who stands here
  /** @type {string | null} */
  #next = null; // what somebody scanned while another person registers
  #isNew = gate();
  #turn = 0; // counts scans and returns: an answer that comes too late is not shown
  #foreign = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("scan", ({ detail }) => this.#scanned(detail.text, detail.at), { signal });
    this.addEventListener("digits", ({ detail }) => this.#keyed(detail), { signal });
    this.addEventListener("registered", (event) => this.#registered(/** @type {CustomEvent<Registered>} */ (event).detail), {
      signal,
    });
    this.addEventListener("time-up", () => this.#start(), { signal });
    this.addEventListener("click", (event) => this.#tapped(findAround(event, "[data-do], [data-join], [data-item-verb]")), {
      signal,
    });
    this.addEventListener("found", () => this.#view === "map" && this.#count.start(IDLE_S), { signal });
    if (this.dataset.begins === "map") this.#find();
    else this.#show("attract");
    listenToScanner((code, { text }) => this.#scanned(code ?? text, performance.now()), { signal });
    stayAwake(signal);
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {HTMLElement | null} button */
  #tapped(button) {
    if (!button) return;
    const { do: what, join, itemVerb, item } = button.dataset;
    if (join) return void this.#join(/** @type {HTMLButtonElement} */ (button), "ticket.join", { booth: join });
    if (itemVerb) return void this.#join(/** @type {HTMLButtonElement} */ (button), itemVerb, { item: Number(item) });
    /** @type {Record<string, () => unknown>} */
    const deeds = {
      start: () => this.#start(),
      pad: () => this.#open("pad"),
      register: () => this.#open("register"),
      map: () => this.#find(),
      more: () => this.#more(),
      phone: () => this.#phone(),
      low: () => this.#low(button),
      sound: () => this.#openSound(),
      close: () => this.#closeSound(),
      resume: () => this.#resume(),
      give_way: () => this.#checkIn(this.#next ?? "", performance.now()),
    };
    deeds[what ?? ""]?.();
  }

  /**
   * What somebody has begun to write is theirs: the next in line is asked to wait, or goes on where nobody stands there.
   * @param {string} text
   * @param {number} at
   */
  #scanned(text, at) {
    if (!this.#isNew(text, at)) return;
    if (this.#view === "register" && find(this, "kiosk-register").begun) return this.#askToWait(text);
    this.#checkIn(text, at);
  }

  /** @param {string} text */
  #askToWait(text) {
    this.#next = text;
    const dialog = this.#dialog("wait");
    if (!dialog.open) openOver(dialog);
    this.#count.start(IDLE_S);
    play("refused");
    speak(find(dialog, "p").textContent);
  }

  #resume() {
    this.#next = null;
    this.#dialog("wait").close();
  }

  /** @param {OwnEvents["digits"]["detail"]} keyed */
  #keyed({ digits, name, full }) {
    if (!name && full) this.#checkIn(digits, performance.now());
  }

  /**
   * @param {string} code
   * @param {number} at
   * @param {{ badge?: string }} options
   */
  async #checkIn(code, at, { badge = "" } = {}) {
    const turn = ++this.#turn;
    this.#next = null;
    this.#closeDialogs();
    this.#busy(false);
    if (!digitsOf(code)) return this.#answer({ ok: false, message: say("not_badge") });
    this.#busy(true);
    const answer = await actOrKeep("visitor.check_in", { code }, { quiet: true });
    if (turn !== this.#turn) return;
    this.#busy(false);
    this.#answer(answer.provisional ? { ...answer, message: say("kept_check_in") } : answer, badge);
    performance.measure("scan-to-answer", { start: at, end: performance.now() });
    if (!answer.ok || isProvisional(answer)) return;
    this.#code = digitsOf(code);
    await this.#paintWay(turn);
    performance.measure("scan-to-way", { start: at, end: performance.now() });
  }

  /** @param {Registered} registered */
  #registered({ answer, at, held }) {
    if (answer.provisional) this.#keptRegistration(answer, held);
    else if (answer.ok) this.#checkIn(answer.visitor.badge.code, at, { badge: answer.print ? "badge_here" : "badge_later" });
    else {
      ++this.#turn;
      this.#answer(answer);
    }
  }

  /**
   * The server is away. Who got a number of this kiosk's block is in with it; else a desk knows them by name later.
   * @param {KeptOr<"visitor.register">} answer
   * @param {SpareCode | null} held
   */
  #keptRegistration(answer, held) {
    ++this.#turn;
    if (held) actOrKeep("visitor.check_in", { code: held.code }, { quiet: true });
    const message = say(held ? "kept_register" : "kept_action");
    this.#answer({ ...answer, message, visitor: { number: held?.number ?? "", enterprise: say("kept_no_badge") } });
  }

  /**
   * @param {Greeting} answer
   * @param {string} badge
   */
  #answer(answer, badge = "") {
    const welcome = paintAnswer(this.#part("answer"), this.dataset.icons, answer, badge);
    this.#show("answer");
    this.#count.start(ANSWER_S, { touch: false });
    play(welcome);
    speak(answer.message);
  }

  /** @param {number} turn */
  async #paintWay(turn) {
    const answer = await read("/kiosk/way.json", { code: this.#code });
    if (turn !== this.#turn || !answer.ok) return;
    find(this, ".answer-way").innerHTML = answer.html;
    this.#part("answer").dataset.way = ""; // the band, half the screen until now, goes up
    this.#nameMore();
    const go = findAll(find(this, ".answer-way"), "[data-say]")
      .map(({ textContent }) => textContent)
      .join(". ");
    if (go) setTimeout(() => turn === this.#turn && speak(go), 2_500);
  }

  #more() {
    const more = this.#part("answer").toggleAttribute("data-more");
    this.querySelector("[data-more][hidden], .way-more")?.toggleAttribute("hidden", !more);
    this.#nameMore();
    this.#count.start(more ? READING_S : ANSWER_S);
  }

  // What the button says it opens: the places that come next, or the way back to the first.
  #nameMore() {
    const button = find(this, '[data-do="more"]');
    const opened = this.#part("answer").hasAttribute("data-more");
    const opens = find(this, ".answer-way").querySelector(".way-more")?.getAttribute("data-word");
    button.hidden = opens === "";
    button.setAttribute("aria-pressed", String(opened));
    button.textContent = (opened ? button.dataset.back : opens) ?? button.dataset.word ?? "";
  }

  /**
   * A place at a booth, or in the programme, for who stands here.
   * @param {HTMLButtonElement} button
   * @param {string} verb
   * @param {Fields} fields
   */
  async #join(button, verb, fields) {
    const turn = this.#turn;
    button.disabled = true;
    const answer = await act(verb, { code: this.#code, ...fields });
    if (turn !== this.#turn) return;
    if (answer.ok) {
      play("new");
      if (verb !== "ticket.join") toast(answer.message);
      await this.#paintWay(turn);
      this.#part("answer").removeAttribute("data-more");
      this.#nameMore();
    }
    button.disabled = false;
    this.#count.start(READING_S);
  }

  async #phone() {
    const turn = this.#turn;
    const offer = await act("phone.offer", { code: this.#code });
    if (!offer.ok || turn !== this.#turn) return;
    const drawn = await read("/kiosk/qr.json", { bind_url: offer.bind_url });
    if (!drawn.ok || turn !== this.#turn) return;
    find(this, "[data-qr]").innerHTML = drawn.svg;
    this.#show("phone");
    this.#count.start(READING_S);
  }

  /** @param {string} view */
  #open(view) {
    ++this.#turn;
    this.#clear();
    this.#show(view);
    this.#count.start(IDLE_S);
    speak(find(this.#part(view), ".kiosk-title").textContent);
  }

  #find() {
    this.#open("map");
    find(this, "booth-finder").look("");
  }

  #openSound() {
    this.#dialog("sound").showModal();
    this.#count.start(IDLE_S);
  }

  #closeSound() {
    this.#dialog("sound").close();
    if (this.#view === "attract") this.#count.stop();
  }

  #start() {
    ++this.#turn;
    this.#clear();
    this.#count.stop();
    this.#busy(false);
    this.#next = null;
    this.#closeDialogs();
    forgetVoice();
    this.#show("attract");
  }

  // Nothing of the last person is left on the screen or in the page.
  #clear() {
    hush();
    this.#code = null;
    wipeAnswer(this.#part("answer"));
    find(this, "[data-qr]").replaceChildren();
    for (const pad of findAll(this, "digit-pad")) pad.digits = "";
    find(this, "kiosk-register").reset();
    document.querySelector("toast-list")?.replaceChildren();
  }

  /** @param {string} name */
  #show(name) {
    for (const view of findAll(this, "[data-view]")) view.hidden = view.dataset.view !== name;
    this.dataset.shows = name;
    this.toggleAttribute("data-in-use", name !== "attract");
    find(this, "code-camera").paused = name === "register";
    clearTimeout(this.#foreign);
    if (name === "attract" && page.lang !== "ko") this.#foreign = setTimeout(() => toKorean(), FOREIGN_IDLE_MS);
  }

  /** @param {boolean} is */
  #busy(is) {
    find(this, "[data-busy]").hidden = !is;
  }

  /** @param {HTMLElement} button */
  #low(button) {
    const low = this.toggleAttribute("data-low");
    button.setAttribute("aria-pressed", String(low));
  }

  /** @param {string} name */
  #part(name) {
    return find(this, `[data-view="${name}"]`);
  }

  #closeDialogs() {
    for (const dialog of findAll(this, "dialog[open]", HTMLDialogElement)) dialog.close();
  }

  /** @param {string} name */
  #dialog(name) {
    return find(this, `[data-dialog="${name}"]`, HTMLDialogElement);
  }

  get #view() {
    return this.dataset.shows ?? "";
  }

  get #count() {
    return find(this, "count-down");
  }
}

function toKorean() {
  const url = new URL(location.href);
  url.searchParams.set("lang", "ko");
  location.replace(url);
}

/**
 * A tablet on a stand must not go dark. Only a secure page may ask; elsewhere its own settings keep it awake.
 * @param {AbortSignal} signal
 */
async function stayAwake(signal) {
  const ask = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask, { signal });
  await ask();
}

customElements.define("kiosk-door", KioskDoor);
