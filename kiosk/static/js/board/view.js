// Which part of the square a board shows: /board?zone=A, ?page=2of3, ?view=map. Its calls are those of its part.
import { findAll } from "../core/dom.js";

/** @typedef {{ zone: string, page: number, pages: number, isMap: boolean }} View */

/**
 * @param {string} search
 * @returns {View}
 */
export function viewOf(search) {
  const asked = new URLSearchParams(search);
  const [, page, pages] = /^([1-9]\d?)of([1-9]\d?)$/.exec(asked.get("page") ?? "") ?? [null, "1", "1"];
  return {
    zone: (asked.get("zone") ?? "").toUpperCase(),
    page: Math.min(Number(page), Number(pages)),
    pages: Number(pages),
    isMap: asked.get("view") === "map",
  };
}

/**
 * The numbers of a view's booths, of all in the order in which they stand.
 * @param {string[]} booths
 * @param {View} view
 */
export function boothsOf(booths, { zone, page, pages }) {
  const ofZone = booths.filter((booth) => booth.startsWith(zone));
  const each = Math.ceil(ofZone.length / pages);
  return ofZone.slice((page - 1) * each, page * each);
}

/**
 * Puts the cells of this view in order.
 * @param {HTMLElement} board
 * @param {View} view
 */
export function arrange(board, view) {
  const places = /** @type {HTMLElement[]} */ (findAll(board, ".hall-place"));
  const numbered = new Map(places.map((place) => [numberIn(place), place]));
  const all = [...numbered.keys()].filter(Boolean);
  const here = new Set(boothsOf(all, view));
  const isPart = here.size < all.length;
  board.classList.toggle("shows-map", view.isMap);
  board.classList.toggle("shows-part", isPart && !view.isMap);
  for (const place of places) place.hidden = isPart && !here.has(numberIn(place));
  const square = /** @type {HTMLElement | null} */ (board.querySelector(".hall-booths"));
  square?.style.setProperty("--columns", String(columnsFor(here.size)));
  if (view.isMap) for (const place of places) stand(place);
}

/**
 * Whether this booth's cell is one of those shown here.
 * @param {HTMLElement} board
 * @param {string} booth
 */
export function belongs(board, booth) {
  const place = /** @type {HTMLElement | null} */ (board.querySelector(`#cell-${CSS.escape(booth)}`)?.closest(".hall-place"));
  return place === null || !place.hidden;
}

/**
 * Cells are about twice as wide as high.
 * @param {number} count
 */
function columnsFor(count) {
  return Math.max(1, Math.ceil(Math.sqrt(count * 1.4)));
}

/** @param {HTMLElement} place */
function stand(place) {
  place.style.left = `${place.dataset.x}%`;
  place.style.top = `${place.dataset.y}%`;
}

/** @param {HTMLElement} place */
function numberIn(place) {
  return place.querySelector("[data-booth]")?.getAttribute("data-booth") ?? "";
}
