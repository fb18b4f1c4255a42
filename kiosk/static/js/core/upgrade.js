// The page follows the server's version: one that another program painted is opened anew, once it is at rest (rest.js).
//
// All pages of a square hear of a new version in the same second, so each waits for a random time first. The service worker
// must have the whole new version before the page is opened anew, or it would answer with the old page. A page that stays
// old even then (something in between keeps pages) is opened anew once per version; after that it says that it is old.
import { read } from "./answers.js";
import { make } from "./dom.js";
import { page, say } from "./page.js";
import { atRest } from "./rest.js";

const STATIONS = new Set(["kiosk", "desk", "booth", "board", "booth-board", "stage", "door", "organiser"]);
const SPREAD_MS = { stations: 20_000, others: 240_000 }; // some 60, and up to 2,000 phones with six files each
const LOOK_MS = 1_000;
const WORKER_AGAIN_MS = 15_000;
const WORKER_TRIES = 3;
const UNHEARD_MS = 30_000;
const ASKED_AGAIN_MS = 10_000;
const TRIED_MAX = 8;

let heard = false;
/** @type {string | null} */
let wanted = null; // the server's version, where it is another
let dueAt = 0;
let timer = 0;
let workerTries = 0;
let askedAt = -Infinity;

document.documentElement.dataset.awake = ""; // upgrade-guard.js looks after a page whose scripts never came
watchWithoutSocket();

/**
 * The server has this version.
 * @param {string} version
 */
export function sawVersion(version) {
  heard = true;
  document.documentElement.dataset.serverVersion = version;
  if (!version || !page.version || version === wanted) return;
  wanted = version === page.version ? null : version;
  clearInterval(timer);
  if (!wanted) return;
  if (tried().includes(wanted)) return sayItIsOld();
  workerTries = 0;
  dueAt =
    performance.now() +
    Math.random() * SPREAD_MS[STATIONS.has(document.documentElement.dataset.screen ?? "") ? "stations" : "others"];
  timer = setInterval(look, LOOK_MS);
}

async function look() {
  if (performance.now() < dueAt || !atRest()) return;
  const version = wanted;
  dueAt = Infinity; // until the worker is looked after
  const follows = await workerFollows();
  dueAt = performance.now() + (follows ? 0 : WORKER_AGAIN_MS);
  if (!follows || version !== wanted || !atRest()) return;
  clearInterval(timer);
  history.replaceState({ ...history.state, upgrades: [...tried(), version].slice(-TRIED_MAX) }, "");
  location.reload();
}

/**
 * Kept with this tab's own entry, so that it outlives the reload where storage is blocked too.
 * @returns {(string | null)[]}
 */
function tried() {
  return history.state?.upgrades ?? [];
}

/** Whether no worker of an older version stands before this page; after a few tries without one it goes on as it is. */
async function workerFollows() {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => null);
  if (!registration?.active) return true;
  try {
    await registration.update();
  } catch {
    return false; // the server is away again
  }
  const next = registration.installing ?? registration.waiting;
  return !next || (await ended(next)) === "activated" || ++workerTries >= WORKER_TRIES;
}

/**
 * @param {ServiceWorker} worker
 * @returns {Promise<string>}
 */
function ended(worker) {
  return new Promise((tell) => {
    const look = () => ["activated", "redundant"].includes(worker.state) && tell(worker.state);
    worker.addEventListener("statechange", look);
    look();
  });
}

function sayItIsOld() {
  if (document.querySelector(".upgrade-note")) return;
  const note = make("p", { className: "upgrade-note", textContent: `${say("old_page")} ` });
  const again = make("button", { type: "button", textContent: say("open_anew") });
  again.addEventListener("click", () => location.reload());
  note.setAttribute("role", "status");
  note.append(again);
  document.body.append(note);
}

// A page without a socket asks when it has a reason to: it is looked at again, or a file of its version was not there.
function watchWithoutSocket() {
  addEventListener("error", ({ target }) => target !== window && ask(), { capture: true });
  addEventListener("unhandledrejection", ask);
  document.fonts?.addEventListener("loadingerror", ask);
  document.addEventListener("visibilitychange", () => document.hidden || heard || ask());
  setTimeout(() => heard || ask(), UNHEARD_MS);
}

async function ask() {
  if (performance.now() - askedAt < ASKED_AGAIN_MS) return;
  askedAt = performance.now();
  const was = heard;
  const answer = await read("/healthz");
  if (answer.ok && answer.version) sawVersion(answer.version);
  heard = was; // only a pulse comes by itself
}
