// The kiosk's answer: the whole screen, readable in one second.
import { find, findAll, make } from "../core/dom.js";
import { say } from "../core/page.js";
import { isProvisional, welcomeOf } from "../core/welcome.js";

/** @typedef {{ message: string, visitor?: { number: number | string, enterprise: string | null } }} Words */
/** @typedef {import("../core/welcome.js").Welcomed & Words} Greeting what the screen shows of an answer */

/**
 * Paint an action's answer into the view and give its welcome. `icons`: the address of the file of shapes.
 * @param {HTMLElement} view
 * @param {string | undefined} icons
 * @param {Greeting} answer
 * @param {string} badge
 */
export function paintAnswer(view, icons, answer, badge = "") {
  const welcome = welcomeOf(answer);
  view.dataset.welcome = welcome;
  find(view, "use").setAttribute("href", `${icons}#${welcome}`);
  text(view, "answer-sentence", answer.ok && welcome !== "kept" ? firstSentence(answer.message) : answer.message);
  text(view, "answer-enterprise", badge ? say(badge) : (answer.visitor?.enterprise ?? ""));
  text(view, "answer-number", answer.ok ? (answer.visitor?.number ?? "") : "");
  find(view, ".answer-way").replaceChildren(...(welcome === "kept" ? [keptWay()] : []));
  find(view, ".answer-desk").hidden = answer.ok;
  for (const button of findAll(view, "[data-personal]")) button.hidden = !answer.ok || isProvisional(answer);
  view.removeAttribute("data-more");
  view.toggleAttribute("data-way", !answer.ok || welcome === "kept"); // else it comes with the way itself
  return welcome;
}

/**
 * Nothing of the last person is left in it.
 * @param {HTMLElement} view
 */
export function wipeAnswer(view) {
  find(view, ".answer-way").replaceChildren();
  for (const name of ["answer-sentence", "answer-enterprise", "answer-number"]) text(view, name, "");
}

function keptWay() {
  return make("p", { className: "kept-way", textContent: say("kept_way") });
}

/**
 * One second is enough for one sentence; the spoken guidance reads them all.
 * @param {string} message
 */
function firstSentence(message) {
  return /^.*?[.!?](?=\s|$)/.exec(message)?.[0] ?? message;
}

/**
 * @param {HTMLElement} view
 * @param {string} name
 * @param {string | number} content
 */
function text(view, name, content) {
  find(view, `.${name}`).textContent = String(content);
}
