// How a waiting place stands, from what all who wait at its booth share. Pure. The server says the same when it paints
// (screens/leading.py, templates/phone/_standing.html): tests/screens/test_standing.py compares the two.

const MIN_MS = 60_000;

/** @typedef {[number, number] | null} Minutes P50 and P80; null where nobody can say */
/** @typedef {{ ahead: number, wait: Minutes, state: string, note: string | null, message: string | null }} Standing */
/** @typedef {{ p50: number | null, from: number | null, near: number }} Wait minutes; ms since 1970 (an appointment's); ms */
/** @typedef {(key: string, values?: Record<string, unknown>) => string} Say */

/**
 * How the place of this name stands; null where it is not among those who wait.
 * @param {string} name
 * @param {PlacesData} shared
 * @returns {Standing | null}
 */
export function standingOf(name, { order, expected, state, note, message }) {
  const ahead = order.indexOf(name);
  return ahead < 0 ? null : { ahead, wait: expected[ahead], state, note, message };
}

/**
 * Which of these leads the page, and whether its owner is to come near; null without any.
 * @template {Wait} Place
 * @param {Place[]} waits
 * @param {number} now
 */
export function leading(waits, now) {
  if (waits.length === 0) return null;
  const [place] = inOrderOfCalls(waits, now);
  return { place, soon: callInMs(place, now) <= place.near };
}

/**
 * The places in which order they will be called; who is level keeps theirs.
 * @template {Wait} Place
 * @param {Place[]} waits
 * @param {number} now
 */
export function inOrderOfCalls(waits, now) {
  const due = new Map(waits.map((wait) => [wait, callInMs(wait, now)]));
  const at = (/** @type {Place} */ wait) => due.get(wait) ?? Infinity;
  return [...waits].sort((one, other) => (at(one) < at(other) ? -1 : Number(at(one) > at(other)))); // Infinity - Infinity is NaN
}

/**
 * @param {Wait} wait
 * @param {number} now
 */
function callInMs({ p50, from }, now) {
  if (p50 === null) return Infinity;
  return Math.max(p50 * MIN_MS, from === null ? 0 : from - now);
}

/**
 * What stands of a place where it leads: how many are ahead, the wait, and why it is not open.
 * @param {Standing} standing
 * @param {Say} say
 */
export function leadTexts({ ahead, wait, state, note, message }, say) {
  return {
    ahead: ahead ? say("ahead", { n: ahead }) : say("next"),
    soon: ahead ? say("soon", { n: ahead }) : say("soon_next"),
    wait: state === "open" ? waitText(wait, say) : null,
    note: note === null ? null : note + (message ? ` “${message}”` : ""),
  };
}

/**
 * What stands of a place in the list; `kept` is said while its owner is busy elsewhere.
 * @param {Standing} standing
 * @param {string} kept
 * @param {Say} say
 */
export function rowText({ ahead, wait, note }, kept, say) {
  return note || kept || `${ahead ? say("ahead", { n: ahead }) : say("next")} · ${waitText(wait, say)}`;
}

/**
 * @param {Minutes} wait
 * @param {Say} say
 */
function waitText(wait, say) {
  if (wait === null) return say("unknown");
  const [low, high] = wait;
  if (high === 0) return say("at_once");
  return low === high ? say("minutes", { n: low }) : say("range", { low, high });
}
