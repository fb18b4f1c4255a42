// The outbox of a station: actions that must not be lost are on the tablet's disk before they count as taken, and are
// sent once each, in order, when the server answers. What it refuses then, or fails at three times, is never dropped: it
// stays on a list here, and a desk is told. What an earlier pairing of this tablet left behind is taken over.
import { ForeignAnswer } from "../core/answers.js";
import { connection } from "../core/connection.js";
import { page, say } from "../core/page.js";
import { newId, post } from "../core/posting.js";
import { agoMs } from "./ages.js";
import { hearAfter, moment } from "./moments.js";
import { bodyOf, isKept, nextOf, replacedBy } from "./order.js";
import * as store from "./station-store.js";

const PATIENCE_MS = 2_500; // then a person at the door is told "taken"
const AGAIN_MS = [1_000, 2_000, 4_000, 8_000];
const LATER = new Set([401, 429, 503]); // the server takes it later
const FAILURES_MAX = 3; // of one entry: what stands behind it must not wait for ever
const DAY_MS = 24 * 3_600_000;
// What these make is named `kept:<action_id>` by what waits behind them.
/** @type {Record<string, "consultation" | "visitor">} */
const MAKES = { "consultation.start": "consultation", "visitor.register": "visitor", "badge.claim": "visitor" };
const AT_DESK = document.documentElement.dataset.screen === "desk";

/**
 * What is on the disk of an action: `from` is the station of an earlier pairing; `failed` counts what the server could not do.
 * @typedef {object} Entry
 * @property {string} verb
 * @property {Fields} fields
 * @property {string} action_id
 * @property {string | null} replaces
 * @property {string} about
 * @property {import("./ages.js").Moment & { shown: number }} made_at
 * @property {string} [from]
 * @property {boolean} [provisional]
 * @property {number} [failed]
 * @property {boolean} [tried]
 * @property {boolean} [answered]
 */
/** @typedef {Entry & { key: Key | null, tell: (answer: Answer | null) => void, stored: Promise<void> }} Waiting */
/** @typedef {Omit<Entry, "replaces"> & { code: string, message: string, at: string }} Returned */
/** @typedef {import("./station-store.js").Key} Key */
/** @typedef {CustomEvent<{ entry: Entry, answer: Answer }>} Told */

/** Fires `change`, `sent` {entry, answer} and `refused` {entry, answer}. */
export const outbox = /** @type {Tells<{ change: Event, sent: Told, refused: Told }>} */ (new EventTarget());

/** @type {Waiting[]} */
const queue = [];
/** @type {Map<string, number | null>} */
const made = new Map(); // action_id of what was kept -> the id of what it made (MAKES), null where it was refused
let sending = false;
/** @type {Waiting | null} */
let underWay = null; // the entry that is being sent
let cutOff = false;
let foreign = false; // somebody else answered in the server's place
let failures = 0;
let timer = 0;
const ready = load();

/**
 * Keep an action and try to send it. Gives the server's answer, or, when that can't be had at once,
 * {ok: true, code: "kept", provisional: true, action_id}. replaces: an unsent one of the same name gives way.
 * @param {string} verb
 * @param {Fields} fields
 * @param {{ action_id?: string, replaces?: string | null, about?: string, made_at?: Entry["made_at"] }} options
 * @returns {Promise<KeptOr>}
 */
export async function keep(verb, fields, { action_id = newId(), replaces = null, about = "", made_at = madeNow() } = {}) {
  await ready;
  if (replaces) await giveWay(replaces);
  const given = { verb, fields: { lang: page.lang, ...fields }, action_id, replaces, about, made_at };
  /** @type {(answer: Answer | null) => void} */
  let tell = () => {};
  const answered = new Promise((go) => (tell = go));
  const entry = line(given, tell);
  if (cutOff) release(entry);
  else setTimeout(release, PATIENCE_MS, entry);
  send();
  const answer = await answered;
  if (answer) return answer;
  await entry.stored;
  return { ok: true, code: "kept", provisional: true, action_id, message: say("kept_action") };
}

/**
 * What waits to be sent, oldest first: {verb, fields, action_id, made_at}.
 * @returns {Waiting[]}
 */
export function waiting() {
  return queue.slice();
}

/**
 * What the server refused after this station had taken it: [{verb, fields, action_id, code, message, at}].
 * @returns {Promise<Returned[]>}
 */
