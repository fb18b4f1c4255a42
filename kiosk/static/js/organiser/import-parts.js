// Small pieces of the import's page.
import { copyOf, find, make } from "../core/dom.js";
import { page } from "../core/page.js";

/**
 * Two messages are one sentence when they differ in their figures alone.
 * @param {string} message
 */
export function sentenceOf(message) {
  return message.replace(/^\[[^\]]*\] /, "").replace(/\d[\d,.]*/g, "#");
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string | number} text
 * @param {string} className
 */
export function element(tag, text, className = "") {
  const made = make(tag);
  made.textContent = String(text);
  made.className = className;
  return made;
}

/**
 * @param {string} name
 * @returns {HTMLElement}
 */
export function chip(name) {
  return copyOf(find(document, `template[data-chip=${name}]`, HTMLTemplateElement));
}

/** @param {number} n */
export function number(n) {
  return n.toLocaleString(page.lang);
}
