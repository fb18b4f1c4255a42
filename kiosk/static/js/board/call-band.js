// The calls above the square: who leads, and up to four beside. Markup is the page's own (templates/board/_call.html).
import { copyOf, find, make } from "../core/dom.js";
import { fit } from "../core/fit.js";
import { say } from "../core/page.js";

/** @typedef {import("./announcer.js").Call} Call */
/** @typedef {{ leads: Call[], older: Call[], isAnnounced: boolean, isFresh: boolean, isNews: boolean }} Band */

/**
 * Paints it. What is announced now stands inside [data-hero]; only what is news arrives, everything else stands still.
 * @param {HTMLElement} board
 * @param {Band} band
 */
export function paintCalls(board, { leads, older, isAnnounced, isFresh, isNews }) {
  const lead = find(board, ".hall-lead", HTMLElement);
  const empty = find(board, ".hall-lead-none");
  lead.className = `hall-lead of-${leads.length}`;
  lead.classList.toggle("is-fresh", isFresh);
  lead.classList.toggle("is-empty", !leads.length);
  lead.toggleAttribute("data-hero", isAnnounced);
  fill(lead, [...leads.map((call) => leading(board, call, isNews)), empty]);
  fill(
    find(board, ".hall-older"),
    older.map((call) => card(board, "beside", call)),
  );
  for (const where of board.querySelectorAll(".call-where > .name")) fit(/** @type {HTMLElement} */ (where));
}

/**
 * @param {HTMLElement} board
 * @param {Call} call
 * @param {boolean} isNews
 */
function leading(board, call, isNews) {
  const made = card(board, "leading", call);
  made.classList.toggle("is-arriving", isNews);
  find(made, ".call-who").textContent = say(call.counter ? "who_where" : "who", { ...call });
  return made;
}

/**
 * @param {HTMLElement} board
 * @param {string} form
 * @param {Call} call
 */
function card(board, form, { ticket, number, booth }) {
  const made = copyOf(find(board, `template[data-form="${form}"]`, HTMLTemplateElement));
  made.dataset.ticket = String(ticket);
  find(made, ".call-number").textContent = String(number);
  made.classList.toggle("is-long", number > 999);
  find(made, ".call-booth").textContent = booth;
  const agency = board.querySelector(`#cell-${CSS.escape(booth)}`)?.getAttribute("data-agency") ?? "";
  find(made, ".call-where > .name").append(...wordsOf(agency));
  return made;
}

/**
 * Words that part at spaces alone.
 * @param {string} text
 */
function wordsOf(text) {
  return text.split(" ").flatMap((textContent) => [make("span", { textContent, className: "word" }), " "]);
}

/**
 * @param {Element} place
 * @param {Element[]} children
 */
function fill(place, children) {
  place.textContent = "";
  place.append(...children);
}
