// What counts as an answer of this server. Somebody between may answer in its place: a proxy with `{}`, a captive portal
// with its login page, redirected or not. That is no answer: whoever asked is as cut off as without a network.
import { sawFenceOf } from "./fence.js";
import { withStation } from "./page.js";

/**
 * Whether a response comes from this server: it marks all of its own. An old laptop is not the server any more.
 * @param {Response} response
 */
export function isOurs(response) {
  return !response.redirected && response.headers.has("X-Kiosk") && sawFenceOf(response);
}

/**
 * An action's or a page's answer {ok, code, ...} with its HTTP `status`. Throws, as `fetch` does, for what is none.
 * @param {Response} response
 * @returns {Promise<Answer>}
 */
export async function answerOf(response) {
  if (!sawFenceOf(response)) throw new OldLaptop("an old laptop's");
  const answer = response.redirected ? null : await response.json().catch(() => null);
  if (typeof answer?.ok === "boolean" && typeof answer.code === "string") return { ...answer, status: response.status };
  throw new ForeignAnswer(`${response.status} without ok and code`);
}

/** Somebody else answered in the server's place. */
export class ForeignAnswer extends Error {}

/** The laptop that was the server before answered. */
export class OldLaptop extends ForeignAnswer {}

/**
 * Asks for JSON, or posts `body` (an object, or a form) and asks; {ok: false, away: true} where the server does not answer.
 * @template {string} Path
 * @param {Path} path
 * @param {object | null} body
 * @param {{ signal?: AbortSignal, station?: string }} options
 * @returns {Promise<AnswerWith<AskedBy<Path>>>}
 */
export async function read(path, body = null, { signal, station } = {}) {
  try {
    const response = await fetch(withStation(path, station), {
      signal,
      cache: "no-store",
      ...(body ? posted(body) : { headers: ACCEPT }),
    });
    return /** @type {AnswerWith<AskedBy<Path>>} */ (await answerOf(response));
  } catch {
    return /** @type {AnswerWith<AskedBy<Path>>} */ ({ ok: false, away: true, code: "unreachable", message: "" });
  }
}

/**
 * A part of a page as HTML; null where the server does not answer, or refuses. `gone` is told where there is none any more.
 * @param {string} path
 * @param {{ gone?: () => void }} options
 * @returns {Promise<string | null>}
 */
export async function readPart(path, { gone } = {}) {
  try {
    const response = await fetch(withStation(path), { credentials: "same-origin" });
    if (response.status === 404 && isOurs(response)) gone?.();
    return response.ok && isOurs(response) ? await response.text() : null;
  } catch {
    return null;
  }
}

/**
 * A file's bytes; null where the server does not answer, or has none.
 * @param {string} path
 */
export async function readBytes(path) {
  try {
    const response = await fetch(path, { credentials: "same-origin" });
    return response.ok && isOurs(response) ? await response.arrayBuffer() : null;
  } catch {
    return null;
  }
}

const ACCEPT = { Accept: "application/json" };

/**
 * @param {object} body
 * @returns {RequestInit}
 */
function posted(body) {
  if (body instanceof FormData) return { method: "POST", headers: ACCEPT, body };
  return { method: "POST", headers: { ...ACCEPT, "Content-Type": "application/json" }, body: JSON.stringify(body) };
}
