// <toast-list>: short sentences at the bottom, read aloud politely; one may carry one button (undo).

import { findAll, make } from "./dom.js";

/** @typedef {{ label: string, run: () => unknown }} ToastButton */
/** @typedef {{ kind?: string, button?: ToastButton | null, stays_ms?: number }} ToastOptions */

const STAYS_MS = 6_000;

/** @type {HTMLElement | null} */
let list = null;

class ToastList extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
  }
}

/**
 * Shows a sentence. kind: "done" | "refused" | "failed"; button: {label, run} is there as long as the toast.
 * Gives a function that takes it away.
 * @param {string} sentence
 * @param {ToastOptions} options
 */
export function toast(sentence, { kind = "done", button = null, stays_ms = STAYS_MS } = {}) {
  const box = make("div");
  box.className = `toast toast-${kind}`;
  box.append(make("span", { textContent: sentence }));
  const remove = () => box.remove();
  if (button) box.append(buttonOf(button, remove));
  place()?.append(box);
  setTimeout(remove, stays_ms);
  return remove;
}

// Above an open dialog too, which covers and stills whatever stands outside it.
function place() {
  list ??= document.querySelector("toast-list");
  const dialog = findAll(document, "dialog[open]").pop();
  const home = dialog ?? document.body;
  if (!list || list.parentElement === home) return list;
  home.append(list);
  dialog?.addEventListener("close", place, { once: true });
  return list;
}

/**
 * @param {ToastButton} button
 * @param {() => void} remove
 */
function buttonOf({ label, run }, remove) {
  const made = make("button", { className: "button", type: "button" });
  made.textContent = label;
  made.addEventListener("click", () => {
    remove();
    run();
  });
  return made;
}

customElements.define("toast-list", ToastList);
