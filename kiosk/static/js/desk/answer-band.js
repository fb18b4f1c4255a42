// The band over a desk's person: the same five answers as at the kiosk, by colour, shape, sound and sentence.
import { play } from "../core/sounds.js";

/** `icons`: the address of the file of shapes. */
export function paintAnswer(band, icons, answer) {
  const provisional = answer.provisional || answer.code === "provisional";
  const welcome = !answer.ok ? "refused" : provisional ? "kept" : answer.welcome;
  band.dataset.welcome = welcome;
  band.querySelector("use").setAttribute("href", `${icons}#${welcome}`);
  band.querySelector("b").textContent = answer.visitor?.number ?? "";
  band.querySelector("span").textContent = answer.message;
  band.hidden = false;
  play(welcome);
}
