// <kiosk-door>: the kiosk's one screen after another: attract, digit pad, registering, the answer, the phone's QR.
// Whatever is about one person stands in the answer and is wiped when the start screen returns.
import { act } from "./actions.js";
import { read } from "./answers.js";
import { page, say } from "./page.js";
import { digitsOf, gate, listenToScanner } from "./scans.js";
import { play } from "./sounds.js";
import { forgetVoice, hush, speak } from "./speech.js";

const ANSWER_S = 15;
const IDLE_S = 45;
const READING_S = 60;
const FOREIGN_IDLE_MS = 20_000; // then the start screen speaks Korean again

class KioskDoor extends HTMLElement {
  #code = null; // the badge of who stands here
  #isNew = gate();
  #turn = 0; // counts scans and returns: an answer that comes too late is not shown
  #foreign = null;
  #stop = null;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("scan", ({ detail }) => this.#scanned(detail.text, detail.at), { signal });
    listenToScanner((text) => this.#scanned(text, performance.now()), { signal });
    this.addEventListener("digits", ({ detail }) => this.#keyed(detail), { signal });
    this.addEventListener("registered", ({ detail }) => this.#registered(detail), { signal });
    this.addEventListener("time-up", () => this.#start(), { signal });
    this.addEventListener("click", (event) => this.#tapped(event.target.closest("[data-do], [data-join]")), { signal });
    this.#show("attract");
    stayAwake(signal);
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #tapped(button) {
    if (!button) return;
    const { do: what, join } = button.dataset;
    if (join) return void this.#join(button, join);
    const done = {
      start: () => this.#start(),
      pad: () => this.#open("pad"),
      register: () => this.#open("register"),
      more: () => this.#more(),
      phone: () => this.#phone(),
      low: () => this.#low(button),
      sound: () => this.#openSound(),
      close: () => this.#closeSound(),
    }[what];
    done?.();
  }

  // While somebody types, a badge held near the camera by the next in line must not take the screen away.
  #scanned(text, at) {
    if (!this.#isNew(text, at) || this.#view === "register") return;
    this.#checkIn(text, at);
  }

  #keyed({ digits, name, full }) {
    if (!name && full) this.#checkIn(digits, performance.now());
  }

  async #checkIn(code, at, { badge = "" } = {}) {
    const turn = ++this.#turn;
    this.#busy(true);
    const answer = await act("visitor.check_in", { code }, { quiet: true, keep: Boolean(digitsOf(code)) });
    if (turn !== this.#turn) return;
    this.#busy(false);
    this.#answer(answer.provisional ? { ...answer, message: say("kept_check_in") } : answer, badge);
    performance.measure("scan-to-answer", { start: at, end: performance.now() });
    if (!answer.ok || isProvisional(answer)) return;
    this.#code = digitsOf(code);
    await this.#paintWay(turn);
    performance.measure("scan-to-way", { start: at, end: performance.now() });
  }

  #registered({ answer, at, held }) {
    if (answer.provisional) this.#keptRegistration(answer, held);
    else if (answer.ok) this.#checkIn(answer.visitor.badge.code, at, { badge: answer.print ? "badge_here" : "badge_later" });
    else {
      ++this.#turn;
      this.#answer(answer);
    }
  }

  // The server is away. Who got a number of this kiosk's block is in with it; else a desk knows them by name later.
  #keptRegistration(answer, held) {
    ++this.#turn;
    if (held) act("visitor.check_in", { code: held.code }, { quiet: true, keep: true });
    const message = say(held ? "kept_register" : "kept_action");
    this.#answer({ ...answer, message, visitor: { number: held?.number ?? "", enterprise: say("kept_no_badge") } });
  }

  #answer(answer, badge = "") {
    const welcome = !answer.ok ? "refused" : isProvisional(answer) ? "kept" : answer.welcome;
    const view = this.#part("answer");
    view.dataset.welcome = welcome;
    view.querySelector("use").setAttribute("href", `${this.dataset.icons}#${welcome}`);
    this.#text("answer-sentence", answer.ok && welcome !== "kept" ? firstSentence(answer.message) : answer.message);
    this.#text("answer-enterprise", badge ? say(badge) : answer.visitor?.enterprise ?? "");
    this.#text("answer-number", answer.ok ? answer.visitor?.number ?? "" : "");
    this.querySelector(".answer-way").replaceChildren(...(welcome === "kept" ? [keptWay()] : []));
    this.querySelector(".answer-desk").hidden = answer.ok;
    for (const button of view.querySelectorAll("[data-personal]")) button.hidden = !answer.ok || isProvisional(answer);
    this.#part("answer").removeAttribute("data-more");
    this.#show("answer");
    this.#count.start(ANSWER_S, { touch: false });
    play(welcome);
    speak(answer.message);
  }

