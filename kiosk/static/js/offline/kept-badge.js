// A badge on paper while the server is away: the number and the QR of a finished code, and who holds it.

import { find, make } from "../core/dom.js";

/**
 * Prints a badge for a code of the block {number, code, qr} by this browser.
 * @param {SpareCode} spare
 * @param {{ name?: string, enterprise?: string }} person
 */
export function printKept({ number, code, qr }, { name = "", enterprise = "" }) {
  const sheet = find(document, "[data-print]");
  const badge = make("div", { className: "print-badge kept-badge" });
  badge.append(text("span", enterprise), text("strong", name), text("b", String(number)));
  badge.insertAdjacentHTML("beforeend", qr); // drawn by the server, fetched with the code
  badge.append(text("small", code.replace(/(.{4})(?=.)/g, "$1 ")));
  sheet.replaceChildren(badge);
  print();
  sheet.replaceChildren();
}

/**
 * @param {keyof HTMLElementTagNameMap} tag
 * @param {string} content
 */
function text(tag, content) {
  return make(tag, { textContent: content });
}
