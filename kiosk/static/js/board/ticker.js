// The ticker tells one whole thing at a time: nothing runs, nothing is cut; what is long is smaller.
import { findAll } from "../core/dom.js";
import { fit } from "../core/fit.js";

const EACH_MS = 8_000;

/**
 * Shows what is told at this moment (ms).
 * @param {HTMLElement} board
 * @param {number} now
 */
export function turnTicker(board, now) {
  const news = /** @type {HTMLElement[]} */ (findAll(board, ".hall-ticker > li"));
  const shown = news[Math.floor(now / EACH_MS) % news.length];
  if (!shown || shown.classList.contains("is-shown")) return;
  for (const one of news) one.classList.toggle("is-shown", one === shown);
  const text = shown.querySelector("span");
  if (text) fit(text);
}
