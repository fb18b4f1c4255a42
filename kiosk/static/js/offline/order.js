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
 * What is posted for an entry; null where it belongs to a meeting, or a person, that the server refused.
 *
 * A meeting that began while the server was away, or who was registered then, has no id yet: later actions name the action
 * that made them.
 * @param {Pick<Entry, "fields" | "action_id">} entry
 * @param {(kept: string) => number | null | undefined} madeOf the id that a `kept:...` has become
 */
export function bodyOf({ fields, action_id }, madeOf) {
  const name = ["consultation", "visitor"].find((one) => isKept(fields[one]));
  if (!name) return { ...fields, action_id };
  const id = madeOf(String(fields[name]));
  return id ? { ...fields, [name]: id, action_id } : null;
}

/**
 * Whether this names what the server does not know yet.
 * @param {unknown} id
 */
export function isKept(id) {
  return typeof id === "string" && id.startsWith("kept:");
}
