// <desk-register>: the walk-in form. The 사업자등록번호 fills the rest. Fires `registered` {visitor, blank} (or, taken by
// the outbox, {provisional, held, fields} with the code of this desk's block that they got) and `open` {id} when it is
// somebody who is there already. blank {code, number}: the badge without a name that they got.
import { whileBusy } from "../core/actions.js";
import { isStale } from "../core/connection.js";
import { find, findAll, findAround, formField, makeButton } from "../core/dom.js";
import { wordsRead } from "../core/own-words.js";
import { say } from "../core/page.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { waiting } from "../offline/outbox.js";
import { readSoon } from "../offline/read-soon.js";
import { keptPeople } from "../offline/snapshot/keeping.js";
import { codeWhileAway } from "../offline/spare-codes.js";

/** @typedef {{ id: number | string, number: number | string, name: string }} Named */
/** @typedef {{ code: string, number: string | number }} EmptyBadge a badge that is nobody's yet */

export class DeskRegister extends HTMLElement {
  #looked = "";
  #found = ""; // the number whose enterprise was filled in
  /** @type {EmptyBadge | null} */
  #blank = null;
  #empty = ""; // what it held before anybody wrote into it
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("input", (event) => this.#typed(/** @type {HTMLInputElement} */ (event.target)), { signal });
    this.addEventListener("keydown", (event) => this.#entered(event), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /**
   * An empty form, or one that already knows the enterprise: the second person needs a name and a tick.
   * @param {Partial<Omit<EnterpriseForm, "name">> & { brn?: string | null, enterprise?: string | null, blank?: EmptyBadge | null }} known
   */
  begin({ brn = null, enterprise = null, kind = null, categories = [], blank = null } = {}) {
    this.#form.reset();
    this.onto(blank);
    this.#looked = this.#found = "";
    this.#wrong({});
    this.#hint("");
    this.#fill({ name: enterprise, kind, categories });
    this.#input("brn").value = brn ?? "";
    this.#input(enterprise ? "name" : "brn").focus();
    this.#empty = this.#content;
  }

  /** Whether somebody has written into it. */
  get written() {
    return this.checkVisibility() && this.#content !== this.#empty;
  }

  /**
   * Who is being registered gets this badge without a name.
   * @param {EmptyBadge | null} blank
   */
  onto(blank) {
    this.#blank = blank;
    const place = find(this, "[data-blank]");
    place.textContent = blank ? say("claim_new", { blank: blank.number }) : "";
    place.hidden = !blank;
  }

  /** @param {HTMLInputElement} field */
  #typed(field) {
    if (field.name === "brn") this.#look(field.value.replace(/\D/g, ""));
    if (field.name === "need") find(this, ".need-consent").scrollIntoView({ block: "nearest" });
    if (field.name === "no_brn_reason") this.#citizen(field.value === "citizen");
  }

  /**
   * Enter goes on to the next field, as a hand on a number pad expects; in the last one it registers.
   * @param {KeyboardEvent} event
   */
  #entered(event) {
    if (event.key !== "Enter" || event.isComposing || !findAround(event, ".input")) return;
    const fields = findAll(this, ".input:not(:disabled)");
    const next = fields[fields.indexOf(/** @type {HTMLElement} */ (event.target)) + 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  /** @param {boolean} is */
  #citizen(is) {
    this.#input("enterprise").disabled = this.#kind.disabled = is;
  }

  /** @param {string} digits */
  async #look(digits) {
    if (digits === this.#looked) return;
    this.#looked = digits;
    if (digits === this.#found) return; // a scan that went through the field: what was filled in then may be changed by now
    this.#hint("");
    if (digits.length !== 10) return;
    const found = await readSoon(`/desk/enterprise.json?brn=${digits}`);
    if (found.away) return this.#lookInKept(digits);
    if (!found.ok || digits !== this.#looked) return;
    if (!found.valid) return this.#hint(found.message, "is-wrong");
    if (!found.enterprise) {
      this.#hint(say("unknown_brn"));
      return this.#input("enterprise").focus();
    }
    this.#know(digits, found.enterprise, found.enterprise.people);
  }

  // The server is away: what this tablet knows of the enterprise.
  async #lookInKept(/** @type {string} */ digits) {
    const { people } = await keptPeople();
    const enterprise = people?.enterprise(digits, waiting());
    if (digits !== this.#looked) return;
    if (enterprise) this.#know(digits, enterprise, enterprise.people);
    else if (people) this.#hint(say("away_unknown_brn"));
  }

  /**
   * @param {string} digits
   * @param {EnterpriseForm} enterprise
   * @param {Named[]} people
   */
  #know(digits, enterprise, people) {
    this.#found = digits;
    this.#hint(say("known_brn", { name: enterprise.name, count: people.length }), "is-known", people);
    this.#fill(enterprise);
    this.#input("name").focus();
  }

  /** @param {Partial<EnterpriseForm>} enterprise */
  #fill({ name, kind, categories = [] }) {
    this.#input("enterprise").value = name ?? "";
    this.#kind.value = kind ?? "";
    this.#citizen(false);
    for (const box of findAll(this, '[name="categories"]', HTMLInputElement)) box.checked = categories.includes(box.value);
  }

  /**
   * Who is registered already stands beside: perhaps it is they who stand here.
   * @param {string} sentence
   * @param {string} className
   * @param {Named[]} people
   */
  #hint(sentence, className = "", people = []) {
    const place = find(this, '[data-hint="brn"]');
    place.className = `field-hint ${className}`;
    place.replaceChildren(sentence, ...people.flatMap((one) => [" ", personLink(one)]));
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const button = find(this, '[type="submit"]');
    const fields = this.#fields();
    const blank = this.#blank;
    const known = isStale() ? await this.#knownWhileAway(fields) : undefined;
    if (known) return this.#tell("open", { id: known.id, message: say("away_registered", { number: known.number || "–" }) });
    /** @type {SpareCode | null} */
    let held = null;
    const answer = await whileBusy(button, async () => {
      if (blank)
        return /** @type {KeptOr<"visitor.register">} */ (
          await actOrKeep("badge.claim", { ...fields, code: blank.code }, { quiet: true })
        );
      held = await codeWhileAway();
      const given = held ? { ...fields, reserved_code: held.code } : fields;
      return actOrKeep("visitor.register", given, { quiet: true });
    });
    if (!answer) return undefined;
    if (answer.ok) return this.#tell("registered", { ...answer, held, fields, blank });
    if (answer.code === "already_registered") return this.#tell("open", { id: answer.visitor?.id, message: answer.message });
    return this.#wrong(answer.fields ?? { form: answer.message });
  }

