// Finished codes of this station's block, fetched while the server answers, to give out while it does not.
import { act } from "../core/actions.js";
import { read } from "../core/answers.js";
import { currentEpoch } from "../core/connection.js";
import * as store from "./station-store.js";

const BLOCK = 30;
const REFILL_BELOW = 15;
const PROBE_MS = 1_500;

let filling = null;

/** Fetch more codes where few are left. Quiet: the next call tries again. */
export function topUp() {
  filling ??= fill().finally(() => (filling = null));
  return filling;
}

/** The next code {number, code, qr} for who registers while the server is away; null while it answers, or none is left. */
export async function codeWhileAway() {
  if (await answers()) return null;
  return (await store.take("codes")) ?? null;
}

async function fill() {
  if (!currentEpoch()) return; // until the first pulse
  await dropOthers(currentEpoch());
  const left = (await store.all("codes")).length;
  if (left >= REFILL_BELOW || !(await answers())) return;
  const block = await act("code.block", { count: BLOCK }, { quiet: true });
  if (!block.ok) return;
  const drawn = await drawnOf(block.codes);
  for (const one of block.codes) await store.add("codes", { ...one, qr: drawn[one.code] ?? "", epoch: currentEpoch() });
}

// A rehearsal's codes are worth nothing at the expo.
async function dropOthers(epoch) {
  for (const [key, code] of await store.all("codes")) if (code.epoch !== epoch) await store.remove("codes", key);
}

async function drawnOf(codes) {
  return (await read("/station/qr.json", { codes: codes.map(({ code }) => code) })).drawn ?? {};
}

async function answers() {
  return (await read("/healthz", null, { signal: AbortSignal.timeout(PROBE_MS) })).ok;
}
