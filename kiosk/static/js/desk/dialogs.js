// What a desk is asked before it does something: why, which booth; and the QR that binds a phone.
import { say } from "../core/page.js";
import { ask } from "../core/question.js";

/** Whether it is to be done. `what` names the sentences. */
export function askFirst(what, values = {}) {
  return ask(say(`${what}_ask`, values), { yes: say(`${what}_do`) });
}

/** The reason chosen or typed, or null when it was let be. `what` names the sentences, `choices` the words offered. */
export function askReason(dialog, what, number, choices) {
  const field = dialog.querySelector('[name="reason"]');
  dialog.querySelector("h2").textContent = say(`${what}_title`, { number });
  dialog.querySelector("[data-lead]").textContent = say(`${what}_lead`);
  dialog.querySelector('[type="submit"]').textContent = say(`${what}_do`);
  field.value = say(choices[0]);
  const buttons = choices.map(say).map((text) => Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: text }));
  for (const button of buttons) button.addEventListener("click", () => (field.value = button.textContent));
  dialog.querySelector("[data-choices]").replaceChildren(...buttons);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((go) => {
    dialog.addEventListener("close", () => go(dialog.returnValue === "ok" ? field.value.trim() : null), { once: true });
  });
}

/** Opens the list of booths; the desk hears the tap on one of them. */
export function openBooths(dialog, title) {
  dialog.querySelector("h2").textContent = say(title);
  dialog.showModal();
}

/** A one-time QR, gone from the page when the dialog closes. */
export function showQr(dialog, svg) {
  const place = dialog.querySelector("[data-qr]");
  place.innerHTML = svg ?? "";
  dialog.addEventListener("close", () => place.replaceChildren(), { once: true });
  dialog.showModal();
}
