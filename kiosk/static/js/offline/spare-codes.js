// Finished codes of this station's block, fetched while the server answers, to give out while it does not.
import { act } from "../core/actions.js";
import { read } from "../core/answers.js";
import { currentEpoch } from "../core/connection.js";
import * as store from "./station-store.js";

/** @typedef {import("./station-store.js").Key} Key */

const BLOCK = 30;
const REFILL_BELOW = 15;
const PROBE_MS = 1_500;

/** @type {Promise<void> | null} */
let filling = null;

/** Fetch more codes where few are left. Quiet: the next call tries again. */
export function topUp() {
  filling ??= fill().finally(() => (filling = null));
  return filling;
}

/**
 * The next code {number, code, qr} for who registers while the server is away; null while it answers, or none is left.
 * @returns {Promise<SpareCode | null>}
 */
export async function codeWhileAway() {
  if (await answers()) return null;
  return /** @type {SpareCode | undefined} */ (await store.take("codes")) ?? null;
}

/**
 * Nobody got this code: it is given out to somebody else.
 * @param {SpareCode} code
 */
export async function giveBack(code) {
  await store.add("codes", code);
}

async function fill() {
  const epoch = currentEpoch();
  if (!epoch) return; // until the first pulse
  await dropOthers(epoch);
  const left = (await store.all("codes")).length;
  if (left >= REFILL_BELOW || !(await answers())) return;
  const block = await act("code.block", { count: BLOCK }, { quiet: true });
  if (!block.ok) return;
  const drawn = await drawnOf(block.codes);
  for (const one of block.codes) await store.add("codes", { ...one, qr: drawn[one.code] ?? "", epoch: currentEpoch() });
}

/**
 * A rehearsal's codes are worth nothing at the expo.
 * @param {string} epoch
 */
async function dropOthers(epoch) {
  for (const [key, code] of /** @type {[Key, SpareCode][]} */ (await store.all("codes")))
    if (code.epoch !== epoch) await store.remove("codes", key);
}

/**
 * @param {{ code: string }[]} codes
 * @returns {Promise<Record<string, string>>}
 */
async function drawnOf(codes) {
  return (await read("/station/qr.json", { codes: codes.map(({ code }) => code) })).drawn ?? {};
}

async function answers() {
  return (await read("/healthz", null, { signal: AbortSignal.timeout(PROBE_MS) })).ok;
}
