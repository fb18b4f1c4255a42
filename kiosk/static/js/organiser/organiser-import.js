// <organiser-import>: a file is read and shown row by row as soon as it is chosen; only then it is brought in.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, findAround } from "../core/dom.js";
import { page, say, withStation } from "../core/page.js";
import { toast } from "../core/toast.js";
import { ImportColumns } from "./import-columns.js";
import { ImportReport } from "./import-report.js";

const MEANINGS = ["renamed", "replaced"];
const FIRST_LOOK_MS = 400;
const LOOK_MS = 700;

class OrganiserImport extends HTMLElement {
  /** @type {File | null} */
  #file = null;
  #kind = ""; // of the file that is shown
  #expected = ""; // where the headings do not tell a kind: the one that was offered
  #chosen = false; // whether a person said the kind
  /** @type {Record<string, string> | null} */
  #columns = null; // what a person said of this file's columns
  /** @type {ImportGuess | null} */
  #guess = null;
  /** @type {Map<string, string>} */
  #meant = new Map(); // booth number -> what another agency's name there means
  /** @type {string | null} */
  #upload = null;
  #asked = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.report = new ImportReport(find(this, ".import-report"));
    this.columns = new ImportColumns(find(this, ".import-columns"), (said) => this.#readAs(said));
    for (const type of EVENTS) this.addEventListener(type, this);
    this.#paintSteps(new URL(location.href).searchParams.get("kind"));
  }

  disconnectedCallback() {
    for (const type of EVENTS) this.removeEventListener(type, this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "submit") return void event.preventDefault();
    if (event.type === "change") return this.#changed(/** @type {HTMLInputElement | HTMLSelectElement} */ (event.target));
    if (event.type === "click") return this.#clicked(event);
    event.preventDefault();
    find(this, ".import-choose").classList.toggle("is-over", event.type === "dragover");
    const { files } = /** @type {DragEvent} */ (event).dataTransfer ?? {};
    if (event.type === "drop" && files?.length) this.#take(files[0]);
  }

  /** @param {HTMLInputElement | HTMLSelectElement} target */
  #changed(target) {
    if (target instanceof HTMLInputElement && target.name === "file" && target.files?.length) this.#take(target.files[0]);
    if (target.name === "kind") {
      this.#chosen = Boolean(target.value);
      if (this.#file) this.#begin();
    }
  }

  /**
   * @param {Event} event
   * @returns {void}
   */
  #clicked(event) {
    const button = /** @type {HTMLButtonElement | HTMLInputElement | null} */ (findAround(event, "button, input[type=file]"));
    if (!button) return;
    const { step, means, booth = "", next, asKind } = button.dataset;
    if ("abort" in button.dataset) this.#stop.abort();
    else if (button.type === "file")
      button.value = ""; // the same file, mended, may be chosen again
    else if (step) this.#choose(step);
    else if (next !== undefined) this.#choose(next);
    else if (asKind !== undefined) this.#asKind(asKind);
    else if ("columns" in button.dataset) this.#showColumns();
    else if (means) {
      this.#meant.set(booth, means);
      whileBusy(button, () => this.#preview());
    } else if ("apply" in button.dataset && !button.disabled) whileBusy(button, () => this.#apply());
  }

  /**
   * Offer to choose a file of this kind; what its headings say still counts.
   * @param {string} kind
   */
  #choose(kind) {
    if (kind === "expo" || kind === "") return location.assign(withStation("/organiser/start") + (kind && "#set-up"));
    this.#expected = kind;
    find(this, "input[type=file]").click();
  }

