// Shows what the server has to say while a visitor's page is closed, and opens that page at a tap. Served as
// /v/push-worker.js for one page, /v/<code>, which is its scope. It keeps nothing and answers no request.
const messenger = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const SHAKE_MS = [500, 200, 500, 200, 900];

messenger.addEventListener("install", () => messenger.skipWaiting());

messenger.addEventListener("push", (event) => {
  if (event.data) event.waitUntil(show(event.data.json()));
});

messenger.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open());
});

/** @param {{ title: string, body: string, tag: string, lang: string, urgent: boolean }} told */
async function show({ title, body, tag, lang, urgent }) {
  const silent = (await pages()).some(({ visibilityState }) => visibilityState === "visible"); // the page itself rings
  /** @type {NotificationOptions & { renotify: boolean, vibrate?: number[] }} */
  const options = { body, tag, lang, silent, renotify: !silent, requireInteraction: urgent };
  if (!silent && urgent) options.vibrate = SHAKE_MS;
  await messenger.registration.showNotification(title, options);
}

async function open() {
  const [page] = await pages();
  await (page ? page.focus() : messenger.clients.openWindow(messenger.registration.scope));
}

/** @returns {Promise<readonly WindowClient[]>} */
async function pages() {
  const all = await messenger.clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter(({ url }) => url.startsWith(messenger.registration.scope));
}
