// Tells the server every ten seconds how this station is, for the organiser's list, and does what it is asked: make a sound,
// open the page anew, follow what the station has become (locked, another booth's).
import { ask, connection, openSocket } from "./connection.js";
import { make } from "./dom.js";
import { highestFence } from "./fence.js";
import { page, say } from "./page.js";
import { atRest } from "./rest.js";
import { play } from "./sounds.js";

const PULSES = 2; // of five seconds each
const SPREAD_MS = 2_000; // all stations hear the pulse at once
const RINGS_MS = [0, 900, 1_800];
const SHOWN_MS = 8_000;
const LOOK_MS = 1_000;

/** @type {Map<string, () => unknown>} */
const facts = new Map();
/** @type {{ level: number, charging: boolean } | null} */
let battery = null;
/** @type {number | null} */
let delay = null; // how long the server's last answer took
/** @type {string | null | undefined} */
let booth; // of this station, as the server first said
let pulses = 0;

/**
 * A part of the page tells one more thing of this station, as it is when it is asked.
 * @param {string} name
 * @param {() => unknown} fact
 */
export function tells(name, fact) {
  facts.set(name, fact);
}

if (page.station) {
  tells("battery", () => battery && Math.round(battery.level * 100));
  tells("charging", () => battery && battery.charging);
  tells("camera", () => document.querySelector("code-camera")?.dataset.state);
  tells("network", networkKind);
  tells("delay", () => delay);
  findBattery();
  openSocket().on("asked", (/** @type {{ what: string }} */ { what }) => obey(what));
  connection.addEventListener("up", report);
  connection.addEventListener("pulse", () => ++pulses % PULSES || setTimeout(report, Math.random() * SPREAD_MS));
  if (openSocket().connected) report();
}

async function report() {
  const told = { version: page.version, page: location.pathname, wall: Date.now(), fence: highestFence() };
  for (const [name, fact] of facts) Object.assign(told, { [name]: fact() ?? undefined });
  const began = performance.now();
  try {
    follow(await ask("report", told));
    delay = Math.round(performance.now() - began);
  } catch {
    // the band says that the server is silent
  }
}

/** @param {{ ok: boolean, booth: string | null, locked: boolean }} now */
function follow(now) {
  if (!now.ok) return;
  const isLocked = document.documentElement.dataset.screen === "locked";
  if (now.locked !== isLocked || (booth !== undefined && now.booth !== booth)) location.reload();
  booth = now.booth;
}

/** @param {string} what */
function obey(what) {
  if (what === "sound") return beFound();
  const timer = setInterval(() => {
    if (!atRest()) return;
    clearInterval(timer);
    location.reload();
  }, LOOK_MS);
}

// Silent until somebody has touched the page once, so it also shows itself.
function beFound() {
  for (const ring of RINGS_MS) setTimeout(() => play("call"), ring);
  document.querySelector(".found-here")?.remove();
  const sign = make("p", { className: "found-here", textContent: say("found_here") });
  sign.setAttribute("role", "status");
  document.body.append(sign);
  setTimeout(() => sign.remove(), SHOWN_MS);
}

async function findBattery() {
  // eslint-disable-next-line compat/compat -- asked for
  battery = (await navigator.getBattery?.().catch(() => null)) ?? null;
}

// A laptop tells no more than how fast it feels, and calls what is fast enough "4g".
function networkKind() {
  // eslint-disable-next-line compat/compat -- asked for
  const { type, effectiveType } = navigator.connection ?? {};
  return type ?? (effectiveType === "4g" ? undefined : effectiveType);
}