  /** @param {string} kind */
  #asKind(kind) {
    this.#select.value = kind;
    this.#chosen = true;
    this.#begin();
  }

  /** @param {File} file */
  #take(file) {
    this.#file = file;
    if (!this.#chosen) this.#select.value = "";
    this.#begin();
    this.#chosen = false;
  }

  #begin() {
    this.#columns = null;
    this.#meant.clear();
    this.columns?.hide();
    return this.#preview();
  }

  /** @param {import("./import-columns.js").Said} said */
  #readAs(said) {
    this.#columns = said.columns;
    return this.#preview(said.remember);
  }

  async #preview(remember = false) {
    if (!this.#file) return;
    const asked = ++this.#asked;
    this.#say("");
    this.setAttribute("aria-busy", "true");
    this.#stop = new AbortController();
    this.#going(say("reading"), { abort: true });
    const { signal } = this.#stop;
    const answer = await read("/organiser/import.json", this.#form(this.#file), { signal });
    if (asked !== this.#asked) return;
    this.removeAttribute("aria-busy");
    this.#going("");
    find(this, "[data-hint]").hidden = answer.ok;
    if (signal.aborted) return;
    if (!answer.ok) return this.#failed(answer);
    const guessed = !this.#select.value;
    this.#chosen = false;
    this.#kind = answer.kind;
    this.#select.value = answer.kind;
    this.#guess = answer.guess;
    this.#upload = answer.upload;
    this.columns?.hide();
    this.report?.show(answer, { file: this.#file.name, guessed });
    if (remember) await this.#remember();
  }

  /** @param {File} file */
  #form(file) {
    const body = new FormData();
    body.append("file", file);
    body.append("kind", this.#columns ? this.#kind : this.#select.value);
    if (this.#columns) body.append("columns", JSON.stringify(this.#columns));
    for (const [booth, meaning] of this.#meant) body.append(meaning, booth);
    return body;
  }

  /**
   * @param {Refused} answer
   * @returns {void}
   */
  #failed(answer) {
    this.report?.hide();
    if (answer.guess && answer.kind) {
      this.#kind = answer.kind;
      this.#select.value = answer.kind;
      this.#guess = answer.guess;
      return this.#showColumns(answer.message);
    }
    if (answer.guess && this.#expected && !this.#chosen) return this.#asKind(this.#expected);
    this.columns?.hide();
    this.#say(answer.message || say("unreachable"), answer.looks_like);
    if (answer.guess) this.#select.focus();
  }

  #showColumns(why = "") {
    this.report?.hide();
    if (this.#guess) this.columns?.show(this.#kind, this.#guess, why);
  }

  async #remember() {
    const answer = await act("import.columns", { kind: this.#kind, columns: this.#columns });
    if (answer.ok) toast(say("remembered", { kind: say(`kind_${this.#kind}`) }));
  }

  async #apply() {
    const done = act("import.apply", { kind: this.#kind, upload: this.#upload, ...this.#answers() });
    this.#follow(this.#upload ?? "", done);
    const answer = await done;
    if (!answer.ok) return;
    this.#upload = null;
    // What comes after the expo has no step until some of it is there.
    const step = findAll(this, "[data-step]").find((one) => one.dataset.step === this.#kind);
    const there = Number(step?.dataset.there ?? 0) + answer.report.added;
    if (step && there) step.dataset.there = String(there);
    this.report?.applied(answer);
    this.#paintSteps(this.report?.next);
  }

  /**
   * Say how far it is while it comes in: a large file takes a while.
   * @param {string} upload
   * @param {Promise<unknown>} done
   */
  async #follow(upload, done) {
    let over = false;
    void done.finally(() => (over = true)).then(() => this.#going(""));
    for (let wait = FIRST_LOOK_MS; ; wait = LOOK_MS) {
      await new Promise((go) => setTimeout(go, wait));
      if (over || !this.isConnected) return;
      const {
        ok,
        done: rows = 0,
        total = 0,
      } = /** @type {AnswerWith<{ done: number, total: number }>} */ (await read(`/organiser/import.json?upload=${upload}`));
      if (over) return;
      const counted = ok && total;
      const words = { done: rows.toLocaleString(page.lang), total: total.toLocaleString(page.lang) };
      this.#going(counted ? say("coming", words) : say("coming_all"), counted ? { done: rows, total } : {});
    }
  }

  /**
   * What is under way, and how far it is where somebody counts.
   * @param {string} words
   * @param {{ abort?: boolean, done?: number, total?: number }} how
   */
  #going(words, { abort = false, done = 0, total = 0 } = {}) {
    const box = find(this, "[data-going]");
    box.hidden = !words;
    find(box, "p").textContent = words;
    const bar = find(box, "progress");
    if (total) Object.assign(bar, { max: total, value: done });
    else bar.removeAttribute("value");
    find(box, "[data-abort]").hidden = !abort;
  }

  #answers() {
    const of = (/** @type {string} */ meaning) => [...this.#meant].filter(([, one]) => one === meaning).map(([booth]) => booth);
    return Object.fromEntries(MEANINGS.map((meaning) => [meaning, of(meaning)]).filter(([, booths]) => booths.length));
  }

  /** @param {string | null} next */
  #paintSteps(next = null) {
    const steps = findAll(this, "[data-step]");
    const leads = next ?? steps.find((one) => !one.dataset.there)?.dataset.step;
    this.#expected = leads ?? "";
    for (const one of steps) {
      const { step, there } = one.dataset;
      one.toggleAttribute("aria-current", false);
      if (step === leads) one.setAttribute("aria-current", "step");
      if (there)
        find(one, ".import-step-mark").replaceChildren(
          find(this, "[data-icon=there]", HTMLTemplateElement).content.cloneNode(true),
        );
      const count = there ? say("there", { n: Number(there).toLocaleString(page.lang) }) : say("none_there");
      find(one, "small").textContent = step === leads && !there ? say("next_step") : count;
    }
  }

  get #select() {
    return find(this, "select[name=kind]", HTMLSelectElement);
  }

  /**
   * @param {string} sentence
   * @param {string} looksLike
   */
  #say(sentence, looksLike = "") {
    const box = find(this, ".import-error");
    const button = find(box, "[data-as-kind]");
    box.hidden = !sentence;
    find(box, "p").textContent = sentence;
    button.hidden = !looksLike;
    button.dataset.asKind = looksLike;
    button.textContent = looksLike ? say("as_kind", { kind: say(`kind_${looksLike}`) }) : "";
  }
}

const EVENTS = ["submit", "click", "change", "dragover", "dragleave", "drop"];

customElements.define("organiser-import", OrganiserImport);
