// <programme-door>: who comes in to an item of the programme. A badge before the camera or under the scanner gets a yes or a
// no at once; citizens without one are counted by a tap, which can be taken back.
import { act, whileBusy } from "../core/actions.js";
import { readPart } from "../core/answers.js";
import { isStale } from "../core/connection.js";
import { find, findAround } from "../core/dom.js";
import { say } from "../core/page.js";
import { play } from "../core/sounds.js";
import { toast } from "../core/toast.js";
import { welcomeOf } from "../core/welcome.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { whose } from "../offline/snapshot/keeping.js";
import { listenToScanner } from "../scanning/hand-scanner.js";
import { digitsOf, gate } from "../scanning/scans.js";

const ANSWER_MS = 4_000;

/** @typedef {import("../core/welcome.js").Welcomed & { message: string, visitor?: { number: number, enterprise: string | null } }} Scanned */

class ProgrammeDoor extends HTMLElement {
  #isNew = gate();
  #turn = 0; // counts scans: an answer that comes too late is not shown
  #away = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("scan", ({ detail }) => this.#scanned(detail.text, detail.at), { signal });
    this.addEventListener("click", (event) => this.#tapped(event), { signal });
    this.addEventListener("change", () => this.#refresh(), { signal });
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#refresh(), { signal });
    listenToScanner((code, { text }) => this.#scanned(code ?? text, performance.now()), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
    clearTimeout(this.#away);
  }

  /** @param {Event} event */
  #tapped(event) {
    const button = findAround(event, "button[data-citizens], button[data-undo]");
    if (!(button instanceof HTMLButtonElement)) return;
    const { citizens, undo } = button.dataset;
    whileBusy(button, () => (citizens ? this.#count(Number(citizens)) : this.#undo(Number(undo))));
  }

  /**
   * @param {string} text
   * @param {number} at
   */
  async #scanned(text, at) {
    if (!this.#isNew(text, at)) return;
    const turn = ++this.#turn;
    if (!digitsOf(text)) return this.#answer({ ok: false, message: say("not_badge") });
    if (!this.#item) return this.#answer({ ok: false, message: say("no_item") });
    const code = digitsOf(text) ?? "";
    const known = isStale() ? await whose(code) : {}; // what this tablet knows of the badge
    if (known.isLost) return this.#answer({ ok: false, message: say("away_lost_badge") });
    const answer = await actOrKeep("programme.attend", { item: this.#item, code: text }, { quiet: true });
    if (turn !== this.#turn) return;
    this.#answer(answer.provisional ? { ...answer, message: say("kept_attend"), visitor: (await whose(code)).person } : answer);
    performance.measure("scan-to-answer", { start: at, end: performance.now() });
    await this.#refresh();
  }

  /** @param {Scanned} answer */
  #answer(answer) {
    const welcome = welcomeOf(answer);
    const pane = find(this, ".door-scan");
    pane.dataset.welcome = welcome;
    find(pane, "use").setAttribute("href", `${this.dataset.icons}#${welcome}`);
    put(pane, ".door-number", answer.visitor && answer.ok ? String(answer.visitor.number) : "");
    put(pane, ".door-sentence", answer.message);
    put(pane, ".door-enterprise", (answer.ok && answer.visitor?.enterprise) || "");
    find(pane, ".door-answer").hidden = false;
    play(welcome);
    clearTimeout(this.#away);
    this.#away = setTimeout(() => this.#rest(), ANSWER_MS);
  }

  #rest() {
    const pane = find(this, ".door-scan");
    pane.dataset.welcome = "";
    find(pane, ".door-answer").hidden = true;
  }

  /** @param {number} citizens */
  async #count(citizens) {
    if (!this.#item) return;
    const answer = await act("programme.attend", { item: this.#item, citizens });
    if (!answer.ok) return void play("refused");
    play(citizens > 0 ? "repeat" : "back");
    await this.#refresh();
  }

  /** @param {number} visitor */
  async #undo(visitor) {
    const answer = await act("programme.undo_attend", { item: this.#item, visitor });
    if (answer.ok) toast(answer.message);
    await this.#refresh();
  }

  async #refresh() {
    const html = await readPart(`/door/part?item=${this.#choice.value}`);
    if (html !== null) find(this, "[data-side]").innerHTML = html;
  }

  get #choice() {
    return find(this, "[data-choice]", HTMLSelectElement);
  }

  get #item() {
    return Number(this.#choice.value) || null;
  }
}

/**
 * @param {HTMLElement} pane
 * @param {string} place
 * @param {string} text
 */
function put(pane, place, text) {
  find(pane, place).textContent = text;
}

customElements.define("programme-door", ProgrammeDoor);
