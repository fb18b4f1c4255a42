// Which of the waiting actions is sent next, and with what in it. Pure.

/** @typedef {import("./outbox.js").Entry} Entry */

/**
 * The entry to send next: the oldest, but no file before a word, for a heavy file would hold up all that is behind it.
 * @template {Entry} Waiting
 * @param {Waiting[]} queue not empty, oldest first
 */
export function nextOf(queue) {
  return queue.find(({ fields }) => !fields.file) ?? queue[0];
}

/**
 * The waiting entry that a newer one of this name replaces; undefined where there is none, or it is being sent just now.
 * @template {Entry} Waiting
 * @param {string} name
 * @param {Waiting[]} queue
 * @param {Waiting | null} underWay
 */
export function replacedBy(name, queue, underWay) {
  return queue.find((entry) => entry.replaces === name && entry !== underWay);
}

/**
 * What is posted for an entry; null where it belongs to a meeting that the server refused to begin.
 *
 * A meeting that began while the server was away has no number yet: its later actions name the action that began it.
 * @param {Pick<Entry, "fields" | "action_id">} entry
 * @param {(kept: string) => number | null | undefined} consultationOf the number that a `kept:...` has become
 */
export function bodyOf({ fields, action_id }, consultationOf) {
  const { consultation } = fields;
  if (typeof consultation !== "string" || !consultation.startsWith("kept:")) return { ...fields, action_id };
  const id = consultationOf(consultation);
  return id ? { ...fields, consultation: id, action_id } : null;
}
