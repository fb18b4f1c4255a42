// <organiser-desk>: sorts and filters the booths, searches everything with `/`, opens what is behind a number.
import { read } from "../core/answers.js";
import { find, findAll, findAround, make } from "../core/dom.js";
import "../core/live.js";
import { say, withStation } from "../core/page.js";
import { toast } from "../core/toast.js";

const SEARCH_AFTER_MS = 200;
const BOOTHS_FOUND = 3;
const WORDS = new Set(["number", "state"]); // sorted as text, rising; figures fall

class OrganiserDesk extends HTMLElement {
  #sort = { by: "number", falling: false };
  #timer = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#arrange(), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("acted", ({ detail }) => detail.ok && toast(detail.message), { signal });
    this.#field.addEventListener("input", () => this.#typed(), { signal });
    this.#field.addEventListener("focus", () => this.#typed(), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const sort = findAround(event, "[data-sort]");
    if (sort) return this.#sortBy(sort.dataset.sort ?? "");
    const link = findAround(event, "a[data-open]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      location.href = withStation(link.getAttribute("href") ?? "/");
    }
    if (!findAround(event, ".org-search")) this.#list.hidden = true;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape" && document.activeElement === this.#field) {
      this.#field.value = "";
      this.#typed();
      this.#field.blur();
    }
    if (event.key !== "/" || findAround(event, "input, textarea, select")) return;
    event.preventDefault();
    this.#field.focus();
    this.#field.select();
  }

  /** @param {string} by */
  #sortBy(by) {
    const falling = this.#sort.by === by ? !this.#sort.falling : !WORDS.has(by);
    this.#sort = { by, falling };
    this.#arrange();
  }

  #arrange() {
    const { by, falling } = this.#sort;
    for (const head of findAll(this, "[data-sort]")) {
      head.parentElement?.setAttribute("aria-sort", head.dataset.sort === by ? (falling ? "descending" : "ascending") : "none");
    }
    const list = this.querySelector(".org-rows");
    const rows = list ? /** @type {HTMLElement[]} */ ([...list.children]) : [];
    const value = (/** @type {HTMLElement} */ row) => (WORDS.has(by) ? (row.dataset[by] ?? "") : Number(row.dataset[by]));
    const order = (/** @type {HTMLElement} */ a, /** @type {HTMLElement} */ b) =>
      value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0;
    const sorted = [...rows].sort((a, b) => (falling ? -order(a, b) : order(a, b)) || numberOf(a).localeCompare(numberOf(b)));
    if (sorted.some((row, at) => row !== rows[at])) list?.append(...sorted);
    this.#filter();
  }

  #filter() {
    const words = this.#field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const row of findAll(this, ".org-rows > *")) {
      row.hidden = !words.every((word) => row.dataset.find?.toLowerCase().includes(word));
      any ||= !row.hidden;
    }
    const [none] = findAll(this, ".org-none");
    if (none) none.hidden = any || !this.querySelector(".org-rows > *");
  }

  #typed() {
    this.#filter();
    clearTimeout(this.#timer);
    this.#list.hidden = !this.#field.value.trim();
    if (!this.#list.hidden) this.#timer = setTimeout(() => this.#search(), SEARCH_AFTER_MS);
  }

  async #search() {
    const asked = this.#field.value.trim();
    const answer = await read(`/organiser/find.json?${new URLSearchParams({ q: asked })}`);
    // Where the server is away, which the band says, the booths are still filtered.
    if (answer.ok && this.#field.value.trim() === asked) this.#show(answer.found);
  }

  /** @param {FoundPerson[]} found */
  #show(found) {
    const booths = findAll(this, ".org-rows > :not([hidden])").slice(0, BOOTHS_FOUND);
    const rows = [...booths.map(boothOf), ...found.map(rowOf)];
    if (!rows.length) rows.push(make("li", { className: "quiet", textContent: say("nobody") }));
    this.#list.replaceChildren(...rows);
  }

  get #field() {
    return find(this, "#org-search", HTMLInputElement);
  }

  get #list() {
    return find(this, ".org-found");
  }
}

/** @param {HTMLElement} row */
function boothOf({ dataset }) {
  const row = make("li");
  const link = make("a", { href: `/booth?booth=${dataset.number}` });
  link.dataset.open = "";
  link.append(make("b", { textContent: dataset.name }));
  row.append(link);
  return row;
}

/** @param {FoundPerson} found */
function rowOf({ number, name, enterprise, where, booth }) {
  const row = make("li");
  const box = booth ? make("a", { href: `/booth?booth=${booth}` }) : make("span");
  if (booth) box.dataset.open = "";
  const who = make("b", { textContent: `${number} ${name}` });
  box.append(who, ` ${enterprise ?? ""} `, make("small", { textContent: where }));
  row.append(box);
  return row;
}

/** @param {HTMLElement} row */
function numberOf(row) {
  return row.dataset.number ?? "";
}

customElements.define("organiser-desk", OrganiserDesk);
