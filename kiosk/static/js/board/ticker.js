// The ticker tells one whole thing at a time: nothing runs, nothing is cut; what is long is smaller. A notice that is new has
// the line for itself, and fills it.
import { findAll } from "../core/dom.js";
import { fit } from "../core/fit.js";

const EACH_MS = 8_000;
const NEW_MS = 30_000;

/**
 * Shows what is told at this moment (ms).
 * @param {HTMLElement} board
 * @param {number} now
 */
export function turnTicker(board, now) {
  const news = /** @type {HTMLElement[]} */ (findAll(board, ".board-ticker > li"));
  const fresh = news.filter(({ dataset }) => now - Number(dataset.since) < NEW_MS);
  const told = fresh.length ? fresh : news;
  const shown = told[Math.floor(now / EACH_MS) % told.length];
  if (!shown) return;
  const isNew = fresh.length > 0;
  const line = shown.parentElement;
  if (shown.classList.contains("is-shown") && line?.classList.contains("is-new") === isNew) return;
  line?.classList.toggle("is-new", isNew);
  for (const one of news) one.classList.toggle("is-shown", one === shown);
  const text = /** @type {HTMLElement | null} */ (shown.querySelector("span"));
  if (text) fit(text);
}
