// The page's one socket, how long it has been silent, and the server's clock.
import { io } from "../../vendor/socket.io.esm.min.js";
import { heardEpoch, unsureOfEpoch } from "./answered.js";
import { read } from "./answers.js";
import { sawFace } from "./face.js";
import { highestFence, sawFence } from "./fence.js";
import { sawWords } from "./own-words.js";
import { page } from "./page.js";
import { keepInMind, recall } from "./recall.js";
import { sawVersion } from "./upgrade.js";

const STALE_AFTER_MS = 10_000;
const RECONNECT_AFTER_MS = 16_000;
const HEAR_MS = 4_000;
const OLD_AGAIN_MS = 3_000; // an old laptop was there: the name may soon lead to the new one
const CLOCK = "kiosk-server-clock";

/** @typedef {{ seq: number, now: string, epoch: string, version: string, fence?: number, expo?: string, face?: string, words?: string, rehearsal?: boolean }} Pulse */
/** @typedef {{ up: Event, epoch: Event, fresh: Event, old: Event, pulse: CustomEvent<Pulse>, stale: CustomEvent<{ since: number | null }> }} Heard */

/** Dispatches `up` (connected again), `epoch` (every seq before is void), `pulse`, `stale` and `fresh`; `old`: the laptop that was the server before answers. */
export const connection = /** @type {Tells<Heard>} */ (new EventTarget());

/** @type {import("socket.io-client").Socket | null} */
let socket = null;
/** @type {string | null} */
let epoch = null;
let heardAt = performance.now();
let spokeAt = performance.now(); // the socket works, whatever it says
let behind = false; // an edge's, that hears nothing from the square any more
let clock = page.serverNow ? readings(page.serverNow) : null;
let clockOffset = clock ? clock.server - clock.elapsed : remembered();
let stale = false;

/** Whether the server has been silent for long, or was never heard. */
export function isStale() {
  return stale || !socket?.connected;
}

/**
 * The socket, made at the first call.
 * @returns {import("socket.io-client").Socket}
 */
export function openSocket() {
  socket ??= connect();
  return socket;
}

/** The server's clock in ms since 1970, carried on by elapsed time between pulses; null before the first. */
export function serverNow() {
  return clockOffset === null ? null : clockOffset + performance.now();
}

/** The server's clock as it was last heard by this page {server, elapsed, wall}, all in ms; null before the first time. */
export function lastHeard() {
  return clock;
}

/**
 * Asks for the server's clock now. Throws where it does not answer.
 * @returns {Promise<void>}
 */
export async function hear() {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), HEAR_MS);
  const answer = await read("/healthz", null, { signal: stop.signal });
  clearTimeout(timer);
  if (!answer.ok) throw new Error("the server does not answer");
  setClock(answer.now);
}

/**
 * Asks the server and waits for its acknowledgement; rejects when there is none in time.
 * @param {string} event
 * @param {object} message
 */
export function ask(event, message) {
  return openSocket()
    .timeout(8_000)
    .emitWithAck(event, message)
    .then((answer) => {
      if (!sawFence(answer)) throw leaveOld();
      spoke();
      return answer;
    });
}

/** Opens the socket anew; who is on the page then joins what it shows now. */
export function reconnect() {
  openSocket().disconnect().connect();
}

/**
 * Something in this epoch arrived: join answers and pulses tell it.
 * @param {string | null | undefined} seen
 */
export function sawEpoch(seen) {
  if (seen === undefined || seen === null) return;
  heardEpoch(seen);
  if (seen === epoch) return;
  const before = epoch;
  epoch = seen;
  if (before !== null) connection.dispatchEvent(new Event("epoch"));
}

export function currentEpoch() {
  return epoch;
}

/**
 * Every page says that it is a rehearsal, from when it begins to when it ends.
 * @param {boolean | undefined} isOn
 */
function sawRehearsal(isOn) {
  const band = document.querySelector("[data-rehearsal]");
  if (band && isOn !== undefined) band.toggleAttribute("hidden", !isOn);
}

function connect() {
  const made = io({
    transports: ["websocket"],
    // The old laptop, back again, learns by it that it is the old one.
    auth: (tell) => tell({ ...(page.station ? { station: page.station } : {}), fence: highestFence() }),
    // Two thousand pages that a restart cut off come back spread over a second, and not seconds after it.
    reconnectionDelay: 500,
    reconnectionDelayMax: 1_000,
    randomizationFactor: 1,
    timeout: 8_000,
  });
  made.on("connect", () => {
    spoke();
    connection.dispatchEvent(new Event("up"));
  });
  made.on("pulse", (/** @type {Pulse} */ pulse) => {
    if (!sawFence(pulse)) return void leaveOld();
    setClock(pulse.now);
    behind = false;
    heard();
    sawEpoch(pulse.epoch);
    sawVersion(pulse.version);
    sawFace(pulse.face);
    sawWords(pulse.words);
    sawRehearsal(pulse.rehearsal);
    connection.dispatchEvent(new CustomEvent("pulse", { detail: pulse }));
  });
  made.on("show", spoke);
  made.on("behind", (/** @type {{ since: string }} */ { since }) => {
    spoke();
    behind = true;
    if (!stale) tellStale(Date.parse(since));
  });
  // A socket that the server itself cut (revoked, or too slow) is not reopened by the client library.
  made.on("disconnect", (reason) => {
    unsureOfEpoch();
    if (reason === "io server disconnect") setTimeout(() => made.connect(), 1_000);
  });
  made.on("connect_error", (error) => {
    if ("data" in error && Object(error.data).code === "not_paired") return location.reload(); // revoked: the page says how to pair
    if ("data" in error && Object(error.data).code === "old_laptop") connection.dispatchEvent(new Event("old"));
    if (!made.active) setTimeout(() => made.connect(), OLD_AGAIN_MS);
  });
  setInterval(watch, 1_000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !made.connected) made.connect();
  });
  return made;
}

/** Listens no more to the laptop that was the server before, and asks again soon who answers to its name. */
function leaveOld() {
  connection.dispatchEvent(new Event("old"));
  socket?.disconnect();
  setTimeout(() => socket?.connect(), OLD_AGAIN_MS);
  return new Error("an old laptop's");
}

function spoke() {
  spokeAt = performance.now();
  if (!behind) heard();
}

function heard() {
  heardAt = spokeAt = performance.now();
  if (!stale) return;
  stale = false;
  connection.dispatchEvent(new Event("fresh"));
}

// Wi-Fi that died without a word leaves the socket open for long: it is opened anew while the band says since when.
function watch() {
  const now = performance.now();
  if (now - heardAt > STALE_AFTER_MS && !stale) tellStale(clockOffset === null ? null : clockOffset + heardAt);
  if (now - spokeAt > RECONNECT_AFTER_MS && socket?.connected) reconnect();
}

/** @param {number | null} since */
function tellStale(since) {
  stale = true;
  connection.dispatchEvent(new CustomEvent("stale", { detail: { since } }));
}

/** @param {string | number} now */
function setClock(now) {
  const ms = typeof now === "number" ? now : Date.parse(now);
  if (!Number.isFinite(ms)) return;
  clock = readings(ms);
  clockOffset = ms - clock.elapsed;
  keepInMind(CLOCK, String(ms - clock.wall));
}

/** @param {number} server */
function readings(server) {
  return { server, elapsed: performance.now(), wall: Date.now() };
}

// A page that the service worker opened says no time: by how much the server's clock last differed from this device's.
function remembered() {
  const ahead = Number(recall(CLOCK) ?? NaN);
  return Number.isFinite(ahead) ? Date.now() + ahead - performance.now() : null;
}
