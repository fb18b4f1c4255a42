// Small pieces of the import's page.
import { page } from "../core/page.js";

/** Two messages are one sentence when they differ in their figures alone. */
export function sentenceOf(message) {
  return message.replace(/^\[[^\]]*\] /, "").replace(/\d[\d,.]*/g, "#");
}

export function element(tag, text, className = "") {
  return Object.assign(document.createElement(tag), { textContent: text, className });
}

export function chip(name) {
  return document.querySelector(`template[data-chip=${name}]`).content.firstElementChild.cloneNode(true);
}

export function number(n) {
  return n.toLocaleString(page.lang);
}
