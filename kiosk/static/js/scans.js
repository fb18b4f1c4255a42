// What a hand scanner or a camera reads: keystrokes by their place on the keyboard, and the same code twice is one scan.

const SAME_MS = 3_000;
const KEY_GAP_MS = 600; // between two keys of one scan, also on a tablet that is busy
const SETTLED_MS = 90; // for scanners that send no Enter
const CODE_DIGITS = 16;

/** The last 16 digits of what was scanned, or null. The server decides whether they are a code. */
export function digitsOf(text) {
  const digits = text.replace(/\D/g, "");
  return digits.length >= CODE_DIGITS ? digits.slice(-CODE_DIGITS) : null;
}

/** Tells a scan from its repetition: true once for a code, again only when it was away for 3 s. */
export function gate() {
  const seen = new Map(); // code -> when it was last seen; two badges before one camera don't take turns
  return (text, at = performance.now()) => {
    for (const [code, last] of seen) if (at - last >= SAME_MS) seen.delete(code);
    const key = digitsOf(text) ?? text;
    const isNew = !seen.has(key);
    seen.set(key, at);
    return isNew;
  };
}

/** Calls onScan(text) for every scan of a hand scanner that types into the page, not into a field. */
export function listenToScanner(onScan, { signal }) {
  let typed = "";
  let lastKey = 0;
  let settled = null;
  const done = () => {
    clearTimeout(settled);
    const text = typed;
    typed = "";
    if (digitsOf(text)) onScan(text);
  };
  const key = (event) => {
    if (event.target.closest?.("input, textarea, select") || event.ctrlKey || event.metaKey) return;
    if (event.timeStamp - lastKey > KEY_GAP_MS) typed = "";
    lastKey = event.timeStamp; // when the key was pressed, not when this page found time for it
    clearTimeout(settled);
    if (event.code === "Enter" || event.code === "NumpadEnter" || event.code === "Tab") {
      if (digitsOf(typed)) event.preventDefault();
      return done();
    }
    typed += digitOf(event);
    if (typed.length >= CODE_DIGITS) settled = setTimeout(done, SETTLED_MS);
  };
  addEventListener("keydown", key, { signal, capture: true });
}

// By `code`, the place of the key: digits stay digits whatever the input method makes of them.
function digitOf({ code }) {
  return /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? "";
}
