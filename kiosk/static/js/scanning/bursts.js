// Tells a scanner's burst from a person's typing. Pure: the keys of one run go in, what was scanned comes out.
import { END } from "./keystrokes.js";
import { codeIn } from "./scans.js";

/** @typedef {{ at: number, text: string }} Key a key that was struck, in ms */
/** @typedef {{ from: number, text: string, code: string | null }} Burst */

/** So long after a key the next one begins another run: for slow Bluetooth scanners and busy tablets. */
export const RUN_GAP_MS = 600;
const SCANNER_MS = 160; // a key: sixteen digits in a row at this pace into a form are no person's
const OPENED_MS = 130; // a key: an address typed by a person is slower
const MACHINE_MS = 45; // a key: nor are ten letters in a row at this one
const FREE_LENGTH = 6; // outside every field nobody types
const MACHINE_LENGTH = 10;
const LIKE_BEFORE = 1.6; // a key in front of the code belongs to the scan when it came at the scan's own pace
const OPENINGS = /(?:https?:|www\.|begin:|mecard:|wifi:|tel:|sms|mailto:|geo:|otpauth:|bitcoin:)/i; // what other QR codes begin with
const PREFIX = /(?:\][a-z]\d)?(?:https?:\/\/[\x21-\x7e]*)?$/i; // AIM's symbology identifier, a badge's address

/**
 * The scan that a run of keys ends in, or null: {from: index of its first key, text, code: 16 digits or null}.
 *
 * keys: [{at: ms, text}], text "" for a key that types nothing by itself (Shift, a digit of an Alt number).
 * into: where they went: "nothing", "numbers" (a field made for digits, or a search) or "text".
 * @param {Key[]} keys
 * @param {string} into
 * @returns {Burst | null}
 */
export function burstOf(keys, into) {
  if (!keys.length) return null;
  const pace = paceOf(keys);
  if (into !== "nothing" && pace > SCANNER_MS) return null;
  return codeBurst(keys, pace) ?? otherBurst(keys, pace, into);
}

/**
 * The middle of the last gaps between keys, in ms; 0 for a text that came at once.
 * @param {Key[]} keys
 */
export function paceOf(keys) {
  const gaps = keys
    .slice(1)
    .map(({ at }, index) => at - keys[index].at)
    .slice(-24)
    .sort((a, b) => a - b);
  return gaps.length ? gaps[Math.floor(gaps.length / 2)] : 0;
}

/**
 * @param {Key[]} keys
 * @param {number} pace
 */
function codeBurst(keys, pace) {
  const text = textOf(keys);
  const found = codeIn(text.trimEnd());
  if (!found) return null;
  const before = text.slice(0, found.at);
  const prefix = PREFIX.exec(before)?.[0].length ?? 0;
  let from = keyAt(keys, found.at - prefix);
  const isLike = (/** @type {number} */ index) =>
    /^[\x20-\x7e\n]?$/.test(keys[index].text) && keys[index + 1].at - keys[index].at <= pace * LIKE_BEFORE;
  if (!prefix) while (from > 0 && isLike(from - 1)) from -= 1;
  return { from, text: textOf(keys.slice(from)).trim(), code: found.code };
}

/**
 * @param {Key[]} keys
 * @param {number} pace
 * @param {string} into
 */
function otherBurst(keys, pace, into) {
  const text = textOf(keys);
  if (into === "nothing")
    return text.trim().length >= FREE_LENGTH && pace <= SCANNER_MS ? { from: 0, text: text.trim(), code: null } : null;
  const opening = OPENINGS.exec(text);
  const isOpened =
    opening && text.trim().length - opening.index >= MACHINE_LENGTH && pace <= (text.endsWith(END) ? OPENED_MS : MACHINE_MS);
  if (isOpened) return { from: keyAt(keys, opening.index), text: text.slice(opening.index).trim(), code: null };
  const typed = text.trim();
  if (into === "numbers" && /^[\d\s-]*$/.test(typed)) return null; // that is what the field is for
  const isMachine =
    pace <= MACHINE_MS && keys.length > MACHINE_LENGTH && typed.length >= MACHINE_LENGTH && /^[\x20-\x7e\n]*$/.test(typed);
  return isMachine && text.endsWith(END) ? { from: firstAtPace(keys), text: typed, code: null } : null;
}

/** @param {Key[]} keys */
function firstAtPace(keys) {
  let from = keys.length - 1;
  while (from > 0 && keys[from].at - keys[from - 1].at <= MACHINE_MS * 2) from -= 1;
  return from;
}

/** @param {Key[]} keys */
function textOf(keys) {
  return keys.map(({ text }) => text).join("");
}

/**
 * The key that typed the character at this place; the keys before it that typed nothing (Shift, Alt's digits) are its own.
 * @param {Key[]} keys
 * @param {number} place
 */
function keyAt(keys, place) {
  let passed = 0;
  let index = 0;
  while (index < keys.length && passed + keys[index].text.length <= place) passed += keys[index++].text.length;
  while (index > 0 && !keys[index - 1].text) index -= 1;
  return index;
}
