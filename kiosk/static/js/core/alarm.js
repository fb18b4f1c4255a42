// What a phone does when its owner is called: it shakes and sounds, again and again, until somebody has touched it.
import { play } from "./sounds.js";

const AGAIN_MS = 5_000;
const TIMES = 6;
const NUDGE_MS = 200;
const SHAKE_MS = [500, 200, 500, 200, 900];

let timer = 0;

/** Begin; what runs already begins anew. */
export function alarm() {
  hush();
  again(TIMES);
}

/** End it. */
export function hush() {
  clearTimeout(timer);
  shake(0);
}

/** Once, and little: something is worth a look. */
export function nudge() {
  shake(NUDGE_MS);
}

/** @param {number} times */
function again(times) {
  shake(SHAKE_MS);
  play("call");
  if (times > 1) timer = setTimeout(() => again(times - 1), AGAIN_MS);
}

/**
 * Browsers refuse it, and complain, before the page was touched once.
 * @param {VibratePattern} pattern
 */
function shake(pattern) {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(pattern);
}
