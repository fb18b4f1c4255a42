// When something was done at this station, as its three clocks show it (ages.js says what to make of them).
import { hear, lastHeard } from "../core/connection.js";
import { AGREE_MS, isFresh } from "./ages.js";

/** @typedef {import("./ages.js").Moment} Moment */

const SESSION = crypto.getRandomValues(new Uint32Array(2)).join("-");

/**
 * This moment. `server`: its clock, carried on since it was `heard` (both null before the first time); `steady`: the wall's
 * and the elapsed clock have agreed since then, so this tablet neither slept nor was set.
 * @returns {Moment}
 */
export function moment() {
  const [elapsed, wall] = [performance.now(), Date.now()];
  const last = lastHeard();
  if (!last) return { session: SESSION, elapsed, wall, server: null, heard: null, steady: false };
  const passed = elapsed - last.elapsed;
  const steady = Math.abs(wall - last.wall - passed) < AGREE_MS;
  return { session: SESSION, elapsed, wall, server: last.server + passed, heard: last.elapsed, steady };
}

/**
 * Hear the server's clock anew where what is known of it is older than `made`. Throws where it does not answer.
 * @param {Moment} made
 */
export async function hearAfter(made) {
  if (!isFresh(made, moment())) await hear();
}
