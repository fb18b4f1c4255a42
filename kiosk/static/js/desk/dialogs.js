// What a desk is asked before it does something: why, which booth; and the QR that binds a phone.
import { find, makeButton } from "../core/dom.js";
import { say } from "../core/page.js";
import { ask } from "../core/question.js";

/**
 * Whether it is to be done. `what` names the sentences.
 * @param {string} what
 * @param {Fields} values
 */
export function askFirst(what, values = {}) {
  return ask(say(`${what}_ask`, values), { yes: say(`${what}_do`) });
}

/**
 * The reason chosen or typed, or null when it was let be. `what` names the sentences, `choices` the words offered.
 * @param {HTMLDialogElement} dialog
 * @param {string} what
 * @param {number | string | undefined} number
 * @param {string[]} choices
 * @returns {Promise<string | null>}
 */
export function askReason(dialog, what, number, choices) {
  const field = find(dialog, '[name="reason"]', HTMLInputElement);
  find(dialog, "h2").textContent = say(`${what}_title`, { number });
  find(dialog, "[data-lead]").textContent = say(`${what}_lead`);
  find(dialog, '[type="submit"]').textContent = say(`${what}_do`);
  field.value = say(choices[0]);
  const buttons = choices.map((word) => makeButton(say(word), "button"));
  for (const button of buttons) button.addEventListener("click", () => (field.value = button.textContent ?? ""));
  find(dialog, "[data-choices]").replaceChildren(...buttons);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((go) => {
    dialog.addEventListener("close", () => go(dialog.returnValue === "ok" ? field.value.trim() : null), { once: true });
  });
}

/**
 * Opens the list of booths; the desk hears the tap on one of them.
 * @param {HTMLDialogElement} dialog
 * @param {string} title
 */
export function openBooths(dialog, title) {
  find(dialog, "h2").textContent = say(title);
  dialog.showModal();
}

/**
 * A one-time QR, gone from the page when the dialog closes.
 * @param {HTMLDialogElement} dialog
 * @param {string | undefined} svg
 */
export function showQr(dialog, svg) {
  const place = find(dialog, "[data-qr]");
  place.innerHTML = svg ?? "";
  dialog.addEventListener("close", () => place.replaceChildren(), { once: true });
  dialog.showModal();
}
