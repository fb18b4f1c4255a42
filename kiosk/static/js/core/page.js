// What the server wrote into the page's head: which station this is, its language, its words.

import { findAll } from "./dom.js";

export const page = {
  station: meta("station"),
  lang: document.documentElement.lang || "ko",
  timeZone: meta("time-zone") || "Asia/Seoul",
  version: meta("version"),
  serverNow: Number(meta("server-now")) || null,
};

/**
 * A path of this server with `?station=` and `lang`, so that several stations can live in one browser.
 * @param {string} path
 * @param {string} station
 */
export function withStation(path, station = page.station) {
  const url = new URL(path, location.href);
  if (station) url.searchParams.set("station", station);
  if (page.lang !== "ko") url.searchParams.set("lang", page.lang);
  return url.pathname + url.search + url.hash;
}

/**
 * A sentence of the page by its key, `{name}` filled from values. Keys stand in `<script class="words">`.
 * @param {string} key
 * @param {Record<string, unknown>} values
 * @returns {string}
 */
export function say(key, values = {}) {
  const sentence = words()[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** @type {Record<string, string> | undefined} */
let known;
/** @returns {Record<string, string>} */
function words() {
  return (known ??= Object.assign({}, ...findAll(document, "script.words").map((s) => JSON.parse(s.textContent ?? ""))));
}

/** @param {string} name */
function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") || "";
}
