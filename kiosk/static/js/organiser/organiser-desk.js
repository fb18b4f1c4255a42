// <organiser-desk>: the table of booths: sorted, filtered, with the columns that this browser chose; leads to other pages.
import { findAll, findAround } from "../core/dom.js";
import "../core/live.js";
import { withStation } from "../core/page.js";
import { keepInMind, recall } from "../core/recall.js";
import { toast } from "../core/toast.js";

const WORDS = new Set(["number", "state"]); // sorted as text, rising; figures fall
const HIDDEN = "organiser-columns"; // the columns that are not shown, by name
/** Which rows a filter shows.
 * @type {Record<string, (row: DOMStringMap) => boolean>} */
const FILTERS = {
  waiting: ({ waiting }) => Number(waiting) > 0,
  free: ({ free, state }) => Number(free) > 0 && state === "open",
  paused: ({ state }) => state === "paused",
  closed: ({ state }) => state === "closed",
};

class OrganiserDesk extends HTMLElement {
  #sort = { by: "number", falling: false };
  #words = "";
  #chosen = "";
  /** @type {Map<string, number>} */
  #scrolled = new Map(); // place id -> how far its list is scrolled: painting it anew moves nothing
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("live:join", ({ detail }) => this.#painted(detail.data), { signal });
    this.addEventListener("live:show", ({ detail }) => this.#painted(detail.data), { signal });
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("change", (event) => this.#change(event), { signal });
    this.addEventListener("input", (event) => this.#typed(event), { signal });
    this.addEventListener("scroll", (event) => this.#keepScroll(event), { signal, capture: true });
    this.addEventListener("acted", ({ detail }) => detail.ok && toast(detail.message), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {unknown} data the topic's own, organiser.json's */
  #painted(data) {
    const { stations } = /** @type {{ stations?: number }} */ (data ?? {});
    const [count] = findAll(document, "[data-stations]");
    if (count && stations !== undefined) count.textContent = String(stations);
    this.#countAlarms();
    this.#hideColumns(recall(HIDDEN));
    this.#scrollBack();
    this.#arrange();
  }

  // A phone says below, at the thumb, how many there are.
  #countAlarms() {
    const [shown] = findAll(this, "[data-alarms]");
    const [panel] = findAll(this, "[data-count]");
    if (shown) shown.textContent = Number(panel?.dataset.count) ? String(panel.dataset.count) : "";
  }

  /** @param {Event} event */
  #keepScroll({ target }) {
    const place = target instanceof Element && target.matches(".org-scroll") ? target.closest("[id]:not(.org-scroll)") : null;
    if (place && target instanceof Element) this.#scrolled.set(place.id, target.scrollTop);
  }

  #scrollBack() {
    for (const [id, top] of this.#scrolled) {
      const list = document.querySelector(`#${id} .org-scroll`);
      if (list && list.scrollTop !== top) list.scrollTop = top;
    }
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const sort = findAround(event, "[data-sort]");
    if (sort) return this.#sortBy(sort.dataset.sort ?? "");
    const filter = findAround(event, "[data-filter]");
    if (filter) return this.#choose(filter.dataset.filter ?? "");
    const link = findAround(event, "a[data-open]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      location.href = withStation(link.getAttribute("href") ?? "/");
    }
    return undefined;
  }

  /** @param {Event} event */
  #change(event) {
    if (!findAround(event, "[data-shows]")) return;
    const boxes = /** @type {HTMLInputElement[]} */ (findAll(this, "[data-shows]"));
    const hidden = boxes.filter((box) => !box.checked).map((box) => box.dataset.shows);
    keepInMind(HIDDEN, hidden.join(" "));
    this.#hideColumns(hidden.join(" "));
  }

  /** @param {Event} event */
  #typed(event) {
    const field = findAround(event, "input[data-words]");
    if (field) this.#words = /** @type {HTMLInputElement} */ (field).value;
    this.#filter();
  }

  /** @param {string | null} names of columns, or null for the page's own choice */
  #hideColumns(names) {
    const [table] = findAll(this, ".org-table");
    if (names === null || !table) return;
    table.dataset.hides = names;
    const hidden = new Set(names.split(" "));
    for (const box of /** @type {HTMLInputElement[]} */ (findAll(this, "[data-shows]"))) {
      box.checked = !hidden.has(box.dataset.shows ?? "");
    }
  }

  /** @param {string} by */
  #sortBy(by) {
    const falling = this.#sort.by === by ? !this.#sort.falling : !WORDS.has(by);
    this.#sort = { by, falling };
    this.#arrange();
  }

  /** @param {string} name */
  #choose(name) {
    this.#chosen = name;
    this.#filter();
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
    for (const button of findAll(this, "[data-filter]")) {
      button.setAttribute("aria-pressed", String(button.dataset.filter === this.#chosen));
    }
    const words = this.#words.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = FILTERS[this.#chosen] ?? (() => true);
    const rows = findAll(this, ".org-rows > *");
    for (const row of rows) {
      row.hidden = !fits(row.dataset) || !words.every((word) => row.dataset.find?.toLowerCase().includes(word));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    const [none] = findAll(this, ".org-none");
    if (none) none.hidden = shown > 0 || !rows.length;
    const [count] = findAll(this, "[data-shown]");
    if (count) count.textContent = shown === rows.length ? String(rows.length) : `${shown} / ${rows.length}`;
  }
}

/** @param {HTMLElement} row */
function numberOf(row) {
  return row.dataset.number ?? "";
}

customElements.define("organiser-desk", OrganiserDesk);