  // Else somebody would be registered twice, and only the server would say so afterwards.
  async #knownWhileAway(/** @type {Fields} */ { name, enterprise, brn }) {
    const { people } = await keptPeople();
    return people?.same({ name: String(name), enterprise: String(enterprise ?? ""), brn: String(brn ?? "") }, waiting());
  }

  /** @returns {Fields} */
  #fields() {
    const given = new FormData(this.#form);
    const consent = { keep: given.has("keep"), share: given.has("share") };
    /** @type {Fields} */
    const fields = { name: given.get("name"), consent, ...wordsRead() };
    const citizen = given.get("no_brn_reason") === "citizen";
    const names = citizen ? ["phone"] : ["brn", "no_brn_reason", "enterprise", "kind", "phone"];
    for (const name of names) if (given.get(name)) fields[name] = given.get(name);
    if (given.get("badge_kind") !== "visitor") fields.badge_kind = given.get("badge_kind");
    if (given.has("need")) {
      fields.need = given.getAll("need").join(", ");
      fields.consent = { ...consent, need: given.has("need_consent") };
    }
    if (citizen) fields.citizen = true;
    else fields.categories = given.getAll("categories");
    return fields;
  }

  /** @param {Record<string, string>} fields */
  #wrong(fields) {
    for (const place of findAll(this, "[data-error]")) {
      const sentence = fields[place.dataset.error ?? ""] ?? "";
      place.textContent = sentence;
      place.hidden = !sentence;
    }
    const others = Object.entries(fields).filter(([name]) => !this.querySelector(`[data-error="${name}"]`));
    const place = find(this, '[data-error="form"]');
    if (others.length) place.textContent = others.map(([, sentence]) => sentence).join(" ");
    place.hidden = !place.textContent;
    if (others.length) place.scrollIntoView({ block: "end" });
    const [first] = Object.keys(fields);
    const field = first ? this.#form.elements.namedItem(first) : null;
    if (field instanceof HTMLElement) field.focus();
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  get #content() {
    return JSON.stringify([...new FormData(this.#form)]);
  }

  /** @param {string} name */
  #input(name) {
    return formField(this.#form, name);
  }

  get #kind() {
    return formField(this.#form, "kind", HTMLSelectElement);
  }

  get #form() {
    return find(this, "form");
  }
}

/** @param {Named} person */
function personLink({ id, number, name }) {
  return makeButton(`${number} ${name}`, "link", { open: String(id) });
}

customElements.define("desk-register", DeskRegister);
