// The rows of a file: refused ones first, then those with a warning, then the rest; filtered, and a page at a time, for a file
// may have twenty thousand.
import { find, findAround } from "../core/dom.js";
import { say } from "../core/page.js";
import { aboutWon } from "../core/won.js";
import { chip, element, number, sentenceOf } from "./import-parts.js";

const PAGE = 100;
const VERDICTS = ["added", "changed", "unchanged", "merged", "refused"];
const MEANINGS = ["renamed", "replaced"];
// Kind of file -> the values that are shown beside a row's name, and what they are called.
/** @type {Record<string, Record<string, string>>} */
const COLUMNS = {
  agencies: { booth: "booth", kind: "kind", counters: "counters", place: "place" },
  plan: { agency: "agency", department: "department", category: "category", won: "won", quarter: "quarter" },
  enterprises: { brn: "brn", person: "person", categories: "categories", wishes: "wishes", consent: "consent" },
  appointments: { agency: "agency", day: "day", time: "time", brn: "brn" },
  programme: { day: "day", time: "time", ends: "ends", place: "where", capacity: "capacity", kind: "event_kind" },
  places: { place: "place" },
  follow_ups: {
    agency: "agency",
    became: "became",
    contracted_on: "contracted_on",
    won: "won",
    document: "document",
    reason: "reason",
  },
  purchases: { agency: "agency", product: "category", bought_on: "bought_on", won: "won", document: "document" },
  marks: { agency: "agency", side: "side", brn: "brn" },
  away: { day: "day", from: "from", until: "until" },
  timetable_answers: {
    agency: "agency",
    day: "day",
    time: "time",
    agency_says: "agency_says",
    enterprise_says: "enterprise_says",
  },
  paper: { booth: "booth", day: "day", time: "time", ends: "ends", outcome: "outcome", won: "won" },
};

/** @typedef {{ verdict?: string, said?: string }} Only rows of a verdict, or that say a sentence */
/** @typedef {ImportRow["values"][string]} Value */

export class ImportRows {
  /** @type {ImportRow[]} */
  #rows = [];
  #kind = "";
  #open = true; // whether questions may still be answered
  /** @type {Only} */
  #only = { verdict: "all" };
  #find = "";
  #from = 0;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.filter = find(root, ".import-filter");
    this.pages = find(root, "[data-pages]");
    root.addEventListener("input", (event) => this.#found(findAround(event, "input[type=search]", HTMLInputElement)));
    root.addEventListener("click", (event) => {
      const { only, from } = findAround(event, "button")?.dataset ?? {};
      if (only) this.only({ verdict: only });
      if (from !== undefined) this.#turn(Number(from));
    });
  }

  /** @param {{ kind: string, rows: ImportRow[], upload: string | null }} report */
  show({ kind, rows, upload }) {
    this.#kind = kind;
    this.#open = Boolean(upload);
    this.#rows = [...rows].sort((one, other) => gravity(one) - gravity(other));
    this.#find = "";
    this.only({ verdict: rows.some((row) => row.messages.length) ? "told" : "all" });
  }

  /**
   * Show only rows of a verdict, or those that say a sentence.
   * @param {Only} only
   */
  only(only) {
    this.#only = only;
    this.#from = 0;
    this.#paintFilter();
    this.#paint();
  }

