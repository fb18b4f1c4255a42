// A write that must not be lost: while the server is away, this station's outbox takes it.
import { told } from "../core/actions.js";
import { keep } from "./outbox.js";

/**
 * Performs an action as `act` does. Where the server does not answer at once, the answer is
 * {ok: true, code: "kept", provisional: true, action_id}, and the action is sent later with the time at which it was done.
 * quiet: show no toast for a refusal; replaces: the name of an unsent one that gives way to it (see outbox.js);
 * about: whom it is about, for this station's own list.
 * @template {string} Verb
 * @param {Verb} verb
 * @param {Fields} fields
 * @param {{ quiet?: boolean, action_id?: string, replaces?: string | null, about?: string }} options
 * @returns {Promise<KeptOr<Verb>>}
 */
export function actOrKeep(verb, fields = {}, { quiet = false, ...kept } = {}) {
  return /** @type {Promise<KeptOr<Verb>>} */ (told(keep(verb, fields, kept), quiet));
}
