// <phone-register>: a registration on one's own phone, and then the code on it. The code stays on this phone alone.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, formField } from "../core/dom.js";
import { lookForWords, wordsRead } from "../core/own-words.js";
import { say } from "../core/page.js";
import { newId } from "../core/posting.js";
import { keepInMind, recall } from "../core/recall.js";
import { toast } from "../core/toast.js";

const KEPT = "kiosk-registered";
const LOOK_MS = 10_000; // for other words of a consent: this page is too light for a socket

class PhoneRegister extends HTMLElement {
  #id = newId(); // the same until it is done: a second tap after a lost answer registers nobody twice
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#form.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.#form.addEventListener("input", () => this.#changed(), { signal });
    find(this, "[data-again]").addEventListener("click", () => this.#again(), { signal });
    document.addEventListener("visibilitychange", () => this.#look(), { signal });
    const timer = setInterval(() => this.#look(), LOOK_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
    const kept = JSON.parse(recall(KEPT) ?? "null");
    if (kept) this.#show(kept);
    else this.#changed();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #look() {
    if (!document.hidden && !this.#form.hidden) lookForWords();
  }

  #changed() {
    const citizen = formField(this.#form, "who", RadioNodeList).value === "citizen";
    for (const part of findAll(this, '[data-of="enterprise"]')) part.hidden = citizen;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const wrong = this.#missing();
    this.#wrong(wrong);
    if (Object.keys(wrong).length) return;
    const fields = this.#fields();
    const button = find(this.#form, "button");
    const answer = await whileBusy(button, () => act("visitor.register", fields, { quiet: true, action_id: this.#id }));
    if (!answer) return;
    if (answer.code !== "unreachable") this.#id = newId();
    if (!answer.ok) return this.#wrong(answer.fields ?? { form: answer.message });
    for (const sentence of answer.warnings ?? []) toast(sentence, { kind: "refused" });
    const { name, number, badge } = answer.visitor;
    const kept = { name, number, code: badge.code };
    keepInMind(KEPT, JSON.stringify(kept));
    this.#show(kept);
  }

  /** @returns {Record<string, string>} */
  #missing() {
    const given = new FormData(this.#form);
    /** @type {Record<string, string>} */
    const wrong = {};
    if (!typed(given, "name")) wrong.name = say("name_needed");
    if (given.get("who") === "enterprise" && !typed(given, "enterprise")) wrong.enterprise = say("enterprise_needed");
    if (!given.has("keep")) wrong.consent = say("consent_needed");
    if (given.has("need") && !given.has("need_consent")) wrong.need = say("need_consent_needed");
    return wrong;
  }

  /** @returns {Fields} */
  #fields() {
    const given = new FormData(this.#form);
    const consent = { keep: given.has("keep"), share: given.has("share") };
    /** @type {Fields} */
    const fields = { name: typed(given, "name"), consent, ...wordsRead(), wishes: given.getAll("wishes") };
    if (given.has("need")) {
      fields.need = given.getAll("need").join(", ");
      fields.consent = { ...consent, need: given.has("need_consent") };
    }
    if (typed(given, "phone")) fields.phone = typed(given, "phone");
    if (given.get("who") === "citizen") return { ...fields, citizen: true };
    fields.enterprise = typed(given, "enterprise");
    fields.categories = given.getAll("categories");
    if (typed(given, "brn")) fields.brn = typed(given, "brn");
    else fields.no_brn_reason = say("no_brn");
    return fields;
  }

  /**
   * @param {Record<string, string>} fields
   * @returns {void}
   */
  #wrong(fields) {
    for (const place of findAll(this, "[data-error]")) {
      const name = place.dataset.error ?? "";
      const sentence = fields[name] ?? "";
      place.textContent = sentence;
      place.hidden = !sentence;
      const field = this.#form.elements.namedItem(name);
      if (field instanceof Element) field.setAttribute("aria-invalid", String(Boolean(sentence)));
    }
    const [first] = Object.keys(fields);
    const unknown = first && !this.querySelector(`[data-error="${first}"]`);
    if (unknown) return this.#wrong({ form: fields[first] });
    this.querySelector("[data-error]:not([hidden])")?.scrollIntoView({ block: "center" });
  }

  /** @param {{ name: string, number: number, code: string }} kept */
  async #show({ name, number, code }) {
    this.#part("form").hidden = true;
    this.#part("code").hidden = false;
    find(this, ".code-name").textContent = name;
    find(this, ".code-number").textContent = String(number);
    find(this, "[data-own]", HTMLAnchorElement).href = `/v/${code}`;
    scrollTo({ top: 0 });
    find(this, ".code-qr").innerHTML = (await read("/register/qr.json", { code })).svg ?? ""; // the number is enough at the desk
  }

  #again() {
    keepInMind(KEPT, null);
    this.#form.reset();
    this.#changed();
    this.#part("code").hidden = true;
    this.#part("form").hidden = false;
  }

  /** @param {string} name */
  #part(name) {
    return find(this, `[data-part="${name}"]`);
  }

  get #form() {
    return find(this, "form");
  }
}

/**
 * @param {FormData} given
 * @param {string} name
 */
function typed(given, name) {
  return String(given.get(name) ?? "").trim();
}

customElements.define("phone-register", PhoneRegister);
