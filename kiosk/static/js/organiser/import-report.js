// What a file would do: how much of each, what is wrong with the whole of it, then its rows, a page of them at a time.
import { find, findAround, make } from "../core/dom.js";
import { say } from "../core/page.js";
import { aboutWon } from "../core/won.js";
import { chip, element, number, sentenceOf } from "./import-parts.js";
import { paintGroups } from "./import-groups.js";
import { ImportRows } from "./import-rows.js";

/** @type {Verdict[]} */
const VERDICTS = ["added", "changed", "unchanged", "merged", "refused"];
/** @type {Verdict[]} */
const COUNTS = [...VERDICTS, "warned"];
const NOTES_SHOWN = 3;
const SAME_MIN = 3; // so many rows say the same: it is said once above them
const SAME_SHOWN = 4;

/** @typedef {Omit<ImportReading, "guess">} Report */
/** @typedef {keyof Omit<ImportResult, "rows">} Verdict */

export class ImportReport {
  /** @type {Report | null} */
  #report = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.rows = new ImportRows(root);
    root.addEventListener("click", (event) => {
      const said = findAround(event, "[data-said]");
      if (said) this.rows.only({ said: said.dataset.said });
    });
  }

  hide() {
    this.root.hidden = true;
  }

  get next() {
    return this.#report?.next;
  }

  /**
   * report: the answer of /organiser/import.json; about: {file, guessed}.
   * @param {Report} report
   * @param {{ file: string, guessed: boolean }} about
   */
  show(report, { file, guessed }) {
    this.#report = report;
    const kind = say(`kind_${report.kind}`);
    this.root.hidden = false;
    this.#at("[data-done]").hidden = true;
    this.#at("[data-columns]").hidden = false;
    this.#at("[data-title]").textContent = say("title", { file, kind, n: number(report.rows.length) });
    this.#at("[data-how]").hidden = false;
    this.#at("[data-how]").textContent = say(guessed ? "guessed" : "as_said", { kind });
    this.#paint(report);
    this.#paintApply(report);
  }

  /**
   * What was done, and the file that comes next.
   * @param {{ message: string, report: ImportResult }} answer
   */
  applied({ message, report }) {
    const before = this.#report;
    if (!before) return;
    const rows = before.rows.map((row, at) => ({ ...row, ...report.rows[at] }));
    this.#report = { ...before, ...report, notes: before.notes, rows, upload: null };
    this.#paint(this.#report);
    this.#paintApply(this.#report);
    this.#at("[data-first]").hidden = true;
    this.#at("[data-columns]").hidden = true;
    this.#at("[data-how]").hidden = true;
    const done = this.#at("[data-done]");
    find(done, "p").textContent = message;
    offer(find(done, "[data-next]"), before.next);
    done.hidden = false;
    done.focus();
  }

  /** @param {Report} report */
  #paint(report) {
    const first = this.#at("[data-first]");
    first.hidden = !report.needs.length;
    const [gravest, ...others] = report.needs.length ? report.notes : ["", ...report.notes];
    find(first, "p").textContent = gravest;
    if (report.needs.length) offer(find(first, "[data-next]"), report.needs[0]);
    this.#at(".import-counts").replaceChildren(...COUNTS.map((name) => countOf(name, report[name])));
    this.#paintMoney(report);
    paintGroups(this.#at(".import-groups"), report);
    this.#paintNotes([
      ...others.filter((note) => !isOfMoney(note, report)),
      ...(report.missing ? [say("missing", { n: number(report.missing) })] : []),
    ]);
    this.#paintSame(report.rows);
    this.rows.show(report);
  }

  /** @param {Report} report */
  #paintApply(report) {
    const change = report.added + report.changed + report.merged;
    const button = find(this.root, "[data-apply]", HTMLButtonElement);
    button.hidden = !report.upload;
    button.disabled = !change;
    button.classList.toggle("button-primary", !report.needs.length);
    const word = report.needs.length ? "apply_anyway" : "apply";
    button.textContent = change ? say(word, { n: number(change) }) : say("nothing");
  }

  /** @param {Report} report */
  #paintMoney({ total_won: total, largest }) {
    const box = this.#at(".import-money");
    box.hidden = total === undefined;
    if (total === undefined) return;
    const figures = [figure("total", total)];
    if (largest) figures.push(figure("largest", largest.won, `${largest.name} · ${say("at_row", { row: largest.row })}`));
    box.replaceChildren(...figures);
  }

  /** @param {string[]} notes */
  #paintNotes(notes) {
    const list = element("ul", "");
    list.append(...notes.map((note) => element("li", note)));
    const box = this.#at(".import-notes");
    box.hidden = !notes.length;
    if (notes.length <= NOTES_SHOWN) return void box.replaceChildren(list);
    const folded = make("details");
    folded.append(element("summary", say("more_notes", { n: notes.length })), list);
    box.replaceChildren(folded);
  }

  /**
   * What many rows say is said once, with how many they are.
   * @param {ImportRow[]} rows
   */
  #paintSame(rows) {
    /** @type {Map<string, string[]>} */
    const groups = new Map();
    for (const message of rows.flatMap((row) => row.messages)) {
      const sentence = sentenceOf(message);
      const said = groups.get(sentence);
      if (said) said.push(message);
      else groups.set(sentence, [message]);
    }
    const many = [...groups]
      .filter(([, said]) => said.length >= SAME_MIN)
      .sort(([, one], [, other]) => other.length - one.length);
    const box = this.#at(".import-same");
    box.hidden = !many.length || Boolean(this.#report?.needs.length);
    box.replaceChildren(
      ...many.slice(0, SAME_SHOWN).map(([sentence, said]) => {
        const button = element("button", "", "button");
        button.type = "button";
        button.dataset.said = sentence;
        button.append(element("b", say("in_rows", { n: number(said.length) })), element("span", said[0]));
        return button;
      }),
    );
  }

  /** @param {string} selector */
  #at(selector) {
    return find(this.root, selector);
  }
}

/**
 * The sentence that programs get, which the page shows as two figures.
 * @param {string} note
 * @param {Report} report
 */
function isOfMoney(note, { total_won: total, largest }) {
  if (!largest || total === undefined) return false;
  return (
    [total, largest.won].every((won) => note.includes(won.toLocaleString("en-US"))) && note.includes(largest.name.split(" ")[0])
  );
}

/**
 * @param {HTMLElement} button
 * @param {string | null} kind
 */
function offer(button, kind) {
  button.hidden = false;
  button.dataset.next = kind ?? "";
  if (!kind) button.textContent = say("all_in");
  else button.textContent = kind === "expo" ? say("first_expo") : say("choose_next", { kind: say(`kind_${kind}`) });
}

/**
 * @param {string} name
 * @param {number} count
 */
function countOf(name, count) {
  const box = element("p", "", count ? "" : "is-none");
  box.dataset.verdict = name;
  const word = element("span", "");
  word.append(...chip(name).childNodes);
  box.append(element("b", number(count)), word);
  return box;
}

/**
 * @param {string} name
 * @param {number} won
 * @param {string} more
 */
function figure(name, won, more = "") {
  const exact = say("won_plain", { won: won.toLocaleString("en-US") });
  const words = aboutWon(won);
  const box = element("p", "");
  box.append(element("span", say(name)), element("b", words));
  box.append(element("small", [words === exact ? "" : exact, more].filter(Boolean).join(" · ")));
  return box;
}
