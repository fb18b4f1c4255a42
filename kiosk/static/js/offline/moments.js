// When something was done at this station, by three clocks of which none is to be trusted alone: the wall's jumps when
// somebody sets it; the page's own elapsed time stands still while a tablet sleeps, and ends with the page; the server's is
// known as it was last heard.
import { hear, lastHeard } from "../core/connection.js";

const SESSION = crypto.getRandomValues(new Uint32Array(2)).join("-");
/** @typedef {{ session: string, elapsed: number, wall: number, server: number | null, heard: number | null, steady: boolean }} Moment */

const AGREE_MS = 2_000; // the server tells whole seconds

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
 * How long ago `made` was, in ms.
 * @param {Moment} made
 * @param {Moment} now
 */
export function agoMs(made, now = moment()) {
  const lived = made.session === now.session;
  const least = lived ? Math.max(0, now.elapsed - made.elapsed) : 0; // a sleep only makes it longer
  const most = isFresh(made, now) && made.server && now.server ? now.server - made.server : Infinity; // a sleep before it makes this longer
  if (made.steady && most !== Infinity) return lived && most - least < AGREE_MS ? least : Math.max(0, most);
  return Math.max(least, Math.min(now.wall - made.wall, most));
}

/**
 * Hear the server's clock anew where what is known of it is older than `made`. Throws where it does not answer.
 * @param {Moment} made
 */
export async function hearAfter(made) {
  if (!isFresh(made, moment())) await hear();
}

/**
 * @param {Moment} made
 * @param {Moment} now
 */
function isFresh(made, now) {
  return now.steady && (made.session !== now.session || (now.heard ?? -Infinity) > made.elapsed);
}
