// <organiser-desk>: sorts the booths, filters them by what is searched for, leads to the organiser's other pages.
import { findAll, findAround } from "../core/dom.js";
import "../core/live.js";
import { withStation } from "../core/page.js";
import { toast } from "../core/toast.js";

const WORDS = new Set(["number", "state"]); // sorted as text, rising; figures fall

class OrganiserDesk extends HTMLElement {
  #sort = { by: "number", falling: false };
  #words = "";
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#arrange(), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("acted", ({ detail }) => detail.ok && toast(detail.message), { signal });
    this.addEventListener("searched", ({ detail }) => this.#narrow(detail), { signal });
  }

  disconnectedCallback() {
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
    return undefined;
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

  /** @param {string} words */
  #narrow(words) {
    this.#words = words;
    this.#filter();
  }

  #filter() {
    const words = this.#words.toLowerCase().split(/\s+/).filter(Boolean);
    let any = false;
    for (const row of findAll(this, ".org-rows > *")) {
      row.hidden = !words.every((word) => row.dataset.find?.toLowerCase().includes(word));
      any ||= !row.hidden;
    }
    const [none] = findAll(this, ".org-none");
    if (none) none.hidden = any || !this.querySelector(".org-rows > *");
  }
}

/** @param {HTMLElement} row */
function numberOf(row) {
  return row.dataset.number ?? "";
}

customElements.define("organiser-desk", OrganiserDesk);
