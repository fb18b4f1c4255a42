// The rows of a file: refused ones first, then those with a warning, then the rest; filtered, and a page at a time, for a file
// may have twenty thousand.
import { chip, element, number, sentenceOf } from "./import-parts.js";
import { say } from "../core/page.js";
import { aboutWon } from "../core/won.js";

const PAGE = 100;
const VERDICTS = ["added", "changed", "unchanged", "merged", "refused"];
const MEANINGS = ["renamed", "replaced"];
// Kind of file -> the values that are shown beside a row's name, and what they are called.
const COLUMNS = {
  agencies: { booth: "booth", kind: "kind", counters: "counters", place: "place" },
  plan: { agency: "agency", department: "department", category: "category", won: "won", quarter: "quarter" },
  enterprises: { brn: "brn", person: "person", categories: "categories", wishes: "wishes", consent: "consent" },
  appointments: { agency: "agency", day: "day", time: "time", brn: "brn" },
  programme: { day: "day", time: "time", place: "where", capacity: "capacity" },
};

export class ImportRows {
  #rows = [];
  #kind = "";
  #open = true; // whether questions may still be answered
  #only = { verdict: "all" };
  #find = "";
  #from = 0;

  constructor(root) {
    this.root = root;
    this.filter = root.querySelector(".import-filter");
    this.pages = root.querySelector("[data-pages]");
    root.addEventListener("input", (event) => event.target.type === "search" && this.#found(event.target.value));
    root.addEventListener("click", (event) => {
      const { only, from } = event.target.closest("button")?.dataset ?? {};
      if (only) this.only({ verdict: only });
      if (from !== undefined) this.#turn(Number(from));
    });
  }

  show({ kind, rows, upload }) {
    this.#kind = kind;
    this.#open = Boolean(upload);
    this.#rows = [...rows].sort((one, other) => gravity(one) - gravity(other));
    this.#find = "";
    this.only({ verdict: rows.some((row) => row.messages.length) ? "told" : "all" });
  }

  /** Show only rows of a verdict, or those that say a sentence. */
  only(only) {
    this.#only = only;
    this.#from = 0;
    this.#paintFilter();
    this.#paint();
  }

  #found(text) {
    this.#find = text.trim().toLowerCase();
    this.#from = 0;
    this.#paint();
  }

  #turn(from) {
    this.#from = from;
    this.#paint();
    this.root.querySelector(".import-rows-frame").scrollTop = 0;
  }

  #paintFilter() {
    const counted = (name) => this.#rows.filter((row) => fits(row, { verdict: name })).length;
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
    for (const one of head.children) one.scope = "col";
    this.root.querySelector("thead").replaceChildren(head);
    const shown = rows.slice(this.#from, this.#from + PAGE);
    const lines = shown.flatMap((row) => this.#lines(row, columns.map(([name]) => name)));
    this.root.querySelector("tbody").replaceChildren(...(lines.length ? lines : [nothing(heads.length)]));
    this.#paintPages(rows.length, shown.length);
  }

  #paintPages(total, shown) {
    const rest = this.#only.verdict === "told" ? this.#rows.length - total : 0;
    const turn = (word, from, possible) => {
      const button = element("button", say(word), "button");
      Object.assign(button, { type: "button", disabled: !possible });
      button.dataset.from = from;
      return button;
    };
    const where = element("p", say("pages", { total: number(total), from: number(this.#from + 1), to: number(this.#from + shown) }), "quiet");
    const buttons = element("div", "", "row");
    if (total > PAGE) buttons.append(turn("before", this.#from - PAGE, this.#from > 0), turn("after", this.#from + PAGE, this.#from + PAGE < total));
    if (rest > 0 && !this.#find) {
      const all = element("button", say("rest", { n: number(rest) }), "button");
      all.type = "button";
      all.dataset.only = "all";
      buttons.append(all);
    }
    this.pages.replaceChildren(...(total ? [where] : []), buttons);
  }

  #lines(row, columns) {
    const line = element("tr", "");
    const state = element("td", "", "is-word");
    state.append(chip(row.verdict));
    if (row.messages.length && row.verdict !== "refused") state.append(chip("warned"));
    const place = row.sheet ? `${row.sheet} ${row.row}` : row.row;
    line.append(element("td", place, "amount"), state, element("td", row.name || "–", "import-name"), ...columns.map((name) => cell(name, row.values[name])));
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

function gravity({ verdict, messages }) {
  return verdict === "refused" ? 0 : messages.length ? 1 : 2;
}

function fits(row, { verdict, said }) {
  if (said) return row.messages.some((message) => sentenceOf(message) === said);
  if (verdict === "all") return true;
  return verdict === "told" ? row.messages.length > 0 : row.verdict === verdict;
}

function textOf(row) {
  return [row.row, row.name, ...Object.values(row.values).flat(), ...row.messages].join(" ").toLowerCase();
}

function isAmount(name) {
  return ["won", "counters", "capacity"].includes(name);
}

function cell(name, value) {
  if (name === "won" && value !== undefined) return amount(value);
  const shown = name === "consent" ? say(value ? "yes" : "no") : Array.isArray(value) ? listed(value) : name === "day" ? dayOf(value) : value;
  const word = ["brn", "booth", "time", "place", "quarter"].includes(name) ? "is-word" : name === "person" ? "is-person" : "";
  return element("td", shown ?? "–", isAmount(name) ? "amount" : word);
}

function amount(won) {
  const exact = say("won_plain", { won: won.toLocaleString("en-US") });
  const box = element("td", exact, "amount");
  const words = aboutWon(won);
  if (words !== exact) box.append(element("small", words));
  return box;
}

function listed(values) {
  return values.length > 1 ? say("more", { first: values[0], n: values.length - 1 }).replace(/ (?=\S+$)/, "\u00a0") : values[0];
}

function dayOf(day) {
  return /^\d$/.test(day ?? "") ? say("day_n", { n: day }) : day;
}

function nothing(width) {
  const line = element("tr", "");
  line.append(Object.assign(element("td", say("no_rows"), "quiet"), { colSpan: width }));
  return line;
}

/** Whether the agency at a booth bears another name now, or another agency comes. */
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
