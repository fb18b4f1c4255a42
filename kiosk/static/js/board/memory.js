// Which calls this window has announced, so that a page that opens anew (a new version) begins where it stopped.
//
// Kept for this window alone, and for some minutes: who switches a board on in the morning wants nothing of yesterday.
import { keepHere, recallHere } from "../core/recall.js";

/** @typedef {import("./announcer.js").Board} Board */

const KEPT = "kiosk-announced";
const STALE_MS = 10 * 60_000;

/**
 * What was announced here lately, by ticket; and since when (ms, the server's clock) calls are news.
 * @param {number} now
 * @returns {{ heard: [number, number][], since: number }}
 */
export function announcedHere(now) {
  const { heard, since, at } = JSON.parse(recallHere(KEPT) ?? "{}");
  return at && now - at < STALE_MS ? { heard, since } : { heard: [], since: now };
}

/**
 * @param {number} since
 * @param {Board} board
 * @param {number} now
 */
export function noteAnnounced(since, { heard, called, waiting }, now) {
  const standing = [...called.values()].flat().map(({ ticket }) => ticket);
  const announced = standing.filter((ticket) => !waiting.some((call) => call.ticket === ticket));
  keepHere(KEPT, JSON.stringify({ heard: announced.map((ticket) => [ticket, heard.get(ticket)]), since, at: now }));
}
