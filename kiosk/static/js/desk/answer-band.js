// The band over a desk's person: the same five answers as at the kiosk, by colour, shape, sound and sentence.
import { find } from "../core/dom.js";
import { play } from "../core/sounds.js";

/** @typedef {{ ok: boolean, code?: string, message: string, provisional?: boolean, welcome?: string, visitor?: { number: number | string } | null }} Told what the band says of an answer */

/**
 * `icons`: the address of the file of shapes.
 * @param {HTMLElement} band
 * @param {string | undefined} icons
 * @param {Told} answer
 */
export function paintAnswer(band, icons, answer) {
  const provisional = answer.provisional || answer.code === "provisional";
  const welcome = !answer.ok ? "refused" : provisional ? "kept" : (answer.welcome ?? "new");
  band.dataset.welcome = welcome;
  find(band, "use").setAttribute("href", `${icons}#${welcome}`);
  find(band, "b").textContent = String(answer.visitor?.number ?? "");
  find(band, "span").textContent = answer.message;
  band.hidden = false;
  play(welcome);
}
