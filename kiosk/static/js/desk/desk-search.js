// <desk-search>: one field for everything. What is typed is searched for; a badge's code typed or pasted is a scan.
// Fires `badge` {code} and `open` {id}.
import { read } from "../core/answers.js";
import { find, findAll, findAround, make } from "../core/dom.js";
import { page, say } from "../core/page.js";
import { digitsOf } from "../scanning/scans.js";

/** @type {Record<string, string>} */
const CHIPS = { in: "is-ok", pending: "is-warning" };
const SETTLED_MS = 600; // a scanner's burst is over long before, and was told as one (hand-scanner.js)

/** @typedef {Person & { since?: string }} Found */

export class DeskSearch extends HTMLElement {
  #asked = 0;
  #settled = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#field.addEventListener("input", () => this.#typed(), { signal });
    this.#field.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("click", (event) => this.#open(findAround(event, "[data-id]")), { signal });
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
    const answer = await read(`/desk/search.json?q=${encodeURIComponent(typed)}`);
    if (asked === this.#asked && answer.ok) this.#show(answer.found, typed);
    this.#away(Boolean(answer.away)); // the next key asks again
  }

  /**
   * @param {Found[]} found
   * @param {string} typed
   */
  #show(found, typed) {
    if (!typed) {
      ++this.#asked;
      this.#away(false);
    }
    this.#list.replaceChildren(...found.map(row));
    find(this, "[data-none]").hidden = !typed || found.length > 0;
    find(this, "[data-hint]").hidden = Boolean(typed);
  }

  /** @param {boolean} is */
  #away(is) {
    find(this, "[data-away-hint]").hidden = !is;
    if (!is) return;
    this.#list.replaceChildren(); // they were found for something else
    find(this, "[data-none]").hidden = true;
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
    this.dispatchEvent(new CustomEvent("open", { bubbles: true, detail: { id: Number(chosen.dataset.id), row: chosen } }));
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

/** @param {Found} found */
function row({ id, number, name, enterprise, state = "", since }) {
  const made = make("li", { className: "desk-row", role: "option" });
  made.dataset.id = String(id);
  made.append(
    text("b", "desk-row-number", String(number)),
    who(name, enterprise),
    text("span", `chip ${CHIPS[state] ?? ""}`, say(`state_${state}`, { since })),
  );
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
