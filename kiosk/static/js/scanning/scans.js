// What a hand scanner or a camera reads: the code in a text, and the same code twice is one scan.

const SAME_MS = 3_000;
const CODE_DIGITS = 16;
const DIGITS = /\d(?:[ -]?\d){15,}/g; // also in groups, as they are printed

/**
 * Where the last code stands in a text, {code: its last 16 digits, at: index of the first of them}, or null.
 * @param {string} text
 */
export function codeIn(text) {
  const run = [...text.matchAll(DIGITS)].pop();
  if (!run) return null;
  let at = run.index + run[0].length;
  for (let left = CODE_DIGITS; left > 0;) if (/\d/.test(text[--at])) left -= 1;
  return { code: text.slice(at, run.index + run[0].length).replace(/\D/g, ""), at };
}

/**
 * The 16 digits of what was scanned or typed, or null. The server decides whether they are a code.
 * @param {string} text
 */
export function digitsOf(text) {
  return codeIn(text.normalize("NFKC"))?.code ?? null;
}

/** Tells a scan from its repetition: true once for a code, again only when it was away for 3 s. */
export function gate() {
  /** @type {Map<string, number>} */
  const seen = new Map(); // code -> when it was last seen; two badges before one camera don't take turns
  return (/** @type {string} */ text, at = performance.now()) => {
    for (const [code, last] of seen) if (at - last >= SAME_MS) seen.delete(code);
    const key = digitsOf(text) ?? text;
    const isNew = !seen.has(key);
    seen.set(key, at);
    return isNew;
  };
}
