// What stands in a field, and puts it back exactly: its text, its cursor, its choice.

const NO_TEXT = new Set(["button", "submit", "reset", "image", "file", "checkbox", "radio", "range", "color", "hidden"]);
const NUMBERS = '[inputmode="numeric"], [inputmode="tel"], [inputmode="decimal"], [type="number"], [type="tel"], [type="date"], [type="time"], [type="search"], [enterkeyhint="search"], [data-takes-keys]';

/** The field that keys go to while `focused` has the focus: itself, or what takes keys wherever the focus is; or null. */
export function fieldOf(focused) {
  if (focused?.matches?.("input, textarea, select")) return NO_TEXT.has(focused.type) ? null : focused;
  return [...document.querySelectorAll("[data-takes-keys]")].find((one) => one.getClientRects().length) ?? null;
}

/** What kind of field: "nothing" (none that takes text), "numbers" or "text". */
export function kindOf(field) {
  if (!field || field.matches("select")) return "nothing";
  return field.matches(NUMBERS) ? "numbers" : "text";
}

/** What stands in it now, for putBack. */
export function stateOf(field) {
  const { value } = field;
  const hasCursor = typeof field.selectionStart === "number";
  return hasCursor ? { value, cursor: [field.selectionStart, field.selectionEnd, field.selectionDirection] } : { value, cursor: null };
}

/** Open a dialog over a form; once it is closed the field has its cursor again, which browsers forget. */
export function openOver(dialog) {
  const field = fieldOf(document.activeElement);
  const state = field && stateOf(field);
  dialog.addEventListener("close", () => state && field.getClientRects().length && putBack(field, state), { once: true });
  dialog.showModal();
}

/** Make the field what it was, and tell the page as an undo does. */
export function putBack(field, { value, cursor }) {
  if (!field.isConnected) return;
  const changed = field.value !== value;
  if (field.matches('[type="date"], [type="time"], [type="number"]')) field.value = field.type === "number" ? "0" : ""; // forgets what was half typed
  field.value = value;
  if (cursor) field.setSelectionRange(...cursor);
  if (!changed) return;
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "historyUndo" }));
  if (field.matches("select")) field.dispatchEvent(new Event("change", { bubbles: true }));
}
