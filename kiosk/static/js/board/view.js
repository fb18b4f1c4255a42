// Which part of the square a board shows: /board?zone=A, ?event=2, ?page=2of3, ?view=map. Its calls are those of its part.
import { findAll, make } from "../core/dom.js";

/** @typedef {{ zone: string, event: string, page: number, pages: number, isMap: boolean }} View */

/**
 * @param {string} search
 * @returns {View}
 */
export function viewOf(search) {
  const asked = new URLSearchParams(search);
  const [, page, pages] = /^([1-9]\d?)of([1-9]\d?)$/.exec(asked.get("page") ?? "") ?? [null, "1", "1"];
  return {
    zone: (asked.get("zone") ?? "").toUpperCase(),
    event: asked.get("event") ?? "",
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
  const ofEvent = all.filter((number) => !view.event || eventIn(numbered.get(number)) === view.event);
  const here = new Set(boothsOf(ofEvent, view));
  const isPart = here.size < all.length;
  board.classList.toggle("shows-map", view.isMap);
  board.classList.toggle("shows-part", isPart && !view.isMap);
  for (const place of places) place.hidden = isPart && !here.has(numberIn(place));
  const square = /** @type {HTMLElement | null} */ (board.querySelector(".hall-booths"));
  square?.style.setProperty("--columns", String(columnsFor(here.size)));
  if (view.isMap && square) {
    for (const place of places) stand(place);
    fitMap(square);
    markHere(board, square);
  }
}

/**
 * Makes the map as large as its place allows, in the square's own proportions.
 * @param {HTMLElement} square
 */
export function fitMap(square) {
  const ratio = Number(square.dataset.ratio);
  square.style.width = square.style.height = "100%";
  const { clientWidth: wide, clientHeight: high } = square;
  const width = Math.min(wide, high * ratio);
  square.style.width = `${width}px`;
  square.style.height = `${width / ratio}px`;
}

/**
 * Where this board itself stands, if somebody has said so.
 * @param {HTMLElement} board
 * @param {HTMLElement} square
 */
function markHere(board, square) {
  const { hereLeft, hereTop, hereWord = "" } = board.dataset;
  if (!hereLeft || square.querySelector(".hall-here")) return;
  const mark = make("p", { className: "hall-here", textContent: hereWord });
  mark.style.left = `${hereLeft}%`;
  mark.style.top = `${hereTop}%`;
  square.append(mark);
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
  place.style.left = `${place.dataset.left}%`;
  place.style.top = `${place.dataset.top}%`;
  place.style.width = `${place.dataset.wide}%`;
  place.style.height = `${place.dataset.high}%`;
}

/** @param {HTMLElement | undefined} place */
function eventIn(place) {
  return place?.querySelector("[data-event]")?.getAttribute("data-event") ?? "";
}

/** @param {HTMLElement} place */
function numberIn(place) {
  return place.querySelector("[data-booth]")?.getAttribute("data-booth") ?? "";
}
