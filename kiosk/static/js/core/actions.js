// Every write of a page: one action, one id, sent again with the same id until the server has answered.
import { ForeignAnswer, OldLaptop } from "./answers.js";
import { page, say } from "./page.js";
import { newId, post } from "./posting.js";
import { hold } from "./rest.js";
import { toast } from "./toast.js";

const WAITS_MS = [300, 700, 1_500, 3_000, 5_000, 5_000];

/**
 * Performs an action and gives its answer: {ok, code, message, ...}, refusals too; it never throws.
 * While the server can't be reached it sends the same id again, some 15 s, then answers `unreachable`.
 * quiet: show no toast for a refusal; action_id: to go on with one that was kept.
 * What a station must not lose goes through `actOrKeep` (offline/kept-actions.js) instead.
 * @template {string} Verb
 * @param {Verb} verb
 * @param {Fields} fields
 * @param {{ quiet?: boolean, action_id?: string }} options
 * @returns {Promise<Answer<Verb>>}
 */
export function act(verb, fields = {}, { quiet = false, action_id = newId() } = {}) {
  return told(sent(verb, { lang: page.lang, ...fields, action_id }), quiet);
}

/**
 * What comes of an action that is under way; a refusal is shown unless `quiet`.
 * @template {Answer | KeptOr} Told
 * @param {Promise<Told>} coming
 * @param {boolean} quiet
 * @returns {Promise<Told>}
 */
export async function told(coming, quiet) {
  const answer = await hold(coming);
  if (!answer.ok && !quiet) toast(answer.message, { kind: answer.code === "unreachable" ? "failed" : "refused" });
  return answer;
}

/**
 * Runs an action while a button shows that it is busy; a second tap meanwhile does nothing.
 * @template Result
 * @param {HTMLElement | null} button
 * @param {() => Promise<Result> | Result} run
 * @returns {Promise<Result | undefined>}
 */
export async function whileBusy(button, run) {
  if (button?.getAttribute("aria-busy") === "true") return undefined;
  button?.setAttribute("aria-busy", "true");
  try {
    return await run();
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

/**
 * @template {string} Verb
 * @param {Verb} verb
 * @param {Fields} body
 * @returns {Promise<Answer<Verb>>}
 */
async function sent(verb, body) {
  let key = "unreachable";
  for (const wait of [...WAITS_MS, null]) {
    try {
      return /** @type {Answer<Verb>} */ (await post(verb, body));
    } catch (error) {
      key = sayingOf(error);
      if (wait !== null) await new Promise((go) => setTimeout(go, wait));
    }
  }
  const message = say(key);
  return /** @type {Answer<Verb>} */ ({ ok: false, code: "unreachable", message });
}

/** @param {unknown} error */
function sayingOf(error) {
  if (error instanceof OldLaptop) return "old_laptop";
  return error instanceof ForeignAnswer ? "foreign_answer" : "unreachable";
}
