// What this page was answered in the last ten minutes. A laptop that takes another's place may lack the last seconds before:
// so what bears the server's proof is kept with what was sent, and told to the new one before anything new is sent to it.
import { read } from "./answers.js";
import * as disk from "./answered-disk.js";
import { page } from "./page.js";

const KEPT_MS = 10 * 60_000;
const KEPT_MAX = 300; // answers; a check-in's is 3 kB
const CHARACTERS_MAX = 1_000_000;
const LOST_MS = 60 * 60_000; // a laptop that was away for longer is not told any more
const BATCH = 50;
const AGAIN_MS = [1_500, 4_000, 12_000, 25_000]; // all tell first; what came before may be another station's to tell
const AWAY_MS = 3_000;
const LATER = new Set([401, 429, 500, 503]);
const TRY_MS = 8_000;
const HOLD_MS = 6_000; // what is new waits no longer
const UNSURE_MS = 1_000;
// Shown once, kept nowhere (a test compares them with the rows of verbs).
const SECRETS = new Set(["token", "pair_url", "secret", "bind_url", "url"]);

/**
 * @typedef {object} Kept
 * @property {string} action_id
 * @property {string} verb
 * @property {Fields} fields
 * @property {string} proof
 * @property {unknown} answer
 * @property {string} station as whom it was done
 * @property {string} by the station of the page that keeps it
 * @property {number} at
 * @property {string} [told] the epoch of the server that has been told of it
 */

/** @type {Map<string, Kept>} */
const kept = new Map();
/** @type {string | null} */
let epoch = null;
let isAnother = false; // than the one this page knew
let tries = 0;
let timer = 0;
/** @type {Promise<unknown>} */
let telling = Promise.resolve();
/** @type {Promise<unknown> | null} */
let unsure = null;
let sure = () => {};
const loaded = load();

/**
 * Keeps what an action was answered, if its server signed that.
 * @param {string} verb
 * @param {Fields} body
 * @param {string} station
 * @param {Answer} answer
 * @param {string | null} proof
 */
export function keepAnswer(
  verb,
  { action_id, at: _at, sent_at: _sent, file: _file, ...fields },
  station,
  { status: _status, ...answer },
  proof,
) {
  if (!proof || typeof action_id !== "string") return;
  const one = { action_id, verb, fields, proof, answer: withoutSecrets(answer), station, by: page.station, at: Date.now() };
  kept.set(action_id, one);
  disk.put(one);
  forgetOld(KEPT_MS);
  heardEpoch(epochOf(one));
}

/** Resolves when something new may be sent: what was answered before is told, or can't be told now. */
export async function beforeAnythingNew() {
  await atMost(UNSURE_MS, unsure);
  await atMost(HOLD_MS, telling);
}

/** The connection was cut: who answers next may be another laptop. Until its epoch is heard, what is new waits a moment. */
export function unsureOfEpoch() {
  if (unsure) return;
  unsure = new Promise((go) => (sure = () => go(null)));
}

/**
 * The server is in this epoch.
 * @param {string} heard
 */
export function heardEpoch(heard) {
  const isNew = heard !== epoch;
  if (isNew) isAnother = epoch !== null;
  epoch = heard;
  unsure = null;
  sure();
  if (!isNew) return;
  tries = 0;
  clearTimeout(timer);
  telling = tell();
}

async function load() {
  for (const one of await disk.all()) {
    if (one.at < Date.now() - LOST_MS) disk.remove(one.action_id);
    else if (one.by === page.station && !kept.has(one.action_id)) kept.set(one.action_id, one);
  }
}

async function tell() {
  await loaded;
  const due = [...kept.values()].filter((one) => epochOf(one) !== epoch && one.told !== epoch).sort((a, b) => a.at - b.at);
  const round = tries === 0 ? "first" : tries < AGAIN_MS.length ? "again" : "last";
  const told = batches(due);
  if (!told.length && round === "first" && isAnother && page.station) told.push([]); // the server waits for all who were at work
  for (const batch of told) {
    const verdicts = await asked(batch, round);
    if (!verdicts) return void (timer = setTimeout(tell, AWAY_MS));
    for (const one of batch) {
      if (verdicts[one.action_id] === "waits") continue;
      one.told = epoch ?? undefined;
      disk.put(one);
    }
  }
  if (round === "last" || due.every((one) => one.told === epoch)) return;
  const next = new Promise((go) => (timer = setTimeout(go, AGAIN_MS[tries++]))).then(tell);
  if (round === "first") await next; // only then it is restored
}

/**
 * By station, some at a time.
 * @param {Kept[]} due
 * @returns {Kept[][]}
 */
function batches(due) {
  /** @type {Map<string, Kept[][]>} */
  const found = new Map();
  for (const one of due) {
    const own = found.get(one.station) ?? [[]];
    if (own[own.length - 1].length >= BATCH) own.push([]);
    own[own.length - 1].push(one);
    found.set(one.station, own);
  }
  return [...found.values()].flat();
}

/**
 * What became of each; null where the server does not say.
 * @param {Kept[]} batch
 * @param {"first" | "again" | "last"} round
 * @returns {Promise<Record<string, string> | null>}
 */
async function asked(batch, round) {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), TRY_MS);
  const records = batch.map(({ action_id, verb, fields, proof, answer }) => ({ action_id, verb, fields, proof, answer }));
  const sent = { records, round };
  const answer = /** @type {Answer & { away?: boolean, verdicts?: Record<string, string> }} */ (
    await read("/answered", sent, { signal: stop.signal, station: batch[0]?.station ?? page.station })
  );
  clearTimeout(patience);
  if (answer.away || LATER.has(answer.status ?? 0)) return null;
  return answer.verdicts ?? {}; // it does not take them: they are not told again
}

/** @param {number} age in ms */
function forgetOld(age) {
  let left = CHARACTERS_MAX;
  let room = KEPT_MAX;
  for (const one of [...kept.values()].reverse()) {
    left -= JSON.stringify(one).length;
    if (left >= 0 && room-- > 0 && one.at >= Date.now() - age) continue;
    kept.delete(one.action_id);
    disk.remove(one.action_id);
  }
}

/** @param {Kept} one */
function epochOf({ proof }) {
  return proof.slice(0, proof.indexOf("."));
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function withoutSecrets(value) {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, SECRETS.has(name) ? null : withoutSecrets(one)]));
}

/**
 * @param {number} ms
 * @param {Promise<unknown> | null} coming
 */
async function atMost(ms, coming) {
  if (coming) await Promise.race([coming, new Promise((go) => setTimeout(go, ms))]);
}
