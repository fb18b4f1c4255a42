// A hand scanner at a staffed tablet types into whatever has the focus: the burst is told from a person's typing by its
// speed, and what it wrote into a field is taken back.
import { digitsOf, gate } from "./scans.js";

const GAP_MS = 120; // nobody types sixteen digits in a row as fast as this
const SETTLED_MS = 150;

/** Calls onScan(digits) for every badge scanned, wherever the focus is. */
export function listenEverywhere(onScan, { signal }) {
  const isNew = gate();
  let typed = "";
  let lastKey = -Infinity;
  let settled = null;
  let before = null; // the field and its text when the burst began

  const done = () => {
    clearTimeout(settled);
    const digits = digitsOf(typed);
    typed = "";
    if (!digits) return false;
    if (before) takeBack(before);
    if (isNew(digits)) onScan(digits);
    return true;
  };
  const key = (event) => {
    if (event.ctrlKey || event.metaKey || event.key === "Shift" || event.isComposing) return;
    const now = event.timeStamp; // when it was typed, however busy the page is
    if (now - lastKey > GAP_MS) begin(event.target);
    lastKey = now;
    clearTimeout(settled);
    if (/^(Numpad)?Enter$|^Tab$/.test(event.code)) {
      if (done()) {
        event.preventDefault();
        event.stopPropagation();
      }
      return;
    }
    typed += /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? "";
    if (typed.length >= 16) settled = setTimeout(done, SETTLED_MS);
  };
  const begin = (target) => {
    typed = "";
    before = target.matches?.("input, textarea") ? { field: target, text: target.value } : null;
  };
  addEventListener("keydown", key, { signal, capture: true });
}

function takeBack({ field, text }) {
  if (!field.isConnected || field.value === text) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