export async function refused() {
  return (await store.all("refused")).map(([, one]) => /** @type {Returned} */ (one));
}

/** Whether somebody else answers in the server's place: this network asks for a login. */
export function isForeign() {
  return foreign;
}

/**
 * Send once more what the server had failed at: under its own id, so that it is done once.
 * @param {string} action_id
 */
export async function again(action_id) {
  const one = (await refused()).find((each) => each.action_id === action_id);
  if (!one) return;
  const { verb, fields, about, made_at, from } = one;
  const entry = line({ verb, fields, action_id, replaces: null, about, made_at, from, provisional: true });
  await entry.stored;
  await forget(action_id);
  send();
}

/**
 * Somebody has looked after a refused one.
 * @param {string} action_id
 */
export async function forget(action_id) {
  await store.remove("refused", action_id);
  changed();
}

/**
 * The consultation that a kept start became, or the visitor that a kept registration did: the id, null where it was refused,
 * undefined while it waits.
 * @param {string} kept
 */
export function madeOf(kept) {
  return made.get(kept.replace(/^kept:/, ""));
}

/** Resolves once what a reload left behind is here again. */
export const loaded = ready;

async function load() {
  store.look();
  for (const station of await store.otherStations()) {
    await store.whereNobodyLooks(station, (left) => takeOver(station, left)).catch(() => {}); // at the next opening
  }
  for (const [key, entry] of /** @type {[Key, Entry][]} */ (await store.all("waiting"))) {
    queue.push(linked({ ...entry, provisional: true }, { key, tell: () => {}, stored: Promise.resolve() }));
  }
  for (const [action_id, { id, at }] of /** @type {[string, { id: number | null, at: number }][]} */ (
    await store.all("answers")
  )) {
    made.set(action_id, id);
    if (!queue.length && Date.now() - at > 2 * DAY_MS) store.remove("answers", action_id);
  }
  changed();
  send();
}

/**
 * On this station's shelf first, then off the other's: what is on both for a moment has one action_id. `from` says as whom
 * it was meant: it is sent as that station while its pairing holds, else as this one.
 * @param {string} station
 * @param {import("./station-store.js").Shelves} left
 */
async function takeOver(station, left) {
  for (const shelf of /** @type {const} */ (["answers", "refused"])) {
    for (const [key, value] of await left.all(shelf)) {
      await store.put(shelf, key, value);
      await left.remove(shelf, key);
    }
  }
  for (const [key, entry] of await left.all("waiting")) {
    await store.add("waiting", { from: station, .../** @type {Entry} */ (entry) });
    await left.remove("waiting", key);
  }
}

/**
 * Behind all others, and onto the disk: `stored` resolves once it is there, or can't be (see station-store).
 * @param {Entry} entry
 * @param {(answer: Answer | null) => void} tell
 * @returns {Waiting}
 */
function line(entry, tell = () => {}) {
  const stored = store.add("waiting", { ...entry }).then(
    (key) => void (one.key = key),
    () => {},
  );
  const one = linked(entry, { key: null, tell, stored });
  queue.push(one);
  changed();
  return one;
}

/**
 * With what belongs to this page alone, and is not kept on the disk with it.
 * @param {Entry} entry
 * @param {Pick<Waiting, "key" | "tell" | "stored">} own
 */
function linked(entry, { key, tell, stored }) {
  const one = { ...entry, key };
  Object.defineProperties(one, { tell: { value: tell }, stored: { value: stored } });
  return /** @type {Waiting} */ (one);
}

async function send() {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  try {
    while (queue.length) {
      const entry = nextOf(queue);
      underWay = entry;
      const answer = await tried(entry);
      if (!answer) return later();
      cutOff = foreign = false;
      failures = 0;
      await settle(entry, answer);
    }
  } finally {
    sending = false;
    changed();
  }
}

/** @param {Waiting} entry */
async function tried(entry) {
  const body = bodyOf(entry, madeOf);
  // Who could not be registered stands on the list already, and comes in with whom they turn out to be.
  if (!body && isKept(entry.fields.visitor)) return /** @type {Answer} */ ({ ok: true, code: "not_needed", message: "" });
  if (!body) return /** @type {Answer} */ ({ ok: false, code: "not_started", message: say("kept_not_started") });
  try {
    const sent = entry.tried || entry.provisional ? { ...body, ...(await times(entry)) } : body;
    let answer = await post(entry.verb, sent, entry.from);
    if (entry.from && (answer.status === 401 || isLocked(answer))) answer = await post(entry.verb, sent);
    const status = answer.status ?? 500;
    if (LATER.has(status) || isLocked(answer)) return null;
    return status < 500 || (await failedForGood(entry)) ? answer : null;
  } catch (error) {
    foreign = error instanceof ForeignAnswer;
    return null;
  } finally {
    entry.tried = true;
  }
}

