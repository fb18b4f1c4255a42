// <organiser-import>: a file is read and shown row by row as soon as it is chosen; only then it is brought in.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { ImportColumns } from "./import-columns.js";
import { ImportReport } from "./import-report.js";
import { page, say } from "../core/page.js";
import { toast } from "../core/toast.js";

const MEANINGS = ["renamed", "replaced"];

class OrganiserImport extends HTMLElement {
  #file = null;
  #kind = ""; // of the file that is shown
  #expected = ""; // where the headings do not tell a kind: the one that was offered
  #chosen = false; // whether a person said the kind
  #columns = null; // what a person said of this file's columns
  #guess = null;
  #meant = new Map(); // booth number -> what another agency's name there means
  #upload = null;
  #asked = 0;

  connectedCallback() {
    this.report = new ImportReport(this.querySelector(".import-report"));
    this.columns = new ImportColumns(this.querySelector(".import-columns"), (said) => this.#readAs(said));
    for (const type of EVENTS) this.addEventListener(type, this);
    this.#paintSteps();
  }

  disconnectedCallback() {
    for (const type of EVENTS) this.removeEventListener(type, this);
  }

  handleEvent(event) {
    if (event.type === "submit") return void event.preventDefault();
    if (event.type === "change") return void this.#changed(event.target);
    if (event.type === "click") return void this.#clicked(event.target);
    event.preventDefault();
    this.querySelector(".import-choose").classList.toggle("is-over", event.type === "dragover");
    if (event.type === "drop" && event.dataTransfer.files.length) this.#take(event.dataTransfer.files[0]);
  }

  #changed(target) {
    if (target.name === "file" && target.files.length) this.#take(target.files[0]);
    if (target.name === "kind") {
      this.#chosen = Boolean(target.value);
      if (this.#file) this.#begin();
    }
  }

  #clicked(target) {
    const button = target.closest("button, input[type=file]");
    if (!button) return;
    const { step, means, booth } = button.dataset;
    if (button.type === "file") button.value = ""; // the same file, mended, may be chosen again
    else if (step) this.#choose(step);
    else if ("next" in button.dataset) this.#choose(button.dataset.next);
    else if ("asKind" in button.dataset) this.#asKind(button.dataset.asKind);
    else if ("columns" in button.dataset) this.#showColumns();
    else if (means) {
      this.#meant.set(booth, means);
      whileBusy(button, () => this.#preview());
    } else if ("apply" in button.dataset && !button.disabled) whileBusy(button, () => this.#apply());
  }

  /** Offer to choose a file of this kind; what its headings say still counts. */
  #choose(kind) {
    this.#expected = kind;
    this.querySelector("input[type=file]").click();
  }

  #asKind(kind) {
    this.#select.value = kind;
    this.#chosen = true;
    this.#begin();
  }

  #take(file) {
    this.#file = file;
    if (!this.#chosen) this.#select.value = "";
    this.#begin();
    this.#chosen = false;
  }

  #begin() {
    this.#columns = null;
    this.#meant.clear();
    this.columns.hide();
    return this.#preview();
  }

  #readAs(said) {
    this.#columns = said.columns;
    return this.#preview(said.remember);
  }

  async #preview(remember = false) {
    const asked = ++this.#asked;
    this.#say("");
    this.setAttribute("aria-busy", "true");
    Object.assign(this.querySelector("[data-hint]"), { textContent: say("reading"), hidden: false });
    const answer = await read("/organiser/import.json", this.#form());
    if (asked !== this.#asked) return;
    this.removeAttribute("aria-busy");
    const hint = this.querySelector("[data-hint]");
    hint.textContent = say("hint");
    hint.hidden = answer.ok;
    if (!answer.ok) return this.#failed(answer);
    const guessed = !this.#select.value;
    this.#chosen = false;
    this.#kind = answer.kind;
    this.#select.value = answer.kind;
    this.#guess = answer.guess;
    this.#upload = answer.upload;
    this.columns.hide();
    this.report.show(answer, { file: this.#file.name, guessed });
    if (remember) await this.#remember();
  }

  #form() {
    const body = new FormData();
    body.append("file", this.#file);
    body.append("kind", this.#columns ? this.#kind : this.#select.value);
    if (this.#columns) body.append("columns", JSON.stringify(this.#columns));
    for (const [booth, meaning] of this.#meant) body.append(meaning, booth);
    return body;
  }

  #failed(answer) {
    this.report.hide();
    if (answer.guess && answer.kind) {
      this.#kind = answer.kind;
      this.#select.value = answer.kind;
      this.#guess = answer.guess;
      return this.#showColumns(answer.message);
    }
    if (answer.guess && this.#expected && !this.#chosen) return this.#asKind(this.#expected);
    this.columns.hide();
    this.#say(answer.message || say("unreachable"), answer.looks_like);
    if (answer.guess) this.#select.focus();
  }

  #showColumns(why = "") {
    this.report.hide();
    this.columns.show(this.#kind, this.#guess, why);
  }

  async #remember() {
    const answer = await act("import.columns", { kind: this.#kind, columns: this.#columns });
    if (answer.ok) toast(say("remembered", { kind: say(`kind_${this.#kind}`) }));
  }

  async #apply() {
    const answer = await act("import.apply", { kind: this.#kind, upload: this.#upload, ...this.#answers() });
    if (!answer.ok) return;
    this.#upload = null;
    const step = this.querySelector(`[data-step="${this.#kind}"]`);
    const there = Number(step.dataset.there ?? 0) + answer.report.added;
    if (there) step.dataset.there = there;
    this.report.applied(answer);
    this.#paintSteps(this.report.next);
  }

  #answers() {
    const of = (meaning) => [...this.#meant].filter(([, one]) => one === meaning).map(([booth]) => booth);
    return Object.fromEntries(MEANINGS.map((meaning) => [meaning, of(meaning)]).filter(([, booths]) => booths.length));
  }

  #paintSteps(next = null) {
    const steps = [...this.querySelectorAll("[data-step]")];
    const leads = next ?? steps.find((one) => !one.dataset.there)?.dataset.step;
    this.#expected = leads ?? "";
    for (const one of steps) {
      const { step, there } = one.dataset;
      one.toggleAttribute("aria-current", false);
      if (step === leads) one.setAttribute("aria-current", "step");
      if (there) one.querySelector(".import-step-mark").replaceChildren(this.querySelector("[data-icon=there]").content.cloneNode(true));
      const count = there ? say("there", { n: Number(there).toLocaleString(page.lang) }) : say("none_there");
      one.querySelector("small").textContent = step === leads && !there ? say("next_step") : count;
    }
  }

  get #select() {
    return this.querySelector("select[name=kind]");
  }

  #say(sentence, looksLike = "") {
    const box = this.querySelector(".import-error");
    const button = box.querySelector("[data-as-kind]");
    box.hidden = !sentence;
    box.querySelector("p").textContent = sentence;
    button.hidden = !looksLike;
    button.dataset.asKind = looksLike;
    button.textContent = looksLike ? say("as_kind", { kind: say(`kind_${looksLike}`) }) : "";
  }
}

const EVENTS = ["submit", "click", "change", "dragover", "dragleave", "drop"];

customElements.define("organiser-import", OrganiserImport);
