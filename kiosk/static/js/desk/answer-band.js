// The band over a desk's person: the same five answers as at the kiosk, by colour, shape, sound and sentence.
import { find } from "../core/dom.js";
import { play } from "../core/sounds.js";
import { welcomeOf } from "../core/welcome.js";

/** @typedef {{ message: string, visitor?: { number: number | string } | null }} Words */
/** @typedef {import("../core/welcome.js").Welcomed & Words} Told what the band says of an answer */

/**
 * `icons`: the address of the file of shapes.
 * @param {HTMLElement} band
 * @param {string | undefined} icons
 * @param {Told} answer
 */
export function paintAnswer(band, icons, answer) {
  const welcome = welcomeOf(answer);
  band.dataset.welcome = welcome;
  find(band, "use").setAttribute("href", `${icons}#${welcome}`);
  find(band, "b").textContent = String(answer.visitor?.number ?? "");
  find(band, "span").textContent = answer.message;
  band.hidden = false;
  play(welcome);
}