/**
 * An organiser has locked this station: what it keeps is sent once it is unlocked.
 * @param {Answer} answer
 */
function isLocked({ code }) {
  return code === "locked";
}

/**
 * A reload counts on.
 * @param {Waiting} entry
 */
async function failedForGood(entry) {
  entry.failed = (entry.failed ?? 0) + 1;
  if (entry.key !== null) await store.put("waiting", entry.key, { ...entry }).catch(() => {});
  return entry.failed >= FAILURES_MAX;
}

function later() {
  cutOff = true;
  for (const entry of queue) release(entry);
  timer = setTimeout(send, AGAIN_MS[Math.min(failures++, AGAIN_MS.length - 1)]);
}

/**
 * Who waits for the answer gets "taken" instead; from now on a refusal goes onto the list.
 * @param {Waiting} entry
 */
function release(entry) {
  if (entry.answered) return;
  entry.provisional = true;
  entry.tell(null);
  changed();
}

/**
 * @param {Waiting} entry
 * @param {Answer} answer
 */
async function settle(entry, answer) {
  entry.answered = true;
  if (!entry.provisional) entry.tell(answer);
  await entry.stored;
  if (MAKES[entry.verb] && entry.provisional) await remember(entry, answer);
  if (!answer.ok && entry.provisional) await putOnList(entry, answer);
  queue.splice(queue.indexOf(entry), 1);
  await removeStored(entry);
  outbox.dispatchEvent(new CustomEvent(answer.ok ? "sent" : "refused", { detail: { entry, answer } }));
}

/**
 * Who is registered already is who stands there.
 * @param {Entry} entry
 * @param {Answer} answer
 */
async function remember({ verb, action_id }, answer) {
  const known = answer.ok || answer.code === "already_registered";
  const id = (known && /** @type {Record<string, any>} */ (answer)[MAKES[verb]]?.id) || null;
  made.set(action_id, id);
  await store.put("answers", action_id, { id, at: Date.now() }).catch(() => {});
}

/**
 * @param {Entry} entry
 * @param {Answer} answer
 */
async function putOnList({ verb, fields, action_id, about, made_at, from, failed }, { code, message, status }) {
  if (verb === "late.report") return;
  if ((failed ?? 0) >= FAILURES_MAX) message = say("outbox_failed");
  const at = new Date(made_at.shown).toISOString();
  await store.put("refused", action_id, { verb, fields, action_id, code, message, at, about, from, made_at }).catch(() => {});
  const badge = fields.reserved_code ?? fields.code;
  // Only a desk may name somebody without their badge; else the server's own answer says whom it was about.
  const whom = AT_DESK && status !== 404 ? fields.visitor : undefined;
  const whose = { ...(badge ? { code: badge } : {}), ...(whom ? { visitor: whom } : {}) };
  keep("late.report", { kept: action_id, deed: verb, refused: code, message: message || code, ...whose }, { made_at });
}

/** @param {string} name */
async function giveWay(name) {
  const found = replacedBy(name, queue, sending ? underWay : null);
  if (!found) return;
  queue.splice(queue.indexOf(found), 1);
  await found.stored;
  await removeStored(found);
}

/**
 * What stays there for the moment is sent again after a reload, under the same id.
 * @param {Waiting} entry
 */
async function removeStored({ key }) {
  if (key !== null) await store.remove("waiting", key).catch(() => {});
}

function madeNow() {
  const made = moment();
  return { ...made, shown: made.server ?? made.wall };
}

/**
 * By this station's own clock. What waited for the server needs to hear its clock first.
 * @param {Entry} entry
 */
async function times({ made_at }) {
  await hearAfter(made_at);
  const sent_at = Date.now();
  return { at: Math.max(0, Math.round(sent_at - agoMs(made_at, moment()))), sent_at };
}

function changed() {
  outbox.dispatchEvent(new Event("change"));
}

for (const back of /** @type {const} */ (["up", "fresh"])) connection.addEventListener(back, () => ready.then(send));
addEventListener("online", () => ready.then(send));
