// The page wears the expo's face (kiosk/pages/face.py). When it changes, so do the style sheet and the names, at once and
// without opening the page anew: a board that makes sounds would need another tap to make them.
import { read } from "./answers.js";
import { findAll } from "./dom.js";

let worn = link()?.dataset.face ?? "";

/**
 * The server's face is of this version.
 * @param {string | undefined} version
 */
export async function sawFace(version) {
  if (!version || version === worn) return;
  const before = worn;
  worn = version;
  const face = await read("/face.json");
  if (!face.ok) return void (worn = before); // away just now: the next pulse tells again
  for (const place of findAll(document, "[data-expo]")) {
    place.textContent = place.dataset.expo === "short" ? face.short : face.title;
  }
  const old = link();
  const next = /** @type {HTMLLinkElement | undefined} */ (old?.cloneNode());
  if (!old || !next) return;
  next.href = face.sheet;
  next.addEventListener("load", () => old.remove()); // until then the old one is worn
  old.after(next);
}

function link() {
  return /** @type {HTMLLinkElement | null} */ (document.querySelector("link[data-face]"));
}
