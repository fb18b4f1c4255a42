// Where headings are not known: a person says once which column is which, by what stands in them.
import { whileBusy } from "../core/actions.js";
import { find, findAll, findAround } from "../core/dom.js";
import { say } from "../core/page.js";
import { chip, element } from "./import-parts.js";

const TOGETHER = ["day", "time"]; // one column may hold both: its choice names them with a blank between

/** @typedef {{ name: string, heading: string, required: boolean }} ImportField */
/** @typedef {{ columns: Record<string, string>, remember: boolean }} Said field name -> key of a column, "" for none */

export class ImportColumns {
  /** @type {ImportGuess} */
  #guess = { row: 0, headings: [], keys: [], samples: [], columns: {} };
  /** @type {ImportField[]} */
  #fields = [];

  /**
   * `read({columns, remember})`: field name -> key of a column, "" for none.
   * @param {HTMLElement} root
   * @param {(said: Said) => Promise<unknown>} read
   */
  constructor(root, read) {
    this.root = root;
    root.addEventListener("change", (event) => this.#chose(findAround(event, "[data-column]", HTMLSelectElement)));
    const button = find(root, "[data-read]");
    button.addEventListener("click", () => {
      const missing = this.#missing();
      if (missing.length) return void find(root, ".import-column select").focus();
      return void whileBusy(button, () =>
        read({ columns: this.#said(), remember: find(root, "[name=remember]", HTMLInputElement).checked }),
      );
    });
  }

  hide() {
    this.root.hidden = true;
  }

  /**
   * @param {string} kind
   * @param {ImportGuess} guess
   * @param {string} why
   */
  show(kind, guess, why) {
    this.#guess = guess;
    this.#fields = JSON.parse(find(document, ".import-fields").textContent ?? "{}")[kind];
    const [fault] = why.split(/(?<=\.) /); // what to write instead is not asked here
    find(this.root, "[data-columns-why]").textContent = `${fault} ${say("columns_why", { row: guess.row })}`.trim();
    /** @type {Record<number, string>} */
    const taken = {};
    for (const [name, column] of Object.entries(guess.columns)) taken[column] = taken[column] ? `${taken[column]} ${name}` : name;
    const columns = guess.keys.map((_, at) => this.#column(at, taken[at] ?? ""));
    find(this.root, ".import-column-list").replaceChildren(...columns);
    this.root.hidden = false;
    this.#paint();
    find(this.root, "h2").focus();
  }

  /**
   * @param {number} at
   * @param {string} taken
   */
  #column(at, taken) {
    const heading = this.#guess.headings[at] || say("no_heading", { n: at + 1 });
    const box = element("label", "", "import-column");
    const select = element("select", "", "input");
    select.dataset.column = String(at);
    select.append(Object.assign(element("option", say("not_used")), { value: "" }));
    for (const { name, heading: shown, required } of this.#fields) {
      const option = element("option", required ? `${shown} (${say("needed")})` : shown);
      option.value = name;
      select.append(option);
    }
    const together = this.#fields.filter((one) => TOGETHER.includes(one.name));
    if (together.length === TOGETHER.length) {
      const option = element("option", together.map((one) => one.heading).join(" + "));
      option.value = TOGETHER.join(" ");
      select.append(option);
    }
    select.value = taken;
    const samples = this.#guess.samples[at].join(" · ") || say("no_samples");
    box.append(element("span", heading, "field-name"), element("span", samples, "import-samples"), select);
    return box;
  }

  /**
   * A field stands in one column: the one chosen last.
   * @param {HTMLSelectElement | null} select
   */
  #chose(select) {
    if (!select) return;
    for (const other of this.#selects) {
      if (other !== select && names(select).some((name) => names(other).includes(name))) other.value = "";
    }
    this.#paint();
  }

  #paint() {
    const used = new Set(this.#selects.flatMap(names));
    for (const one of this.#selects) one.parentElement?.classList.toggle("is-used", Boolean(one.value));
    const wanted = this.#fields
      .filter((one) => one.required)
      .map(({ name, heading }) => {
        const state = chip(used.has(name) ? "added" : "refused");
        const word = /** @type {Text} */ (state.lastChild);
        word.data = used.has(name) ? heading : `${heading} · ${say("needed")}`;
        return state;
      });
    find(this.root, ".import-wanted").replaceChildren(...wanted);
    find(this.root, "[data-read]").setAttribute("aria-disabled", String(this.#missing().length > 0));
  }

  #missing() {
    const used = this.#selects.flatMap(names);
    return this.#fields.filter((one) => one.required && !used.includes(one.name));
  }

  /** @returns {Record<string, string>} */
  #said() {
    const of = Object.fromEntries(
      this.#selects.flatMap((one) => names(one).map((name) => [name, this.#guess.keys[Number(one.dataset.column)]])),
    );
    return Object.fromEntries(this.#fields.map(({ name }) => [name, of[name] ?? ""]));
  }

  get #selects() {
    return findAll(this.root, "[data-column]", HTMLSelectElement);
  }
}

/** @param {HTMLSelectElement} select */
function names(select) {
  return select.value ? select.value.split(" ") : [];
}
