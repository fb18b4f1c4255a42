// How a waiting place stands, from what all who wait at its booth share. Pure. The server says the same when it paints
// (screens/leading.py, templates/_saying.html): tests/screens/test_standing.py compares the two.

const MIN_MS = 60_000;
const MOVED_MIN = 5; // less is what any estimate moves by

/** @typedef {[number, number] | null} Minutes P50 and P80; null where nobody can say */
/**
 * @typedef {object} Standing `about`: when it is called (HH:MM); `atOnce`: a counter stands free for it
 * @property {number} ahead
 * @property {Minutes} wait
 * @property {number | null} p50 of the queue alone
 * @property {string | null} about
 * @property {boolean} atOnce
 * @property {string} state
 * @property {string | null} note
 * @property {string | null} message
 */
/**
 * @typedef {object} Wait minutes; ms since 1970 (an appointment's); ms
 * @property {number | null} p50
 * @property {number | null} from
 * @property {number} near
 * @property {boolean} atOnce
 */
/** @typedef {(key: string, values?: Record<string, unknown>) => string} Say */

/**
 * How the place of this name stands; null where it is not among those who wait. `more`: by how many minutes (P50, P80) its
 * owner, who holds other places too, waits longer than the queue takes.
 * @param {string} name
 * @param {PlacesData} shared
 * @param {[number, number]} [more]
 * @returns {Standing | null}
 */
export function standingOf(name, { order, expected, calls, free, state, note, message }, more = [0, 0]) {
  const ahead = order.indexOf(name);
  if (ahead < 0) return null;
  const atOnce = ahead < free;
  const [low, high] = atOnce || state !== "open" ? [0, 0] : more;
  const [ofQueue, call] = [expected[ahead], calls[ahead]];
  return {
    ahead,
    wait: ofQueue && [ofQueue[0] + low, ofQueue[1] + high],
    p50: ofQueue && ofQueue[0],
    about: call && later(call, low),
    atOnce,
    state,
    note,
    message,
  };
}

/**
 * @param {string} clock HH:MM
 * @param {number} minutes
 */
function later(clock, minutes) {
  const at = (minuteOf(clock) + minutes + 24 * 60) % (24 * 60);
  return [Math.floor(at / 60), at % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/**
 * Which of these leads the page, and its step: `now` (would be served on arrival), `soon` (to come near) or `waiting`; null
 * without any.
 * @template {Wait} Place
 * @param {Place[]} waits
 * @param {number} now
 */
export function leading(waits, now) {
  if (waits.length === 0) return null;
  const [place] = inOrderOfCalls(waits, now);
  return { place, step: stepOf(place, now) };
}

/**
 * @param {Wait} wait
 * @param {number} now
 */
function stepOf(wait, now) {
  const call = callInMs(wait, now);
  if (call === 0 && wait.atOnce) return "now";
  return call <= wait.near ? "soon" : "waiting";
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
 * What stands of a place where it leads: when it is called, how many are ahead, and the wait.
 * @param {Standing} standing
 * @param {string | null} appointment its time (HH:MM), while it counts
 * @param {Say} say
 */
export function leadTexts(standing, appointment, say) {
  const { ahead, wait, state } = standing;
  return {
    ahead: ahead ? say("ahead", { n: ahead }) : say("next"),
    soon: ahead ? say("soon", { n: ahead }) : say("soon_next"),
    wait: state === "open" ? waitText(wait, say) : null,
    when: whenText(standing, appointment, say),
  };
}

/**
 * What stands of a place in the list; `kept` is said while its owner is busy elsewhere.
 * @param {Standing} standing
 * @param {string | null} appointment
 * @param {string} kept
 * @param {Say} say
 */
export function rowText(standing, appointment, kept, say) {
  if (standing.note) return standing.note + afterRest(standing, appointment, say);
  if (kept) return kept;
  if (appointment) return ""; // its time stands beside
  return `${whenText(standing, null, say)} · ${standing.ahead ? say("ahead", { n: standing.ahead }) : say("next")}`;
}

/**
 * Whether the time at which a place is called (HH:MM) has moved by so much since it was last told that its owner should know.
 * @param {string} told
 * @param {string} about
 * @returns {"sooner" | "later" | null}
 */
export function moved(told, about) {
  const by = minuteOf(about) - minuteOf(told);
  if (Math.abs(by) < MOVED_MIN) return null;
  return by < 0 ? "sooner" : "later";
}

/** @param {string} clock */
function minuteOf(clock) {
  const [hours, minutes] = clock.split(":").map(Number);
  return hours * 60 + minutes;
}

/**
 * How far along, in hundredths: each who is called before moves it, the last ones the most.
 * @param {number} ahead
 */
export function along(ahead) {
  return Math.floor(400 / (ahead + 4));
}

/**
 * When a waiting place is called: an appointment has its time and no other.
 * @param {Standing} standing
 * @param {string | null} appointment
 * @param {Say} say
 */
function whenText({ about, atOnce, note, message }, appointment, say) {
  if (note) return note + (message ? ` “${message}”` : "") + afterRest({ about }, appointment, say);
  if (appointment) return say("appointed", { time: appointment });
  if (atOnce) return say("free_now");
  return about ? say("about", { time: about }) : say("unknown");
}

/**
 * Of a rest whose end is known: when one is called after it.
 * @param {Pick<Standing, "about">} standing
 * @param {string | null} appointment
 * @param {Say} say
 */
function afterRest({ about }, appointment, say) {
  return about && !appointment ? ` ${say("about", { time: about })}` : "";
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
