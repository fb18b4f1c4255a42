// <kiosk-register>: one question a screen. Fires `registered` {answer, at, held} when the server has answered, or the
// outbox has taken it: then `held` is the code of this kiosk's block that they got, if one was left.
import { whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, findAround, formField } from "../core/dom.js";
import { wordsRead } from "../core/own-words.js";
import { say } from "../core/page.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { codeWhileAway } from "../offline/spare-codes.js";

/** @type {Record<string, string[]>} */
const STEPS = {
  enterprise: ["who", "brn", "enterprise", "name", "categories", "phone", "consent"],
  citizen: ["who", "name", "phone", "consent"],
};
const BRN_DIGITS = 10;

/** @typedef {import("./digit-pad.js").DigitPad} DigitPad */

export class KioskRegister extends HTMLElement {
  #who = "enterprise";
  #step = "who";
  /** @type {string | null} */
  #brn = null; // valid, else null
  /** @type {{ name: string, categories: string[] } | null} */
  #known = null; // the enterprise the server knows by it
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#tapped(findAround(event, "button")), { signal });
    this.addEventListener("digits", ({ detail }) => this.#keyed(detail), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("keydown", (event) => this.#entered(event), { signal });
    this.#paint();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** Forget who was here. */
  reset() {
    this.#form.reset();
    this.#who = "enterprise";
    this.#step = "who";
    this.#brn = this.#known = null;
    this.#paint();
  }

  /** Whether somebody has answered a question already. */
  get begun() {
    return this.#step !== "who";
  }

  /** @param {HTMLButtonElement | null} button */
  #tapped(button) {
    const { who, skip, stepTo } = button?.dataset ?? {};
    if (who) {
      this.#who = who;
      this.#go(1);
    }
    if (skip) {
      this.#pad(skip).digits = "";
      if (skip === "brn") this.#brn = this.#known = null;
      this.#go(1);
    }
    if (stepTo === "back") this.#go(-1);
    if (stepTo === "next") this.#next();
  }

  /** @param {KeyboardEvent} event */
  #entered(event) {
    if (event.key !== "Enter" || event.isComposing || !findAround(event, "input")) return;
    event.preventDefault();
    this.#next();
  }

  /** @param {OwnEvents["digits"]["detail"]} keyed */
  async #keyed({ digits, name, full }) {
    this.#wrong("");
    if (name === "brn" && full) await this.#look(digits);
  }

  /**
   * The number fills the rest: an enterprise that is known is not asked for again.
   * @param {string} digits
   */
  async #look(digits) {
    const answer = await read(`/kiosk/enterprise.json?brn=${digits}`);
    const found = answer.ok ? answer : { valid: true, enterprise: null, message: "" }; // the server checks again when it registers
    if (digits !== this.#pad("brn").digits || this.#step !== "brn") return;
    if (!found.valid) return this.#wrong(found.message);
    this.#brn = digits;
    this.#known = found.enterprise;
    formField(this.#form, "enterprise").value = this.#known?.name ?? "";
    this.#go(1);
  }

  #next() {
    const missing = this.#missing();
    if (missing) return this.#wrong(missing);
    this.#go(1);
  }

  #missing() {
    if (this.#step === "brn" && this.#pad("brn").digits.length !== BRN_DIGITS) return say("brn_hint");
    if ((this.#step === "enterprise" || this.#step === "name") && !formField(this.#form, this.#step).value.trim())
      return say(`${this.#step}_needed`);
    return "";
  }

  /** @param {number} by */
  #go(by) {
    const at = this.#steps.indexOf(this.#step) + by;
    if (at < 0) return void find(document, 'kiosk-door [data-do="start"]').click();
    this.#step = this.#steps[Math.min(at, this.#steps.length - 1)];
    this.#paint();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.#step !== "consent") return;
    if (!formField(this.#form, "keep").checked) return this.#wrong(say("consent_needed"));
    const at = performance.now();
    const button = find(this, '[type="submit"]');
    /** @type {SpareCode | null} */
    let held = null;
    const answer = await whileBusy(button, async () => {
      held = await codeWhileAway();
      const fields = held ? { ...this.#fields(), reserved_code: held.code } : this.#fields();
      return actOrKeep("visitor.register", fields, { quiet: true });
    });
    if (!answer) return;
    if (answer.code === "bad_fields") return this.#wrong(Object.values(answer.fields ?? {})[0]);
    if (answer.code === "unreachable") return this.#wrong(answer.message);
    this.dispatchEvent(new CustomEvent("registered", { bubbles: true, detail: { answer, at, held } }));
  }

  /** @returns {Fields} */
  #fields() {
    const text = (/** @type {string} */ name) => formField(this.#form, name).value.trim();
    const ticked = (/** @type {string} */ name) => formField(this.#form, name).checked;
    /** @type {Fields} */
    const fields = { name: text("name"), consent: { keep: ticked("keep"), share: ticked("share") }, ...wordsRead() };
    const phone = this.#pad("phone").digits;
    if (phone) fields.phone = phone;
    if (this.#who === "citizen") return { ...fields, citizen: true };
    fields.enterprise = text("enterprise");
    if (this.#brn) fields.brn = this.#brn;
    else fields.no_brn_reason = say("no_brn");
    if (!this.#known?.categories.length) fields.categories = new FormData(this.#form).getAll("categories");
    return fields;
  }

  #paint() {
    for (const step of findAll(this, "[data-step]")) step.hidden = step.dataset.step !== this.#step;
    const at = this.#steps.indexOf(this.#step);
    const last = at === this.#steps.length - 1;
    find(this, '[data-step-to="next"]').hidden = last || this.#step === "who";
    find(this, '[type="submit"]').hidden = !last;
    find(this, ".step-dots").textContent = this.#steps.map((_, one) => (one <= at ? "●" : "○")).join("");
    this.#wrong("");
    const input = /** @type {HTMLElement | null} */ (this.querySelector(`[data-step="${this.#step}"] .kiosk-input`));
    input?.focus();
    find(this, "[data-known]").textContent = this.#known ? say("brn_known", { name: this.#known.name }) : "";
  }

  /** @param {string | undefined} sentence */
  #wrong(sentence) {
    const place = this.querySelector(`[data-step="${this.#step}"] .step-error`);
    if (place) place.textContent = sentence ?? "";
  }

  /** @param {string} name */
  #pad(name) {
    return /** @type {DigitPad} */ (find(this, `digit-pad[data-name="${name}"]`));
  }

  get #form() {
    return find(this, "form");
  }

  get #steps() {
    const skipped = this.#known ? ["enterprise", ...(this.#known.categories.length ? ["categories"] : [])] : [];
    return STEPS[this.#who].filter((step) => !skipped.includes(step));
  }
}

customElements.define("kiosk-register", KioskRegister);
