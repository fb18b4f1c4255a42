// Keeps people on this tablet while the server answers, so that they are found while it does not: asked for when something
// changed, sealed on the disk, and gone after twelve hours without the server, with the pairing, and with the expo they are of.
import { read } from "../../core/answers.js";
import { connection, currentEpoch } from "../../core/connection.js";
import { page } from "../../core/page.js";
import { moment } from "../moments.js";
import { waiting } from "../outbox.js";
import { whereNobodyLooks } from "../station-store.js";
import { aged, begun, hasLapsed } from "./lapse.js";
import { keptUp, People } from "./people.js";
import { canSeal, markingKey, markOf, seal, unseal } from "./sealing.js";
import { Vault } from "./vault.js";
import { keptStations, wipe } from "./wiping.js";

const FIRST_AFTER_MS = 4_000; // a page that opens has other things to do, and desks open together in the morning
const AGAIN_AFTER_MS = 20_000;
const TICK_MS = 30_000;
const IDLE_MS = 5_000;
const SHOWN_OUT = new Set([401, 403]);

/** @typedef {"insecure" | "lapsed" | "full" | "none"} Absence why there is nobody to be found */
/** @typedef {import("./people.js").Held} Held */

const vault = new Vault(page.station);
/** @type {Held | null} */
let held = null;
/** @type {People | null} */
let people = null;
/** @type {CryptoKey | null} */
let marking = null;
/** @type {(import("./lapse.js").Life & { at: number }) | null} */
let life = null;
/** @type {Absence} */
let why = "none";
/** @type {Promise<void> | null} */
let asking = null;
let askedAt = -Infinity;
let timer = 0;

const ready = page.station ? begin() : Promise.resolve();

/**
 * Who is kept here, and as of when (ms, the server's clock); `why` there is nobody.
 * @returns {Promise<{ people: People, at: number, why: null } | { people: null, at: null, why: Absence }>}
 */
export async function keptPeople() {
  await ready;
  await grow();
  return people && life ? { people, at: life.at, why: null } : { people: null, at: null, why };
}

/**
 * Whose a scanned badge is, as far as this tablet knows.
 * @param {string} code
 * @returns {Promise<import("./people.js").Read>}
 */
export async function whose(code) {
  const kept = await keptPeople();
  return kept.people && marking ? kept.people.read(code, await markOf(marking, code), waiting()) : {};
}

async function begin() {
  if (!canSeal()) return void (why = "insecure");
  for (const station of await keptStations()) if (station !== page.station) whereNobodyLooks(station, () => wipe(station));
  await open().catch(() => vault.wipe()); // what can't be read is worth nothing
  connection.addEventListener("pulse", ({ detail }) => heard(detail));
  connection.addEventListener("epoch", forget);
  for (const back of /** @type {const} */ (["up", "fresh"])) connection.addEventListener(back, () => held && ask());
  setInterval(async () => {
    await grow();
    if (life) await vault.save({ life }).catch(() => {});
  }, TICK_MS);
}

async function open() {
  const kept = await vault.load();
  if (!kept) return;
  life = { ...kept.life, ...aged(kept.life, moment()) };
  if (hasLapsed(life)) return lapse();
  const opened = /** @type {Held} */ (await unseal(kept.sealed));
  [held, marking, people] = [opened, kept.marking, new People(opened)];
}

/**
 * The server lives. What is kept is of this moment where nothing has happened since.
 * @param {import("../../core/connection.js").Pulse} pulse
 */
function heard({ seq, now, epoch }) {
  if (held && life && held.of.startsWith(`${epoch}.`)) {
    life = { ...begun(moment()), at: seq <= held.seq ? Date.parse(now) : life.at };
    if (seq <= held.seq) return;
  }
  const after = held ? askedAt + AGAIN_AFTER_MS - performance.now() : FIRST_AFTER_MS * Math.random();
  if (!timer) timer = setTimeout(whenIdle, Math.max(0, after));
}

function whenIdle() {
  if ("requestIdleCallback" in window) requestIdleCallback(ask, { timeout: IDLE_MS });
  else ask();
}

/** Ask for what changed: one question at a time. */
function ask() {
  clearTimeout(timer);
  timer = 0;
  asking ??= news().finally(() => (asking = null));
  return asking;
}

async function news() {
  askedAt = performance.now();
  const of = held?.of ?? "";
  const answer = await read(`/desk/snapshot.json?of=${encodeURIComponent(of)}&after=${held?.seq ?? 0}`);
  if (answer.ok) return take(answer);
  if (answer.away) return;
  if (SHOWN_OUT.has(answer.status ?? 0) || ["locked", "full"].includes(answer.code)) await forget();
  if (answer.code === "full") why = "full";
}

/** @param {Paths["/desk/snapshot.json"]} answer */
async function take(answer) {
  const epoch = currentEpoch();
  if (epoch && !answer.of.startsWith(`${epoch}.`)) return; // asked before, answered after
  if (answer.key) marking = await markingKey(answer.key);
  held = keptUp(held, answer);
  people = answer.whole ? new People(held) : new People(held, { before: people, news: answer });
  life = { ...begun(moment()), at: answer.at };
  // Where the disk is full or forbidden, they are kept as long as this page.
  await vault.save({ sealed: await seal(held), ...(marking ? { marking } : {}), life }).catch(() => {});
}

/** The clocks went on: what is too long without the server goes for good, whatever they say afterwards. */
async function grow() {
  if (!life) return;
  life = { ...life, ...aged(life, moment()) };
  if (hasLapsed(life)) await lapse();
}

async function lapse() {
  await forget();
  why = "lapsed";
}

async function forget() {
  held = people = marking = life = null;
  why = "none";
  await vault.wipe();
}
