// Whether this page is at rest: nobody is in the middle of something on it, and it may be opened anew. Said here once.
//
// It is not for so long after a touch or a key; while a dialog is open; while a field of a form, or of what is marked
// data-draft, holds something else than the server put there; while an element says data-in-use, or a promise is held.
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
  return ![...document.querySelectorAll(FIELDS)].some(holdsDraft);
}

/** The page is in use until this promise is settled; gives the promise. */
export function hold(promise) {
  held += 1;
  const release = () => (held -= 1);
  promise.then(release, release);
  return promise;
}

function holdsDraft(field) {
  if (field.disabled || !field.getClientRects().length || field.closest('[role="search"]')) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  if (field.localName === "select") return [...field.options].some((one) => one.selected) && field.value !== given(field);
  return field.value !== field.defaultValue;
}

function given(select) {
  const options = [...select.options];
  return (options.find((one) => one.defaultSelected) ?? options[0]).value;
}