  async #paintWay(turn) {
    const answer = await read("/kiosk/way.json", { code: this.#code });
    if (turn !== this.#turn || !answer.ok) return;
    this.querySelector(".answer-way").innerHTML = answer.html;
    const go = this.querySelector(".way-go")?.textContent;
    if (go) setTimeout(() => turn === this.#turn && speak(go), 2_500);
  }

  #more() {
    const more = this.#part("answer").toggleAttribute("data-more");
    this.querySelector("[data-more][hidden], .way-more")?.toggleAttribute("hidden", !more);
    this.querySelector('[data-do="more"]').setAttribute("aria-pressed", String(more));
    this.#count.start(more ? READING_S : ANSWER_S);
  }

  async #join(button, booth) {
    const turn = this.#turn;
    button.disabled = true;
    const answer = await act("ticket.join", { code: this.#code, booth });
    if (turn !== this.#turn) return;
    if (answer.ok) {
      play("new");
      await this.#paintWay(turn);
      this.#part("answer").removeAttribute("data-more");
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
    this.querySelector("[data-qr]").innerHTML = drawn.svg;
    this.#show("phone");
    this.#count.start(READING_S);
  }

  #open(view) {
    ++this.#turn;
    this.#clear();
    this.#show(view);
    this.#count.start(IDLE_S);
    speak(this.#part(view).querySelector(".kiosk-title").textContent);
  }

  #openSound() {
    this.#dialog.showModal();
    this.#count.start(IDLE_S);
  }

  #closeSound() {
    this.#dialog.close();
    if (this.#view === "attract") this.#count.stop();
  }

  #start() {
    ++this.#turn;
    this.#clear();
    this.#count.stop();
    this.#busy(false);
    if (this.#dialog.open) this.#dialog.close();
    forgetVoice();
    this.#show("attract");
  }

  // Nothing of the last person is left on the screen or in the page.
  #clear() {
    hush();
    this.#code = null;
    for (const place of this.querySelectorAll(".answer-way, [data-qr]")) place.replaceChildren();
    for (const name of ["answer-sentence", "answer-enterprise", "answer-number"]) this.#text(name, "");
    for (const pad of this.querySelectorAll("digit-pad")) pad.digits = "";
    this.querySelector("kiosk-register").reset();
    document.querySelector("toast-list")?.replaceChildren();
  }

  #show(name) {
    for (const view of this.querySelectorAll("[data-view]")) view.hidden = view.dataset.view !== name;
    this.dataset.shows = name;
    this.toggleAttribute("data-in-use", name !== "attract");
    this.querySelector("code-camera").paused = name === "register";
    clearTimeout(this.#foreign);
    if (name === "attract" && page.lang !== "ko") this.#foreign = setTimeout(() => toKorean(), FOREIGN_IDLE_MS);
  }

  #busy(is) {
    this.querySelector("[data-busy]").hidden = !is;
  }

  #low(button) {
    const low = this.toggleAttribute("data-low");
    button.setAttribute("aria-pressed", String(low));
  }

  #part(name) {
    return this.querySelector(`[data-view="${name}"]`);
  }

  #text(name, text) {
    this.querySelector(`.${name}`).textContent = text;
  }

  get #view() {
    return this.dataset.shows;
  }

  get #count() {
    return this.querySelector("count-down");
  }

  get #dialog() {
    return this.querySelector('[data-dialog="sound"]');
  }
}

// Taken while the server is away, or a badge that a cut-off desk gave out: welcome, and to be confirmed.
function isProvisional({ provisional, code }) {
  return provisional || code === "provisional";
}

function keptWay() {
  return Object.assign(document.createElement("p"), { className: "kept-way", textContent: say("kept_way") });
}

// One second is enough for one sentence; the spoken guidance reads them all.
function firstSentence(message) {
  return /^.*?[.!?](?=\s|$)/.exec(message)?.[0] ?? message;
}

function toKorean() {
  const url = new URL(location.href);
  url.searchParams.set("lang", "ko");
  location.replace(url);
}

// A tablet on a stand must not go dark. Only a secure page may ask; elsewhere its own settings keep it awake.
async function stayAwake(signal) {
  const ask = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask, { signal });
  await ask();
}

customElements.define("kiosk-door", KioskDoor);
