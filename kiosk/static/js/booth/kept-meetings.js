// What a booth's tablet knows of its counters while the server is away: the live places show how it was then, and the outbox
// holds what has happened since.
import { make, makeButton } from "../core/dom.js";
import { say } from "../core/page.js";
import { waiting } from "../offline/outbox.js";

/** @typedef {{ consultation: string, began: boolean, ended: boolean, cancelled?: boolean }} Meeting */

/**
 * The meeting at this counter: {consultation, began, ended}. consultation is the server's id as text, `kept:...` for one
 * that began since, "" for none; began and ended: whether the outbox says so (cancelled: the start was taken back).
 * @param {number} counter
 * @param {string} shown
 * @returns {Meeting}
 */
export function meetingAt(counter, shown) {
  /** @type {Meeting} */
  let meeting = { consultation: shown, began: false, ended: false };
  for (const { verb, fields, action_id, provisional } of waiting()) {
    if (!provisional) continue;
    if (verb === "consultation.start" && Number(fields.counter) === counter) {
      meeting = { consultation: `kept:${action_id}`, began: true, ended: false };
    } else if (verb === "consultation.finish" && String(fields.consultation) === meeting.consultation) {
      meeting = { consultation: "", began: false, ended: true };
    } else if (verb === "consultation.cancel_start" && String(fields.consultation) === meeting.consultation) {
      meeting = { consultation: "", began: false, ended: !meeting.began, cancelled: true };
    }
  }
  return meeting;
}

/**
 * A meeting's id as an action's field: a number, or `kept:...`.
 * @param {string} consultation
 */
export function idOf(consultation) {
  return consultation.startsWith("kept:") ? consultation : Number(consultation);
}

/**
 * Lay over the counter's place and bar what the outbox knows better; take it away where it knows nothing.
 * @param {Element | null} place
 * @param {Element | null} bar
 * @param {Omit<Meeting, "consultation">} meeting
 */
export function layOver(place, bar, { began, ended, cancelled = false }) {
  for (const one of [place, bar]) {
    one?.classList.toggle("is-kept", began || ended);
    one?.classList.toggle("has-begun", began);
    one?.querySelector(":scope > .kept-over")?.remove();
  }
  if (!began && !ended) return;
  place?.prepend(paragraph(say(began ? "meeting_began_kept" : cancelled ? "start_taken_back_kept" : "meeting_kept")));
  bar?.prepend(began ? endButton() : waitingButton());
}

/** @param {string} sentence */
function paragraph(sentence) {
  return make("p", { className: "kept-over", textContent: sentence });
}

function endButton() {
  const made = button(say("meeting_end"), "button-primary");
  made.dataset.do = "finish";
  return made;
}

function waitingButton() {
  return Object.assign(button(say("calls_wait_short"), ""), { disabled: true });
}

/**
 * @param {string} label
 * @param {string} kind
 */
function button(label, kind) {
  return makeButton(label, `button ${kind} button-big booth-main kept-over`);
}
