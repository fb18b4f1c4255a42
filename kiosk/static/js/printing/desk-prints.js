// <desk-prints>: the printers, the one that this desk uses (`own`), and what they were asked to print. Pages that this
// browser is to print itself are opened in a frame, which prints and reports. data-source: where the panel comes from
// (an organiser's page has one of its own).
import { act } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAround, formField, make } from "../core/dom.js";
import { say, withStation } from "../core/page.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";

const EVERY_MS = 5_000;
const UNDER_WAY_MS = 1_000; // while something prints, somebody stands there and waits for it
const READ_MS = 8_000;
const FRAME_MS = 60_000;

export class DeskPrints extends HTMLElement {
  /** @type {Printer[]} */
  #printers = [];
  #timer = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#tapped(findAround(event, "button")), { signal });
    this.addEventListener("change", (event) => this.#moved(event), { signal });
    this.addEventListener("submit", (event) => this.#added(event), { signal });
    addEventListener("message", (event) => this.#printed(event), { signal });
    this.refresh();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  /** The printer of this desk, or undefined: then the browser prints. */
  get own() {
    return this.#printers.find((one) => one.own);
  }

  open() {
    this.refresh();
    this.#dialog.showModal();
  }

  /**
   * Print this visitor's badge on the desk's printer; `job`: its queue has it already.
   * @param {number} visitor
   * @param {number | null} job
   */
  async print(visitor, job = null) {
    const answer = job ? null : await act("print.badge", { visitor });
    if (answer?.ok && answer.message) toast(answer.message);
    await this.refresh();
  }

  async refresh() {
    clearTimeout(this.#timer);
    const jobs = document.hidden ? [] : await this.#read();
    const underWay = jobs.some(({ state }) => state === "sent" || state === "queued");
    clearTimeout(this.#timer);
    if (this.isConnected) this.#timer = setTimeout(() => this.refresh(), underWay ? UNDER_WAY_MS : EVERY_MS);
  }

  /**
   * Reads and paints; gives the jobs.
   * @returns {Promise<{ state: string }[]>}
   */
  async #read() {
    const source = /** @type {"/desk/prints.json"} */ (this.dataset.source ?? "/desk/prints.json");
    const answer = await read(source, null, { signal: AbortSignal.timeout(READ_MS) });
    if (!answer.ok) return []; // the band says that the server is away
    this.#printers = answer.printers;
    const panel = find(this, "[data-panel]");
    // Not under a finger that is choosing where to move a badge, or typing how much paper went in.
    const choosing = panel.contains(document.activeElement) && document.activeElement?.matches("select, input");
    if (panel.innerHTML !== answer.html && !choosing) panel.innerHTML = answer.html;
    // One after another: a printer takes one badge at a time.
    if (answer.open.length && !this.querySelector("iframe")) this.#frame(answer.open[0]);
    this.#needs(answer.jobs.filter((job) => job.needs).length);
    return answer.jobs;
  }

  /** @param {string} path */
  #frame(path) {
    const frame = make("iframe", { src: withStation(path), className: "visually-hidden" });
    frame.dataset.page = path;
    setTimeout(() => frame.remove(), FRAME_MS);
    this.append(frame);
  }

  /** @param {MessageEvent} event */
  #printed({ origin, data }) {
    if (origin !== location.origin || !data?.printed) return;
    this.querySelector(`iframe[data-page$="/${data.printed}"]`)?.remove();
    this.refresh();
  }

  /** @param {HTMLButtonElement | null} button */
  async #tapped(button) {
    if (!button) return;
    const { use, again, cameOut, remove } = button.dataset;
    if (button.hasAttribute("data-close")) return this.#dialog.close();
    if (use !== undefined) await this.#act("printer.use", use ? { printer: Number(use) } : {});
    else if (remove) await this.#remove(Number(remove), button);
    else if (again) await this.#act("print.again", { job: Number(again) });
    else if (cameOut) await this.#act("print.report", { job: Number(cameOut), state: "done" });
  }

  /**
   * @param {number} printer
   * @param {HTMLButtonElement} button
   */
  async #remove(printer, button) {
    const sure = await ask(say("remove_ask", { name: button.dataset.name }), { yes: button.textContent?.trim() ?? "" });
    if (sure) await this.#act("printer.remove", { printer });
  }

  /** @param {Event} event */
  async #moved(event) {
    const chosen = findAround(event, "select");
    if (!chosen?.value) return;
    const { give, move } = chosen.dataset;
    if (give) await this.#act("printer.use", { printer: Number(give), station: Number(chosen.value) });
    if (move) await this.#act("print.move", { job: Number(move), printer: Number(chosen.value) });
  }

  /**
   * An organiser's: a printer more, or paper in one.
   * @param {SubmitEvent} event
   */
  async #added(event) {
    const form = findAround(event, "form");
    const load = form?.dataset.load;
    if (!form || (!load && !form.matches("[data-add]"))) return;
    event.preventDefault();
    if (load) return void this.#act("printer.load", { printer: Number(load), sheets: Number(formField(form, "sheets").value) });
    const given = [...new FormData(form)].filter(([, value]) => value);
    const answer = await this.#act("printer.add", Object.fromEntries(given));
    if (answer.ok) form.reset();
  }

  /**
   * @param {string} verb
   * @param {Fields} fields
   */
  async #act(verb, fields) {
    const answer = await act(verb, fields);
    if (answer.ok && answer.message) toast(answer.message);
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    await this.refresh();
    return answer;
  }

  /** @param {number} count */
  #needs(count) {
    const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-needs]"));
    if (!place) return;
    const stuck = Boolean(this.own?.problem);
    place.textContent = String(count || "!");
    place.hidden = !count && !stuck;
  }

  get #dialog() {
    return find(this, "dialog");
  }
}

customElements.define("desk-prints", DeskPrints);
