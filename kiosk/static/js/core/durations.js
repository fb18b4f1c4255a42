// Lengths of time as people read them. Pure.

/**
 * `3:07` of so many ms; what is over in less than a second is `0:00`.
 * @param {number} ms
 */
export function minutesAndSeconds(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
