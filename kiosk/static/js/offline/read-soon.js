// Asking the server where somebody stands at the counter: who does not answer soon is away.
import { read } from "../core/answers.js";
import { isStale } from "../core/connection.js";

const PATIENCE_MS = 2_000;
const SILENT_MS = 300; // it has been silent for long already

/**
 * @template {string} Path
 * @param {Path} path
 */
export function readSoon(path) {
  return read(path, null, { signal: AbortSignal.timeout(isStale() ? SILENT_MS : PATIENCE_MS) });
}
