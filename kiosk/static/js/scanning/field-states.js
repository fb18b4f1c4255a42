// What stands in a field, and puts it back exactly: its text, its cursor, its choice.

import { findAll } from "../core/dom.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | TakesKeys} Field */
/** @typedef {HTMLElement & { value: string }} TakesKeys what takes keys wherever the focus is */
/** @typedef {{ value: string, cursor: [number | null, number | null, Direction] | null }} State of a field */
/** @typedef {"forward" | "backward" | "none" | undefined} Direction of a selection */

const NO_TEXT = new Set(["button", "submit", "reset", "image", "file", "checkbox", "radio", "range", "color", "hidden"]);
const NUMBERS =
  '[inputmode="numeric"], [inputmode="tel"], [inputmode="decimal"], [type="number"], [type="tel"], [type="date"], [type="time"], [type="search"], [enterkeyhint="search"], [data-takes-keys]';

/**
 * The field that keys go to while `focused` has the focus: itself, or what takes keys wherever the focus is; or null.
 * @param {EventTarget | null} focused
 * @returns {Field | null}
 */
export function fieldOf(focused) {
  if (focused instanceof HTMLInputElement) return NO_TEXT.has(focused.type) ? null : focused;
  if (focused instanceof HTMLTextAreaElement || focused instanceof HTMLSelectElement) return focused;
  const own = findAll(document, "[data-takes-keys]").find((one) => one.getClientRects().length);
  return /** @type {TakesKeys | undefined} */ (own) ?? null;
}

/**
 * What kind of field: "nothing" (none that takes text), "numbers" or "text".
 * @param {Field | null} field
 */
export function kindOf(field) {
  if (!field || field.matches("select")) return "nothing";
  return field.matches(NUMBERS) ? "numbers" : "text";
}

/**
 * What stands in it now, for putBack.
 * @param {Field} field
 * @returns {State}
 */
export function stateOf(field) {
  const { value } = field;
  if (!hasText(field) || typeof field.selectionStart !== "number") return { value, cursor: null };
  return { value, cursor: [field.selectionStart, field.selectionEnd, field.selectionDirection ?? undefined] };
}

/**
 * Open a dialog over a form; once it is closed the field has its cursor again, which browsers forget.
 * @param {HTMLDialogElement} dialog
 */
export function openOver(dialog) {
  const field = fieldOf(document.activeElement);
  const state = field && stateOf(field);
  dialog.addEventListener("close", () => field && state && field.getClientRects().length && putBack(field, state), {
    once: true,
  });
  dialog.showModal();
}

/**
 * Make the field what it was, and tell the page as an undo does.
 * @param {Field} field
 * @param {State} state
 */
export function putBack(field, { value, cursor }) {
  if (!field.isConnected) return;
  const changed = field.value !== value;
  if (field.matches('[type="date"], [type="time"], [type="number"]')) field.value = field.matches('[type="number"]') ? "0" : ""; // forgets what was half typed
  field.value = value;
  if (cursor && hasText(field)) field.setSelectionRange(...cursor);
  if (!changed) return;
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "historyUndo" }));
  if (field.matches("select")) field.dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * @param {Field} field
 * @returns {field is HTMLInputElement | HTMLTextAreaElement}
 */
function hasText(field) {
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
}
