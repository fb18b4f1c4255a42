// Whether this page is at rest: nobody is in the middle of something on it, and it may be opened anew.
//
// It is not at rest for a minute after a touch or a key; while a dialog is open; while a field of a form (or of what is
// marked data-draft) holds something other than the server put there; while an element says data-in-use; or while a
// promise is held.
import { findAll } from "./dom.js";

const QUIET_MS = 60_000;
const TOUCHES = ["pointerdown", "keydown", "input", "wheel", "scroll"];
const SHOWN = "dialog[open], [data-in-use]";
const FIELDS = ":is(form, [data-draft]) :is(input, select, textarea)";

let touchedAt = -Infinity;
let held = 0;

for (const name of TOUCHES) addEventListener(name, () => (touchedAt = performance.now()), { capture: true, passive: true });

export function atRest() {
  if (held || document.querySelector(SHOWN)) return false;
  if (!document.hidden && performance.now() - touchedAt < QUIET_MS) return false;
  return !(
    /** @type {(HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[]} */ (findAll(document, FIELDS)).some(holdsDraft)
  );
}

/**
 * The page is in use until this promise is settled; gives the promise.
 * @template Result
 * @param {Promise<Result>} promise
 */
export function hold(promise) {
  held += 1;
  const release = () => (held -= 1);
  promise.then(release, release);
  return promise;
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field */
function holdsDraft(field) {
  if (field.disabled || !field.getClientRects().length || field.closest('[role="search"]')) return false;
  if (field instanceof HTMLSelectElement) return [...field.options].some((one) => one.selected) && field.value !== given(field);
  if (field instanceof HTMLInputElement && field.files) return field.files.length > 0;
  if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type))
    return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

/** @param {HTMLSelectElement} select */
function given(select) {
  const options = [...select.options];
  return (options.find((one) => one.defaultSelected) ?? options[0]).value;
}