  /** @param {HTMLInputElement | null} field */
  #found(field) {
    if (!field) return;
    this.#find = field.value.trim().toLowerCase();
    this.#from = 0;
    this.#paint();
  }

  /** @param {number} from */
  #turn(from) {
    this.#from = from;
    this.#paint();
    find(this.root, ".import-rows-frame").scrollTop = 0;
  }

  #paintFilter() {
    const counted = (/** @type {string} */ name) => this.#rows.filter((row) => fits(row, { verdict: name })).length;
    const names = ["told", ...VERDICTS].filter(counted);
    const buttons = ["all", ...names].map((name) => {
      const button = element("button", `${say(name)} ${number(counted(name))}`, "button");
      Object.assign(button, { type: "button" });
      button.dataset.only = name;
      button.setAttribute("aria-pressed", String(name === this.#only.verdict));
      return button;
    });
    const find = Object.assign(element("input", "", "input"), { type: "search", placeholder: say("find"), value: this.#find });
    find.setAttribute("aria-label", say("find"));
    this.filter.replaceChildren(...buttons, find);
  }

  #paint() {
    const rows = this.#rows.filter((row) => fits(row, this.#only) && (!this.#find || textOf(row).includes(this.#find)));
    const columns = Object.entries(COLUMNS[this.#kind]);
    const head = element("tr", "");
    const heads = [say("row"), say("verdict"), say("name"), ...columns.map(([, word]) => say(`value_${word}`))];
    head.append(...heads.map((word, at) => element("th", word, isAmount(columns[at - 3]?.[0]) || !at ? "amount" : "")));
    for (const one of head.children) one.setAttribute("scope", "col");
    find(this.root, "thead").replaceChildren(head);
    const shown = rows.slice(this.#from, this.#from + PAGE);
    const lines = shown.flatMap((row) =>
      this.#lines(
        row,
        columns.map(([name]) => name),
      ),
    );
    find(this.root, "tbody").replaceChildren(...(lines.length ? lines : [nothing(heads.length)]));
    this.#paintPages(rows.length, shown.length);
  }

  /**
   * @param {number} total
   * @param {number} shown
   */
  #paintPages(total, shown) {
    const rest = this.#only.verdict === "told" ? this.#rows.length - total : 0;
    const turn = (/** @type {string} */ word, /** @type {number} */ from, /** @type {boolean} */ possible) => {
      const button = element("button", say(word), "button");
      Object.assign(button, { type: "button", disabled: !possible });
      button.dataset.from = String(from);
      return button;
    };
    const where = element(
      "p",
      say("pages", { total: number(total), from: number(this.#from + 1), to: number(this.#from + shown) }),
      "quiet",
    );
    const buttons = element("div", "", "row");
    if (total > PAGE)
      buttons.append(
        turn("before", this.#from - PAGE, this.#from > 0),
        turn("after", this.#from + PAGE, this.#from + PAGE < total),
      );
    if (rest > 0 && !this.#find) {
      const all = element("button", say("rest", { n: number(rest) }), "button");
      all.type = "button";
      all.dataset.only = "all";
      buttons.append(all);
    }
    this.pages.replaceChildren(...(total ? [where] : []), buttons);
  }

  /**
   * @param {ImportRow} row
   * @param {string[]} columns
   */
  #lines(row, columns) {
    const line = element("tr", "");
    const state = element("td", "", "is-word");
    state.append(chip(row.verdict));
    if (row.messages.length && row.verdict !== "refused") state.append(chip("warned"));
    const place = row.sheet ? `${row.sheet} ${row.row}` : row.row;
    line.append(
      element("td", place, "amount"),
      state,
      element("td", row.name || "–", "import-name"),
      ...columns.map((name) => cell(name, row.values[name])),
    );
    if (!row.messages.length && !(row.asks && this.#open)) return [line];
    const said = element("tr", "", `is-said ${row.verdict === "refused" ? "is-refused" : ""}`);
    const words = element("td", "");
    words.colSpan = columns.length + 1;
    words.append(...row.messages.map((message) => element("p", message)));
    if (row.asks && this.#open) words.append(choiceOf(row.asks));
    const blank = element("td", "");
    blank.colSpan = 2;
    said.append(blank, words);
    return [line, said];
  }
}

/** @param {ImportRow} row */
function gravity({ verdict, messages }) {
  return verdict === "refused" ? 0 : messages.length ? 1 : 2;
}

/**
 * @param {ImportRow} row
 * @param {Only} only
 */
function fits(row, { verdict, said }) {
  if (said) return row.messages.some((message) => sentenceOf(message) === said);
  if (verdict === "all") return true;
  return verdict === "told" ? row.messages.length > 0 : row.verdict === verdict;
}

/** @param {ImportRow} row */
function textOf(row) {
  return [row.row, row.name, ...Object.values(row.values).flat(), ...row.messages].join(" ").toLowerCase();
}

/** @param {string | undefined} name */
function isAmount(name) {
  return ["won", "counters", "capacity"].includes(name ?? "");
}

/**
 * @param {string} name
 * @param {Value} value
 */
function cell(name, value) {
  if (name === "won" && value !== undefined) return amount(Number(value));
  const shown =
    name === "consent"
      ? say(value ? "yes" : "no")
      : Array.isArray(value)
        ? listed(value)
        : name === "day" && value
          ? dayOf(String(value))
          : value;
  const word = ["brn", "booth", "time", "place", "quarter"].includes(name) ? "is-word" : name === "person" ? "is-person" : "";
  return element("td", String(shown ?? "–"), isAmount(name) ? "amount" : word);
}

/** @param {number} won */
function amount(won) {
  const exact = say("won_plain", { won: won.toLocaleString("en-US") });
  const box = element("td", exact, "amount");
  const words = aboutWon(won);
  if (words !== exact) box.append(element("small", words));
  return box;
}

/** @param {string[]} values */
function listed(values) {
  return values.length > 1 ? say("more", { first: values[0], n: values.length - 1 }).replace(/ (?=\S+$)/, "\u00a0") : values[0];
}

/** @param {string} day */
function dayOf(day) {
  return /^\d$/.test(day) ? say("day_n", { n: day }) : day;
}

/** @param {number} width */
function nothing(width) {
  const line = element("tr", "");
  line.append(Object.assign(element("td", say("no_rows"), "quiet"), { colSpan: width }));
  return line;
}

/**
 * Whether the agency at a booth bears another name now, or another agency comes.
 * @param {NonNullable<ImportRow["asks"]>} asks
 */
function choiceOf({ booth, agency, meant }) {
  const choice = element("div", "", "row import-means");
  choice.setAttribute("role", "group");
  choice.setAttribute("aria-label", booth);
  for (const meaning of MEANINGS) {
    const button = element("button", say(meaning, { agency }), "button");
    button.type = "button";
    Object.assign(button.dataset, { means: meaning, booth });
    button.setAttribute("aria-pressed", String(meant === meaning));
    choice.append(button);
  }
  return choice;
}
