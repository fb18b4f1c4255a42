// <phone-register>: a registration on one's own phone, and then the code on it. The code stays on this phone alone.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { say } from "../core/page.js";
import { newId } from "../core/posting.js";
import { keepInMind, recall } from "../core/recall.js";
import { toast } from "../core/toast.js";

const KEPT = "kiosk-registered";

class PhoneRegister extends HTMLElement {
  #id = newId(); // the same until it is done: a second tap after a lost answer registers nobody twice
  #stop = null;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#form.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.#form.addEventListener("input", () => this.#changed(), { signal });
    this.querySelector("[data-again]").addEventListener("click", () => this.#again(), { signal });
    const kept = JSON.parse(recall(KEPT) ?? "null");
    if (kept) this.#show(kept);
    else this.#changed();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #changed() {
    const citizen = this.#form.elements.who.value === "citizen";
    for (const part of this.querySelectorAll('[data-of="enterprise"]')) part.hidden = citizen;
  }

  async #submit(event) {
    event.preventDefault();
    const wrong = this.#missing();
    this.#wrong(wrong);
    if (Object.keys(wrong).length) return;
    const fields = this.#fields();
    const button = this.#form.querySelector("button");
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

  #missing() {
    const { name, enterprise, who, keep, need_consent } = this.#form.elements;
    const wrong = {};
    if (!name.value.trim()) wrong.name = say("name_needed");
    if (who.value === "enterprise" && !enterprise.value.trim()) wrong.enterprise = say("enterprise_needed");
    if (!keep.checked) wrong.consent = say("consent_needed");
    if (this.querySelector('[name="need"]:checked') && !need_consent.checked) wrong.need = say("need_consent_needed");
    return wrong;
  }

  #fields() {
    const given = new FormData(this.#form);
    const fields = {
      name: given.get("name").trim(),
      consent: { keep: given.has("keep"), share: given.has("share") },
      wishes: given.getAll("wishes"),
    };
    if (given.has("need")) {
      fields.need = given.getAll("need").join(", ");
      fields.consent.need = given.has("need_consent");
    }
    if (given.get("phone").trim()) fields.phone = given.get("phone").trim();
    if (given.get("who") === "citizen") return { ...fields, citizen: true };
    fields.enterprise = given.get("enterprise").trim();
    fields.categories = given.getAll("categories");
    if (given.get("brn").trim()) fields.brn = given.get("brn").trim();
    else fields.no_brn_reason = say("no_brn");
    return fields;
  }

  #wrong(fields) {
    for (const place of this.querySelectorAll("[data-error]")) {
      const sentence = fields[place.dataset.error] ?? "";
      place.textContent = sentence;
      place.hidden = !sentence;
      this.#form.elements[place.dataset.error]?.setAttribute?.("aria-invalid", String(Boolean(sentence)));
    }
    const [first] = Object.keys(fields);
    const unknown = first && !this.querySelector(`[data-error="${first}"]`);
    if (unknown) return this.#wrong({ form: fields[first] });
    this.querySelector("[data-error]:not([hidden])")?.scrollIntoView({ block: "center" });
  }

  async #show({ name, number, code }) {
    this.#part("form").hidden = true;
    this.#part("code").hidden = false;
    this.querySelector(".code-name").textContent = name;
    this.querySelector(".code-number").textContent = number;
    this.querySelector("[data-own]").href = `/v/${code}`;
    scrollTo({ top: 0 });
    this.querySelector(".code-qr").innerHTML = (await read("/register/qr.json", { code })).svg ?? ""; // the number is enough at the desk
  }

  #again() {
    keepInMind(KEPT, null);
    this.#form.reset();
    this.#changed();
    this.#part("code").hidden = true;
    this.#part("form").hidden = false;
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  get #form() {
    return this.#part("form");
  }
}

customElements.define("phone-register", PhoneRegister);
