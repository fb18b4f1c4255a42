// Sends one action to the server, once, under an id of its own.
import { beforeAnythingNew, keepAnswer } from "./answered.js";
import { answerOf } from "./answers.js";
import { page, withStation } from "./page.js";

const TRY_MS = 8_000;
const TRY_FILE_MS = 120_000; // eight megabytes over a crowded square's Wi-Fi

/** A UUID, made where crypto.randomUUID is missing too: on a page that is not secure. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * A file is on its way, or thousands of rows come in.
 * @param {string} verb
 * @param {Fields} body
 */
function isLong(verb, body) {
  return Boolean(body.file) || verb === "import.apply";
}

/**
 * One try, as this station or as another of this browser: the answer with its HTTP `status`; throws where the server gave none.
 * @param {string} verb
 * @param {Fields} body
 * @param {string} station
 */
export async function post(verb, body, station = page.station) {
  await beforeAnythingNew();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), isLong(verb, body) ? TRY_FILE_MS : TRY_MS);
  const { path, headers, content } = body.file ? withFile(body) : asJson(verb, body);
  try {
    const response = await fetch(withStation(path, station), {
      method: "POST",
      headers: { ...headers, Accept: "application/json" },
      body: content,
      credentials: "same-origin",
      signal: stop.signal,
    });
    const answer = await answerOf(response);
    keepAnswer(verb, body, station, answer, response.headers.get("Answer-Proof"));
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} verb
 * @param {Fields} body
 */
function asJson(verb, body) {
  return { path: `/actions/${verb}`, headers: { "Content-Type": "application/json" }, content: JSON.stringify(body) };
}

/**
 * A file (of `consultation.attach`) goes as a form to its own address, which performs the same action.
 * @param {Fields} fields
 */
function withFile({ consultation, ...fields }) {
  const content = new FormData();
  for (const [name, value] of Object.entries(fields)) content.append(name, value instanceof Blob ? value : String(value));
  return { path: `/consultations/${consultation}/attachments`, headers: {}, content };
}
