// What lets a station's page go on, and open, without the server.
import { connection, openSocket } from "../core/connection.js";
import { page } from "../core/page.js";
import "./outbox-badge.js";
import "./outbox-report.js";
import { topUp } from "./spare-codes.js";
import * as store from "./station-store.js";

/** @typedef {import("../core/live.js").LiveTopic} LiveTopic */

const GIVES_BADGES = new Set(["kiosk", "desk"]);
const SHOWN_AFTER_MS = 1_500;

openSocket();
navigator.storage?.persist?.().catch(() => {}); // a browser must not clear the outbox when its disk fills
if (window.isSecureContext && "serviceWorker" in navigator) keepThePage();
if (GIVES_BADGES.has(document.documentElement.dataset.screen ?? "")) {
  connection.addEventListener("pulse", topUp);
}
rememberWhatIsShown();

// The worker keeps this page and what it is made of; files that came before it was there are told to it.
async function keepThePage() {
  navigator.serviceWorker.register("/sw.js").catch(() => {}); // the server is away, or its certificate is not trusted
  const { active } = await navigator.serviceWorker.ready;
  if (document.readyState !== "complete") await new Promise((go) => addEventListener("load", go, { once: true }));
  const files = performance.getEntriesByType("resource").map(({ name }) => name);
  active?.postMessage({ page: location.href, files: files.filter((name) => new URL(name).pathname.startsWith("/static/v-")) });
}

// A booth's tablet that is opened again without the server shows its queue and its meeting as they last were.
async function rememberWhatIsShown() {
  const topic = /** @type {LiveTopic | null} */ (document.querySelector('live-topic[topic^="booth:"]'));
  if (!topic) return;
  if (page.serverNow === null) await restore(topic);
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => store.put("shown", topic.topic, { html: topic.innerHTML, at: Date.now() }), SHOWN_AFTER_MS);
  };
  for (const changed of /** @type {const} */ (["live:join", "live:show"])) topic.addEventListener(changed, soon);
  if (page.serverNow !== null) soon();
}

/** @param {LiveTopic} topic */
async function restore(topic) {
  const [, last] =
    /** @type {[string, { html: string }][]} */ (await store.all("shown")).find(([key]) => key === topic.topic) ?? [];
  if (!last || topic.dataset.joined) return;
  topic.innerHTML = last.html;
  topic.dispatchEvent(new CustomEvent("live:restore", { bubbles: true }));
}
