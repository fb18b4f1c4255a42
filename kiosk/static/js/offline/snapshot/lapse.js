// How long what a tablet keeps of people has been without the server, by clocks of which none can be trusted alone. Pure.
//
// It only grows: whichever of the clocks has gone on further counts, and setting one back takes nothing away.

export const LAPSES_AFTER_MS = 12 * 3_600_000;

/** @typedef {{ session: string, elapsed: number, wall: number }} Reading what the clocks said, ms; `session`: the page's */
/** @typedef {Reading & { age: number }} Life `age`: so long without the server (ms) when the clocks said this */

/**
 * The server has just been heard.
 * @param {Reading} now
 * @returns {Life}
 */
export function begun({ session, elapsed, wall }) {
  return { session, elapsed, wall, age: 0 };
}

/**
 * @param {Life} life
 * @param {Reading} now
 * @returns {Life}
 */
export function aged(life, { session, elapsed, wall }) {
  const lived = session === life.session ? elapsed - life.elapsed : 0;
  return { session, elapsed, wall, age: life.age + Math.max(0, lived, wall - life.wall) };
}

/** @param {Life} life */
export function hasLapsed({ age }) {
  return !(age < LAPSES_AFTER_MS); // nor can what is no number be trusted
}
