// The stations' pages open without the server: their shells, and the files of the version they were painted with.
// Served as /sw.js with two lines before: VERSION of the static files and FILES, their paths.
//
// Data (.json, actions, sockets) never passes through here. A shell is asked for with ?shell=1: the server then leaves out
// the person that the page shows. Somebody between may answer in the server's place (a captive portal's login page): what
// the server did not mark as its own is never kept, and never shown where a page is kept.
// The page follows a new version once this worker has all of it (upgrade.js); until then the old one goes on.
/* global VERSION, FILES */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const GUARD = "/static/js/upgrade-guard.js";
const STATIC = "static-";
const SHELLS = "shells";
const PAGES = new Set(["/kiosk", "/desk", "/booth", "/door"]);
const NAMING = ["station", "booth"]; // what tells one station's page from another's
const PEOPLE = "kiosk-people-"; // databases of who is found without the server: snapshot/wiping.js
const SHOWN_OUT = [401, 403, 409]; // not paired (any more), not this page's, locked
const PATIENCE_MS = 4_000;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepAll(FILES).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => event.waitUntil(renew().then(() => worker.clients.claim())));

// An open page tells its address, and the files it had fetched before this worker was there.
worker.addEventListener("message", (event) => {
  const { page, files } = event.data;
  event.waitUntil(Promise.all([keepShell(new URL(page)), keepFiles(files)]).then(renew));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (isFile(url.pathname)) event.respondWith(file(request));
  else if (request.mode === "navigate" && PAGES.has(url.pathname)) event.respondWith(shown(event, url));
});

/** @param {string} path */
function isFile(path) {
  return path.startsWith("/static/v-") || path.startsWith("/face/") || path === GUARD;
}

/** @param {Request} request */
async function file(request) {
  const kept = (await (await caches.open(STATIC + VERSION)).match(request)) ?? (await caches.match(request));
  if (kept) return kept;
  const response = await fetch(request);
  if (!isOurs(response)) return Response.error();
  if (response.ok) (await caches.open(STATIC + VERSION)).put(request, response.clone());
  return response;
}

/** @param {Response} response */
function isOurs(response) {
  return !response.redirected && response.headers.has("X-Kiosk");
}

/**
 * The server's page where it answers in time, else the kept one.
 * @param {FetchEvent} event
 * @param {URL} url
 */
async function shown(event, url) {
  const asked = fetch(event.request);
  event.waitUntil(asked.then(wipeWhereShownOut, () => {}));
  const kept = await caches.match(key(url));
  if (!kept) return asked;
  try {
    const response = await inTime(asked);
    if (!isOurs(response)) return timeless(kept);
    if (response.ok) event.waitUntil(keepShell(url));
    if ([401, 403].includes(response.status)) event.waitUntil(forgetShell(url));
    return response;
  } catch {
    return timeless(kept);
  }
}

/**
 * A tablet that was revoked or locked keeps nobody. Of several stations in one browser the others ask anew: the server is there.
 * @param {Response} response
 */
async function wipeWhereShownOut(response) {
  if (!isOurs(response) || !SHOWN_OUT.includes(response.status)) return;
  for (const { name } of await indexedDB.databases()) if (name?.startsWith(PEOPLE)) indexedDB.deleteDatabase(name);
}

/**
 * @template Result
 * @param {Promise<Result>} asked
 * @returns {Promise<Result>}
 */
function inTime(asked) {
  return Promise.race([asked, new Promise((_, late) => setTimeout(late, PATIENCE_MS))]);
}

/**
 * The kept page holds the server's time of long ago: that is taken out, so that its scripts go by their own clocks.
 * @param {Response} kept
 */
async function timeless(kept) {
  const html = (await kept.text()).replace(/(<meta name="server-now" content=")[^"]*/, "$1");
  const headers = new Headers(kept.headers);
  for (const name of ["content-length", "content-encoding"]) headers.delete(name);
  return new Response(html, { status: 200, headers });
}

/** @param {URL} url */
async function keepShell(url) {
  if (!PAGES.has(url.pathname)) return false;
  const asked = new URL(key(url));
  asked.searchParams.set("shell", "1");
  try {
    const response = await fetch(asked, { cache: "no-store" });
    if (!isOurs(response)) return false;
    if (response.ok) return await keepWhole(url, response);
    if ([401, 403].includes(response.status)) await forgetShell(url);
    return true;
  } catch {
    return false;
  }
}

/**
 * Read to its end first: a page that breaks off while it is put would take the kept one with it. One of another version
 * is not kept beside files that are not its own: its own worker will.
 * @param {URL} url
 * @param {Response} response
 */
async function keepWhole(url, response) {
  const html = await response.text();
  if (!html.includes(`<meta name="version" content="${VERSION}">`)) return false;
  await (await caches.open(SHELLS)).put(key(url), new Response(html, { headers: response.headers }));
  return true;
}

/** @param {URL} url */
async function forgetShell(url) {
  await (await caches.open(SHELLS)).delete(key(url));
}

/** @param {string[]} files */
async function keepFiles(files) {
  const cache = await caches.open(STATIC + VERSION);
  const missing = [];
  for (const name of files) if (!(await caches.match(name))) missing.push(name);
  await Promise.allSettled(missing.map((name) => keepFile(cache, name)));
}

/** @param {string[]} files */
async function keepAll(files) {
  const cache = await caches.open(STATIC + VERSION);
  await Promise.all(files.map((name) => keepFile(cache, name)));
}

/**
 * @param {Cache} cache
 * @param {string} name
 */
async function keepFile(cache, name) {
  const response = await fetch(name);
  if (!response.ok || !isOurs(response)) throw new Error(`not ours: ${name}`);
  await cache.put(name, response);
}

// A new version: every kept page is asked for anew; only when all are here do the old files go. Where the server was away
// just then, the next page that opens asks once more.
async function renew() {
  const old = (await caches.keys()).filter((name) => name.startsWith(STATIC) && name !== STATIC + VERSION);
  if (!old.length) return;
  const pages = await (await caches.open(SHELLS)).keys();
  const renewed = await Promise.all(pages.map(({ url }) => keepShell(new URL(url))));
  if (!renewed.every(Boolean)) return;
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** @param {URL} url */
function key(url) {
  const plain = new URL(url.pathname, location.origin);
  for (const name of NAMING) {
    const value = url.searchParams.get(name);
    if (value !== null) plain.searchParams.set(name, value);
  }
  return plain.href;
}
