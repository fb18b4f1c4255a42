// <desk-search>: one field for everything. What is typed is searched for; a badge's code typed or pasted is a scan.
// Where the server is away, people are found that this tablet keeps. Fires `badge` {code} and `open` {id}.
import { timeOf } from "../core/clock.js";
import { connection } from "../core/connection.js";
import { find, findAll, findAround, make } from "../core/dom.js";
import { page, say } from "../core/page.js";
import { waiting } from "../offline/outbox.js";
import { readSoon } from "../offline/read-soon.js";
import { keptPeople } from "../offline/snapshot/keeping.js";
import { digitsOf } from "../scanning/scans.js";
import { standingOf } from "./away.js";

/** @type {Record<string, string>} */
const CHIPS = { in: "is-ok", pending: "is-warning" };
const SETTLED_MS = 600; // a scanner's burst is over long before, and was told as one (hand-scanner.js)

/** @typedef {import("./away.js").Standing} Standing */
/** @typedef {{ id: number | string, number: number | string, name: string, enterprise?: string | null }} Named */
/** @typedef {[Named, Standing]} Found */

export class DeskSearch extends HTMLElement {
  #asked = 0;
  #settled = 0;
  #isAway = false; // as the last answer was
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#field.addEventListener("input", () => this.#typed(), { signal });
    this.#field.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("click", (event) => this.#open(findAround(event, "[data-id]")), { signal });
    for (const back of /** @type {const} */ (["up", "fresh"]))
      connection.addEventListener(back, () => this.refresh(), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @override */
  focus() {
    this.#field.focus({ preventScroll: true });
  }

  clear() {
    this.#field.value = "";
    this.#show([], "");
  }

  /** The same question again: somebody's state changed. */
  refresh() {
    if (this.#field.value) this.#ask();
  }

  #typed() {
    clearTimeout(this.#settled);
    if (digitsOf(this.#field.value)) this.#settled = setTimeout(() => this.#scan(), SETTLED_MS);
    else this.#ask();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.code === "Enter" || event.code === "NumpadEnter") {
      event.preventDefault();
      if (digitsOf(this.#field.value)) this.#scan();
      else if (!event.isComposing) this.#open(this.#rows.find(isSelected) ?? this.#rows[0] ?? null);
    } else if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      this.#move(event.code === "ArrowDown" ? 1 : -1);
    } else if (event.code === "Escape") this.clear();
  }

  #scan() {
    clearTimeout(this.#settled);
    const code = digitsOf(this.#field.value);
    this.clear();
    this.dispatchEvent(new CustomEvent("badge", { bubbles: true, detail: { code } }));
  }

  async #ask() {
    const asked = ++this.#asked;
    const typed = this.#field.value.trim();
    if (!typed) return this.#show([], "");
    if (this.#isAway) await this.#showKept(typed, asked); // the server is asked all the same
    const answer = await readSoon(`/desk/search.json?q=${encodeURIComponent(typed)}`);
    if (asked !== this.#asked) return;
    if (answer.away && !this.#isAway) await this.#showKept(typed, asked);
    this.#isAway = Boolean(answer.away);
    if (answer.ok) this.#show(answer.found.map(asFound), typed);
  }

  /**
   * @param {string} typed
   * @param {number} asked
   */
  async #showKept(typed, asked) {
    const { people, at, why } = await keptPeople();
    if (asked !== this.#asked) return;
    const found = people ? people.find(typed, waiting()).map((one) => /** @type {Found} */ ([one, standingOf(one, at)])) : [];
    this.#show(found, typed, { at, why });
  }

  /**
   * `kept`: as of when they were found without the server, or why nobody could be.
   * @param {Found[]} found
   * @param {string} typed
   * @param {{ at: number | null, why: string | null } | null} kept
   */
  #show(found, typed, kept = null) {
    if (!typed) ++this.#asked;
    this.#list.replaceChildren(...found.map(row));
    find(this, "[data-none]").hidden = !typed || found.length > 0 || kept !== null;
    find(this, "[data-hint]").hidden = Boolean(typed);
    const [note, none] = [find(this, "[data-away-found]"), find(this, "[data-away-none]")];
    note.hidden = none.hidden = true;
    if (kept?.at) {
      find(note, "b").textContent = say("away_found", { at: timeOf(kept.at) });
      note.hidden = false;
    }
    if (!kept || found.length) return;
    none.textContent = kept.at
      ? say("away_none", { at: timeOf(kept.at) })
      : say(`away_${kept.why === "none" ? "none_yet" : kept.why}`);
    none.hidden = false;
  }

  /** @param {number} by */
  #move(by) {
    const rows = this.#rows;
    const at = rows.findIndex(isSelected);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    for (const one of rows) one.setAttribute("aria-selected", String(one === next));
    next?.scrollIntoView({ block: "nearest" });
  }

  /** @param {HTMLElement | null} chosen */
  #open(chosen) {
    if (!chosen) return;
    for (const one of this.#rows) one.setAttribute("aria-selected", String(one === chosen));
    this.dispatchEvent(new CustomEvent("open", { bubbles: true, detail: { id: idOf(chosen), row: chosen } }));
  }

  get #field() {
    return find(this, "input");
  }

  get #list() {
    return find(this, "#desk-found");
  }

  get #rows() {
    return findAll(this, "[data-id]");
  }
}

/**
 * @param {Person & { since?: string }} person
 * @returns {Found}
 */
function asFound({ id, number, name, enterprise, state = "", since }) {
  return [
    { id, number, name, enterprise },
    { kind: CHIPS[state] ?? "", words: say(`state_${state}`, { since }) },
  ];
}

/** @param {HTMLElement} row */
function idOf({ dataset: { id = "" } }) {
  return Number(id) || id; // a text for who was registered here
}

/** @param {Found} found */
function row([{ id, number, name, enterprise }, { kind, words }]) {
  const made = make("li", { className: "desk-row", role: "option" });
  made.dataset.id = String(id);
  made.append(text("b", "desk-row-number", String(number || "–")), who(name, enterprise), text("span", `chip ${kind}`, words));
  return made;
}

/** @param {HTMLElement} row */
function isSelected(row) {
  return row.getAttribute("aria-selected") === "true";
}

/**
 * @param {string} name
 * @param {string | null | undefined} enterprise
 */
function who(name, enterprise) {
  const made = text("span", "desk-row-who", "");
  made.append(text("b", "", name), text("small", "quiet one-line", enterprise ?? say("citizen")));
  return made;
}

/**
 * @param {keyof HTMLElementTagNameMap} tag
 * @param {string} className
 * @param {string} content
 */
function text(tag, className, content) {
  return make(tag, { className, textContent: content, lang: page.lang });
}

customElements.define("desk-search", DeskSearch);
