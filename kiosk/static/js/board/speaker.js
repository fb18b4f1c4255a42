// Says what a board announces: a chime, then the browser's own voices; without one, the organiser's number clips if there are
// any. Silent until somebody tapped 소리 켜기, and in the quiet hours.
import { ask, isStale, serverNow } from "../core/connection.js";
import { timeOf } from "../core/clock.js";
import { page } from "../core/page.js";
import { recall } from "../core/recall.js";
import { play, soundReady, volume } from "../core/sounds.js";
import { clipsFor, playClips } from "./clips.js";
import { sayingMs as expected, sentences } from "./sentences.js";

/** @typedef {import("./announcer.js").Call} Call */
/** @typedef {import("./sentences.js").Language} Language */

export const KEPT_ON = "kiosk-board-sound";
export const KEPT_QUIET = "kiosk-board-quiet"; // "12:00-13:00"
const CHIME_MS = 900;
const VOICE_MOST_MS = 15_000;

let saying = 0;

/** Whether something is being said. */
export function isSaying() {
  return saying > 0;
}

/** Whether this board speaks at all now: switched on, touched once, not in its quiet hours. */
export function isOn() {
  return recall(KEPT_ON) === "on" && soundReady() && volume() > 0 && !isQuiet(recall(KEPT_QUIET), timeOf(serverNow() ?? 0));
}

/**
 * Whether `time` is within hours like 12:00-13:00, also over midnight.
 * @param {string | null} hours
 * @param {string} time
 */
export function isQuiet(hours, time) {
  const [from, until] = (hours ?? "").split("-");
  if (!from || !until || from === until) return false;
  return from < until ? from <= time && time < until : time >= from || time < until;
}

/**
 * How long these take to say here (ms).
 * @param {Call[]} calls
 */
export function sayingMs(calls) {
  return isOn() ? expected(calls, languages()) : 0;
}

/**
 * Says these calls, unless another board of this place has.
 * @param {Call[]} calls
 */
export async function say(calls) {
  if (!calls.length || !isOn()) return;
  saying += 1;
  try {
    const mine = await turnFor(calls);
    if (!mine.length) return;
    play("call");
    await pause(CHIME_MS);
    if (languages().some(voiceOf)) for (const one of sentences(mine, languages())) await voiced(one);
    else for (const call of mine) await playClips(clipsFor(call));
  } finally {
    saying -= 1;
  }
}

/** A voice that lives on this machine (one from elsewhere would need the internet); null where there is none. */
export function voiceOf(/** @type {Language} */ lang) {
  return globalThis.speechSynthesis?.getVoices().find((one) => one.localService && one.lang.startsWith(lang)) ?? null;
}

/** The page's language first. */
function languages() {
  return /** @type {Language[]} */ (page.lang === "en" ? ["en", "ko"] : ["ko", "en"]);
}

/**
 * Of these calls those that this board is to say, once it is its turn. Who is no station, or cut off, says all.
 * @param {Call[]} calls
 * @returns {Promise<Call[]>}
 */
async function turnFor(calls) {
  if (!page.station || isStale()) return calls;
  const keys = calls.map(({ ticket, moment }) => `${ticket} ${moment}`);
  try {
    const answer = await ask("speak", { near: near(), calls: keys, ms: expected(calls, languages()) });
    if (!answer.ok) return calls;
    await pause(answer.wait_ms);
    return calls.filter((_, index) => answer.say.includes(keys[index]));
  } catch {
    return calls;
  }
}

/** Boards near each other: those of one zone, or as ?near= says; a booth's own stands alone. */
function near() {
  const asked = new URLSearchParams(location.search);
  const own = document.querySelector("[data-near]")?.getAttribute("data-near");
  return asked.get("near") ?? own ?? asked.get("zone") ?? "hall";
}

/** @param {{ lang: Language, text: string }} sentence */
function voiced({ lang, text }) {
  const voice = voiceOf(lang);
  if (!voice) return undefined;
  const words = Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, volume: volume() / 5 });
  const said = new Promise((resolve) => (words.onend = words.onerror = resolve));
  speechSynthesis.speak(words);
  return Promise.race([said, pause(VOICE_MOST_MS)]);
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
