// <desk-register>: the walk-in form. The 사업자등록번호 fills the rest. Fires `registered` {visitor, blank} (or, taken by
// the outbox, {provisional, held, fields} with the code of this desk's block that they got) and `open` {id} when it is
// somebody who is there already. blank {code, number}: the badge without a name that they got.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { codeWhileAway } from "../offline/spare-codes.js";
import { say } from "../core/page.js";

class DeskRegister extends HTMLElement {
  #looked = "";
  #found = ""; // the number whose enterprise was filled in
  #blank = null;
  #empty = ""; // what it held before anybody wrote into it
  #stop = null;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("input", (event) => this.#typed(event.target), { signal });
    this.addEventListener("keydown", (event) => this.#entered(event), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** An empty form, or one that already knows the enterprise: the second person needs a name and a tick. */
  begin({ brn = null, enterprise = null, kind = null, categories = [], blank = null } = {}) {
    this.#form.reset();
    this.onto(blank);
    this.#looked = this.#found = "";
    this.#wrong({});
    this.#hint("");
    this.#fill({ name: enterprise, kind, categories });
    this.#field("brn").value = brn ?? "";
    this.#field(enterprise ? "name" : "brn").focus();
    this.#empty = this.#content;
  }

  /** Whether somebody has written into it. */
  get written() {
    return this.checkVisibility() && this.#content !== this.#empty;
  }

  /** Who is being registered gets this badge without a name. */
  onto(blank) {
    this.#blank = blank;
    const place = this.querySelector("[data-blank]");
    place.textContent = blank ? say("claim_new", { blank: blank.number }) : "";
    place.hidden = !blank;
  }

  #typed(field) {
    if (field.name === "brn") this.#look(field.value.replace(/\D/g, ""));
    if (field.name === "need") this.querySelector(".need-consent").scrollIntoView({ block: "nearest" });
    if (field.name === "no_brn_reason") this.#citizen(field.value === "citizen");
  }

  // Enter goes on to the next field, as a hand on a number pad expects; in the last one it registers.
  #entered(event) {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches(".input")) return;
    const fields = [...this.querySelectorAll(".input:not(:disabled)")];
    const next = fields[fields.indexOf(event.target) + 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  #citizen(is) {
    for (const name of ["enterprise", "kind"]) this.#field(name).disabled = is;
  }

  async #look(digits) {
    if (digits === this.#looked) return;
    this.#looked = digits;
    if (digits === this.#found) return; // a scan that went through the field: what was filled in then may be changed by now
    this.#hint("");
    if (digits.length !== 10) return;
    const found = await read(`/desk/enterprise.json?brn=${digits}`);
    if (!found.ok || digits !== this.#looked) return;
    if (!found.valid) return this.#hint(found.message, "is-wrong");
    if (!found.enterprise) {
      this.#hint(say("unknown_brn"));
      return this.#field("enterprise").focus();
    }
    this.#found = digits;
    const { name, people } = found.enterprise;
    this.#hint(say("known_brn", { name, count: people.length }), "is-known", people);
    this.#fill(found.enterprise);
    this.#field("name").focus();
  }

  #fill({ name, kind, categories }) {
    this.#field("enterprise").value = name ?? "";
    this.#field("kind").value = kind ?? "";
    this.#citizen(false);
    for (const box of this.querySelectorAll('[name="categories"]')) box.checked = categories.includes(box.value);
  }

  // Who is registered already stands beside: perhaps it is they who stand here.
  #hint(sentence, className = "", people = []) {
    const place = this.querySelector('[data-hint="brn"]');
    place.className = `field-hint ${className}`;
    place.replaceChildren(sentence, ...people.flatMap((one) => [" ", personLink(one)]));
  }

  async #submit(event) {
    event.preventDefault();
    const button = this.querySelector('[type="submit"]');
    const fields = this.#fields();
    const blank = this.#blank;
    let held = null;
    const answer = await whileBusy(button, async () => {
      if (blank) return act("badge.claim", { ...fields, code: blank.code }, { quiet: true });
      held = await codeWhileAway();
      const given = held ? { ...fields, reserved_code: held.code } : fields;
      return actOrKeep("visitor.register", given, { quiet: true });
    });
    if (!answer) return;
    if (answer.ok) this.#tell("registered", { ...answer, held, fields, blank });
    else if (answer.code === "already_registered") this.#tell("open", { id: answer.visitor.id, message: answer.message });
    else this.#wrong(answer.fields ?? { form: answer.message });
  }

  #fields() {
    const given = new FormData(this.#form);
    const fields = { name: given.get("name"), consent: { keep: given.has("keep"), share: given.has("share") } };
    const citizen = given.get("no_brn_reason") === "citizen";
    const names = citizen ? ["phone"] : ["brn", "no_brn_reason", "enterprise", "kind", "phone"];
    for (const name of names) if (given.get(name)) fields[name] = given.get(name);
    if (given.get("badge_kind") !== "visitor") fields.badge_kind = given.get("badge_kind");
    if (given.has("need")) {
      fields.need = given.getAll("need").join(", ");
      fields.consent.need = given.has("need_consent");
    }
    if (citizen) fields.citizen = true;
    else fields.categories = given.getAll("categories");
    return fields;
  }

  #wrong(fields) {
    for (const place of this.querySelectorAll("[data-error]")) {
      const sentence = fields[place.dataset.error] ?? "";
      place.textContent = sentence;
      place.hidden = !sentence;
    }
    const others = Object.entries(fields).filter(([name]) => !this.querySelector(`[data-error="${name}"]`));
    const place = this.querySelector('[data-error="form"]');
    if (others.length) place.textContent = others.map(([, sentence]) => sentence).join(" ");
    place.hidden = !place.textContent;
    if (others.length) place.scrollIntoView({ block: "end" });
    const [first] = Object.keys(fields);
    this.#form.elements[first]?.focus?.();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  get #content() {
    return JSON.stringify([...new FormData(this.#form)]);
  }

  #field(name) {
    return this.#form.elements[name];
  }

  get #form() {
    return this.querySelector("form");
  }
}

function personLink({ id, number, name }) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "link" });
  made.dataset.open = id;
  made.textContent = `${number} ${name}`;
  return made;
}

customElements.define("desk-register", DeskRegister);
