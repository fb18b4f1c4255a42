// How long ago something was done, by three clocks of which none can be trusted alone. Pure.
//
// The wall's clock jumps when somebody sets it. The page's elapsed time stands still while a tablet sleeps, and ends with
// the page. The server's clock is known as it was last heard.

export const AGREE_MS = 2_000; // the server tells whole seconds

/** @typedef {{ session: string, elapsed: number, wall: number, server: number | null, heard: number | null, steady: boolean }} Moment */

/**
 * How long ago `made` was, in ms.
 * @param {Moment} made
 * @param {Moment} now
 */
export function agoMs(made, now) {
  const lived = made.session === now.session;
  const least = lived ? Math.max(0, now.elapsed - made.elapsed) : 0; // a sleep only makes it longer
  const most = isFresh(made, now) && made.server && now.server ? now.server - made.server : Infinity; // a sleep before it makes this longer
  if (made.steady && most !== Infinity) return lived && most - least < AGREE_MS ? least : Math.max(0, most);
  return Math.max(least, Math.min(now.wall - made.wall, most));
}

/**
 * Whether `now` knows the server's clock as it was heard after `made`, and from then on carried it without a jump.
 * @param {Moment} made
 * @param {Moment} now
 */
export function isFresh(made, now) {
  return now.steady && (made.session !== now.session || (now.heard ?? -Infinity) > made.elapsed);
}
