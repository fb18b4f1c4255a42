// <desk-search>: one field for everything. What is typed is searched for; a badge's code typed or pasted is a scan.
// Fires `scan` {code} and `open` {id}.
import { read } from "../core/answers.js";
import { page, say } from "../core/page.js";
import { digitsOf } from "../scanning/scans.js";

const SETTLED_MS = 600; // a scanner's burst is over long before, and was told as one (hand-scanner.js)

class DeskSearch extends HTMLElement {
  #asked = 0;
  #settled = null;
  #stop = null;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#field.addEventListener("input", () => this.#typed(), { signal });
    this.#field.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.addEventListener("click", (event) => this.#open(event.target.closest("[data-id]")), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

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

  #key(event) {
    if (event.code === "Enter" || event.code === "NumpadEnter") {
      event.preventDefault();
      if (digitsOf(this.#field.value)) this.#scan();
      else if (!event.isComposing) this.#open(this.querySelector('[aria-selected="true"]') ?? this.querySelector("[data-id]"));
    } else if (event.code === "ArrowDown" || event.code === "ArrowUp") {
      event.preventDefault();
      this.#move(event.code === "ArrowDown" ? 1 : -1);
    } else if (event.code === "Escape") this.clear();
  }

  #scan() {
    clearTimeout(this.#settled);
    const code = digitsOf(this.#field.value);
    this.clear();
    this.dispatchEvent(new CustomEvent("scan", { bubbles: true, detail: { code } }));
  }

  async #ask() {
    const asked = ++this.#asked;
    const typed = this.#field.value.trim();
    if (!typed) return this.#show([], "");
    const answer = await read(`/desk/search.json?q=${encodeURIComponent(typed)}`);
    if (asked === this.#asked && answer.ok) this.#show(answer.found, typed);
    this.#away(Boolean(answer.away)); // the next key asks again
  }

  #show(found, typed) {
    if (!typed) {
      ++this.#asked;
      this.#away(false);
    }
    this.#list.replaceChildren(...found.map(row));
    this.querySelector("[data-none]").hidden = !typed || found.length > 0;
    this.querySelector("[data-hint]").hidden = Boolean(typed);
  }

  #away(is) {
    this.querySelector("[data-away-hint]").hidden = !is;
    if (!is) return;
    this.#list.replaceChildren(); // they were found for something else
    this.querySelector("[data-none]").hidden = true;
  }

  #move(by) {
    const rows = [...this.querySelectorAll("[data-id]")];
    const at = rows.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    for (const one of rows) one.setAttribute("aria-selected", String(one === next));
    next?.scrollIntoView({ block: "nearest" });
  }

  #open(chosen) {
    if (!chosen) return;
    for (const one of this.querySelectorAll("[data-id]")) one.setAttribute("aria-selected", String(one === chosen));
    this.dispatchEvent(new CustomEvent("open", { bubbles: true, detail: { id: Number(chosen.dataset.id), row: chosen } }));
  }

  get #field() {
    return this.querySelector("input");
  }

  get #list() {
    return this.querySelector("#desk-found");
  }
}

function row({ id, number, name, enterprise, state, since }) {
  const made = Object.assign(document.createElement("li"), { className: "desk-row", role: "option" });
  made.dataset.id = id;
  made.append(
    text("b", "desk-row-number", number),
    who(name, enterprise),
    text("span", `chip ${{ in: "is-ok", pending: "is-warning" }[state] ?? ""}`, say(`state_${state}`, { since })),
  );
  return made;
}

function who(name, enterprise) {
  const made = text("span", "desk-row-who", "");
  made.append(text("b", "", name), text("small", "quiet one-line", enterprise ?? say("citizen")));
  return made;
}

function text(tag, className, content) {
  return Object.assign(document.createElement(tag), { className, textContent: content, lang: page.lang });
}

customElements.define("desk-search", DeskSearch);
