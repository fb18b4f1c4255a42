// The page's own question before what can't be taken back. The browser's confirm() hides its keys from the page, so that
// a hand scanner's Enter would press its OK.
import { findAround, make } from "./dom.js";
import { say } from "./page.js";

const SCANNED_MS = 600; // as long as a scan's keys may be apart (bursts.js)

/**
 * Asks, and gives true only when `yes` was pressed: Escape and `no`, which has the focus, are no.
 *
 * sentence: the question up to its mark, then what follows from yes; yes: the button's words, which say the deed;
 * danger: whether the deed takes something away.
 * @param {string} sentence
 * @param {{ yes: string, no?: string, danger?: boolean }} words
 * @returns {Promise<boolean>}
 */
export function ask(sentence, { yes, no = say("question_no"), danger = true }) {
  const dialog = drawn(
    sentence,
    button("no", no, "button"),
    button("yes", yes, `button button-${danger ? "danger" : "primary"}`),
  );
  if (!dialog.showModal) return Promise.resolve(confirm(sentence)); // phones with Safari before 15.4, which have no scanner
  dialog.addEventListener("click", (event) => {
    const pressed = findAround(event, "button");
    if (pressed) dialog.close(pressed.value);
  });
  heedNoScan(dialog);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((go) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      go(dialog.returnValue === "yes");
    });
  });
}

/** Whether a question waits for its answer. */
export function asking() {
  return document.querySelector(".question[open]") !== null;
}

/**
 * What hand-scanner.js knows for a scan never comes here; a few letters and Enter, as other codes hold, do.
 * @param {HTMLDialogElement} dialog
 */
function heedNoScan(dialog) {
  let typedAt = -Infinity;
  dialog.addEventListener("keydown", (event) => {
    const isPress = event.key === "Enter" || event.key === " ";
    if (isPress && event.timeStamp - typedAt < SCANNED_MS) event.preventDefault();
    else if (!isPress && event.key.length === 1) typedAt = event.timeStamp;
  });
}

/**
 * @param {string} sentence
 * @param {...HTMLButtonElement} buttons
 */
function drawn(sentence, ...buttons) {
  const [, question = "", rest = ""] = /^([^?]*\??)\s*([^]*)$/.exec(sentence) ?? [];
  const dialog = make("dialog", { className: "dialog question" });
  const title = make("h2", { id: "question-title", textContent: question });
  const lead = make("p", { id: "question-lead", textContent: rest, hidden: !rest });
  const actions = make("div", { className: "dialog-actions" });
  actions.append(...buttons);
  dialog.append(title, lead, actions);
  dialog.setAttribute("role", "alertdialog");
  dialog.setAttribute("aria-labelledby", title.id);
  if (rest) dialog.setAttribute("aria-describedby", lead.id);
  return dialog;
}

/**
 * @param {string} value
 * @param {string} textContent
 * @param {string} className
 */
function button(value, textContent, className) {
  return make("button", { type: "button", value, textContent, className });
}
