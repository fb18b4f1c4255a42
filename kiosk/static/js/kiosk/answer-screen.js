// The kiosk's answer: the whole screen, readable in one second.
import { say } from "../core/page.js";

/** Paint an action's answer into the view and give its welcome. `icons`: the address of the file of shapes. */
export function paintAnswer(view, icons, answer, badge = "") {
  const welcome = !answer.ok ? "refused" : isProvisional(answer) ? "kept" : answer.welcome;
  view.dataset.welcome = welcome;
  view.querySelector("use").setAttribute("href", `${icons}#${welcome}`);
  text(view, "answer-sentence", answer.ok && welcome !== "kept" ? firstSentence(answer.message) : answer.message);
  text(view, "answer-enterprise", badge ? say(badge) : answer.visitor?.enterprise ?? "");
  text(view, "answer-number", answer.ok ? answer.visitor?.number ?? "" : "");
  view.querySelector(".answer-way").replaceChildren(...(welcome === "kept" ? [keptWay()] : []));
  view.querySelector(".answer-desk").hidden = answer.ok;
  for (const button of view.querySelectorAll("[data-personal]")) button.hidden = !answer.ok || isProvisional(answer);
  view.removeAttribute("data-more");
  return welcome;
}

/** Nothing of the last person is left in it. */
export function wipeAnswer(view) {
  view.querySelector(".answer-way").replaceChildren();
  for (const name of ["answer-sentence", "answer-enterprise", "answer-number"]) text(view, name, "");
}

/** Taken while the server is away, or a badge that a cut-off desk gave out: welcome, and to be confirmed. */
export function isProvisional({ provisional, code }) {
  return provisional || code === "provisional";
}

function keptWay() {
  return Object.assign(document.createElement("p"), { className: "kept-way", textContent: say("kept_way") });
}

// One second is enough for one sentence; the spoken guidance reads them all.
function firstSentence(message) {
  return /^.*?[.!?](?=\s|$)/.exec(message)?.[0] ?? message;
}

function text(view, name, content) {
  view.querySelector(`.${name}`).textContent = content;
}
