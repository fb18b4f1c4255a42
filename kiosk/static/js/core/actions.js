// Every write of a page: one action, one id, sent again with the same id until the server has answered.
import { answerOf, ForeignAnswer } from "./answers.js";
import { page, say, withStation } from "./page.js";
import { hold } from "./rest.js";
import { toast } from "./toast.js";

const WAITS_MS = [300, 700, 1_500, 3_000, 5_000, 5_000];
const TRY_MS = 8_000;
const TRY_FILE_MS = 120_000; // eight megabytes over a crowded square's Wi-Fi

/**
 * Performs an action and gives its answer: {ok, code, message, ...}, refusals too; it never throws.
 * While the server can't be reached it sends the same id again, some 15 s, then answers `unreachable`.
 * quiet: show no toast for a refusal; action_id: to go on with one that was kept.
 * keep: this station's outbox takes it. Then, while the server can't be reached, the answer is at once
 * {ok: true, code: "kept", provisional: true, action_id}, and it is sent with its own time later; `replaces` names what
 * an unsent one gives way to (see outbox.js); `about` says on this station's own list whom it is about.
 */
export async function act(verb, fields = {}, { quiet = false, action_id = newId(), keep = false, replaces = null, about = "" } = {}) {
  const answer = await hold(
    keep
      ? import("../offline/outbox.js").then((outbox) => outbox.keep(verb, fields, { action_id, replaces, about }))
      : sent(verb, { lang: page.lang, ...fields, action_id }),
  );
  if (!answer.ok && !quiet) toast(answer.message, { kind: answer.code === "unreachable" ? "failed" : "refused" });
  return answer;
}

/** A UUID, made where crypto.randomUUID is missing too: on a page that is not secure. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Runs an action while a button shows that it is busy; a second tap meanwhile does nothing. */
export async function whileBusy(button, run) {
  if (button.getAttribute("aria-busy") === "true") return undefined;
  button.setAttribute("aria-busy", "true");
  try {
    return await run();
  } finally {
    button.removeAttribute("aria-busy");
  }
}

async function sent(verb, body) {
  let foreign = false;
  for (const wait of [...WAITS_MS, null]) {
    try {
      return await post(verb, body);
    } catch (error) {
      foreign = error instanceof ForeignAnswer;
      if (wait !== null) await new Promise((go) => setTimeout(go, wait));
    }
  }
  return { ok: false, code: "unreachable", message: say(foreign ? "foreign_answer" : "unreachable") };
}

/** One try, as this station or as another of this browser: the answer with its HTTP `status`; throws where the server gave none. */
export async function post(verb, body, station = page.station) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), body.file ? TRY_FILE_MS : TRY_MS);
  const { path, headers, content } = body.file ? withFile(body) : asJson(verb, body);
  try {
    const response = await fetch(withStation(path, station), {
      method: "POST",
      headers: { ...headers, Accept: "application/json" },
      body: content,
      credentials: "same-origin",
      signal: stop.signal,
    });
    return await answerOf(response);
  } finally {
    clearTimeout(timer);
  }
}

function asJson(verb, body) {
  return { path: `/actions/${verb}`, headers: { "Content-Type": "application/json" }, content: JSON.stringify(body) };
}

// A file (of `consultation.attach`) goes as a form to its own address, which performs the same action.
function withFile({ consultation, ...fields }) {
  const content = new FormData();
  for (const [name, value] of Object.entries(fields)) content.append(name, value);
  return { path: `/consultations/${consultation}/attachments`, headers: {}, content };
}
