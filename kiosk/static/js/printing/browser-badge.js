// Prints a badge through the browser: drawn by the server, alone on a page of its medium's size. With Chromium's
// --kiosk-printing no dialog comes up.
import { find } from "../core/dom.js";
import { withStation } from "../core/page.js";

/**
 * Prints the badge of this visitor in a layout; false when it can't be drawn.
 * @param {number} visitor
 * @param {string} layout
 */
export async function printBadge(visitor, layout) {
  const sheet = find(document, "[data-print]");
  const badge = Object.assign(new Image(), { className: "print-badge", alt: "" });
  badge.dataset.layout = layout;
  badge.src = withStation(`/desk/badge/${visitor}.png?layout=${layout}`);
  sheet.replaceChildren(badge);
  try {
    await badge.decode();
  } catch {
    sheet.replaceChildren();
    return false;
  }
  print();
  sheet.replaceChildren();
  return true;
}
