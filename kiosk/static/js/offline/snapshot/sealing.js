// What a tablet keeps of people is encrypted under a key that no script can take out, not even ours: it opens here or nowhere.
// Each time under a new key, so what was there before is unreadable once the new one stands in its place.

const AES = { name: "AES-GCM", length: 256 };
const IV_BYTES = 12;
const HMAC = { name: "HMAC", hash: "SHA-256" };
const MARK_BYTES = 3;
const MARK_LETTERS = 3; // 18 bits: see kiosk/screens/desk_snapshot.py

/** @typedef {{ key: CryptoKey, iv: Uint8Array<ArrayBuffer>, bytes: ArrayBuffer }} Sealed */

/** Whether this page may encrypt: over plain http a browser lets none. */
export function canSeal() {
  return Boolean(globalThis.crypto?.subtle);
}

/**
 * @param {unknown} value what JSON can say
 * @returns {Promise<Sealed>}
 */
export async function seal(value) {
  const key = await crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const bytes = await crypto.subtle.encrypt({ name: AES.name, iv }, key, new TextEncoder().encode(JSON.stringify(value)));
  return { key, iv, bytes };
}

/**
 * Throws for what was not sealed so.
 * @param {Sealed} sealed
 * @returns {Promise<unknown>}
 */
export async function unseal({ key, iv, bytes }) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: AES.name, iv }, key, bytes)));
}

/**
 * The key by which badges are known, of its base64.
 * @param {string} text
 */
export function markingKey(text) {
  return crypto.subtle.importKey("raw", bytesOf(text), HMAC, false, ["sign"]);
}

/**
 * How a badge of this code is known.
 * @param {CryptoKey} key
 * @param {string} code
 */
export async function markOf(key, code) {
  const hashed = new Uint8Array(await crypto.subtle.sign(HMAC.name, key, new TextEncoder().encode(code)));
  const text = btoa(String.fromCharCode(...hashed.subarray(0, MARK_BYTES)));
  return text.slice(0, MARK_LETTERS).replaceAll("+", "-").replaceAll("/", "_");
}

/** @param {string} text */
function bytesOf(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
