// <kiosk-register>: one question a screen. Fires `registered` {answer, at, held} when the server has answered, or the
// outbox has taken it: then `held` is the code of this kiosk's block that they got, if one was left.
import { whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { codeWhileAway } from "../offline/spare-codes.js";
import { say } from "../core/page.js";

const STEPS = {
  enterprise: ["who", "brn", "enterprise", "name", "categories", "phone", "consent"],
  citizen: ["who", "name", "phone", "consent"],
};
const BRN_DIGITS = 10;

class KioskRegister extends HTMLElement {
  #who = "enterprise";
  #step = "who";
  #brn = null; // valid, else null
  #known = null; // the enterprise the server knows by it
  #stop = null;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#tapped(event.target.closest("button")), { signal });
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
    this.querySelector("form").reset();
    this.#who = "enterprise";
    this.#step = "who";
    this.#brn = this.#known = null;
    this.#paint();
  }

  /** Whether somebody has answered a question already. */
  get begun() {
    return this.#step !== "who";
  }

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

  #entered(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault();
    this.#next();
  }

  async #keyed({ digits, name, full }) {
    this.#wrong("");
    if (name === "brn" && full) await this.#look(digits);
  }

  // The number fills the rest: an enterprise that is known is not asked for again.
  async #look(digits) {
    const answer = await read(`/kiosk/enterprise.json?brn=${digits}`);
    const found = answer.ok ? answer : { valid: true, enterprise: null }; // the server checks again when it registers
    if (digits !== this.#pad("brn").digits || this.#step !== "brn") return;
    if (!found.valid) return this.#wrong(found.message);
    this.#brn = digits;
    this.#known = found.enterprise;
    this.#form.elements.enterprise.value = this.#known?.name ?? "";
    this.#go(1);
  }

  #next() {
    const missing = this.#missing();
    if (missing) return this.#wrong(missing);
    this.#go(1);
  }

  #missing() {
    const field = this.#form.elements[this.#step];
    if (this.#step === "brn" && this.#pad("brn").digits.length !== BRN_DIGITS) return say("brn_hint");
    if ((this.#step === "enterprise" || this.#step === "name") && !field.value.trim()) return say(`${this.#step}_needed`);
    return "";
  }

  #go(by) {
    const at = this.#steps.indexOf(this.#step) + by;
    if (at < 0) return void this.closest("kiosk-door").querySelector('[data-do="start"]').click();
    this.#step = this.#steps[Math.min(at, this.#steps.length - 1)];
    this.#paint();
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#step !== "consent") return;
    if (!this.#form.elements.keep.checked) return this.#wrong(say("consent_needed"));
    const at = performance.now();
    const button = this.querySelector('[type="submit"]');
    let held = null;
    const answer = await whileBusy(button, async () => {
      held = await codeWhileAway();
      const fields = held ? { ...this.#fields(), reserved_code: held.code } : this.#fields();
      return actOrKeep("visitor.register", fields, { quiet: true });
    });
    if (!answer) return;
    if (answer.code === "bad_fields") return this.#wrong(Object.values(answer.fields)[0]);
    if (answer.code === "unreachable") return this.#wrong(answer.message);
    this.dispatchEvent(new CustomEvent("registered", { bubbles: true, detail: { answer, at, held } }));
  }

  #fields() {
    const { name, enterprise, keep, share } = this.#form.elements;
    const fields = { name: name.value.trim(), consent: { keep: keep.checked, share: share.checked } };
    const phone = this.#pad("phone").digits;
    if (phone) fields.phone = phone;
    if (this.#who === "citizen") return { ...fields, citizen: true };
    fields.enterprise = enterprise.value.trim();
    if (this.#brn) fields.brn = this.#brn;
    else fields.no_brn_reason = say("no_brn");
    if (!this.#known?.categories.length) fields.categories = new FormData(this.#form).getAll("categories");
    return fields;
  }

  #paint() {
    for (const step of this.querySelectorAll("[data-step]")) step.hidden = step.dataset.step !== this.#step;
    const at = this.#steps.indexOf(this.#step);
    const last = at === this.#steps.length - 1;
    this.querySelector('[data-step-to="next"]').hidden = last || this.#step === "who";
    this.querySelector('[type="submit"]').hidden = !last;
    this.querySelector(".step-dots").textContent = this.#steps.map((_, one) => (one <= at ? "●" : "○")).join("");
    this.#wrong("");
    const input = this.querySelector(`[data-step="${this.#step}"] .kiosk-input`);
    input?.focus();
    this.querySelector("[data-known]").textContent = this.#known ? say("brn_known", { name: this.#known.name }) : "";
  }

  #wrong(sentence) {
    const place = this.querySelector(`[data-step="${this.#step}"] .step-error`);
    if (place) place.textContent = sentence ?? "";
  }

  #pad(name) {
    return this.querySelector(`digit-pad[data-name="${name}"]`);
  }

  get #form() {
    return this.querySelector("form");
  }

  get #steps() {
    const skipped = this.#known ? ["enterprise", ...(this.#known.categories.length ? ["categories"] : [])] : [];
    return STEPS[this.#who].filter((step) => !skipped.includes(step));
  }
}

customElements.define("kiosk-register", KioskRegister);
