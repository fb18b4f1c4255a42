// Which welcome an answer is at a door: kiosk and desk show the same one by colour, shape and sound. Pure.

/** @typedef {{ ok: boolean, code?: string, provisional?: boolean, welcome?: string }} Welcomed */

/**
 * Taken while the server is away, or a badge that a cut-off desk gave out: welcome, and to be confirmed.
 * @param {Pick<Welcomed, "code" | "provisional">} answer
 */
export function isProvisional({ provisional, code }) {
  return Boolean(provisional) || code === "provisional";
}

/**
 * `refused`, `kept` (to be confirmed), or the server's own word: `new`, `again`, `back`, `repeat`.
 * @param {Welcomed} answer
 */
export function welcomeOf(answer) {
  if (!answer.ok) return "refused";
  return isProvisional(answer) ? "kept" : (answer.welcome ?? "new");
}
