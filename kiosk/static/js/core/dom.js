// Finds elements and makes them, and says of what kind they are.

/**
 * The element that the page's markup promises under this selector. Throws where it is missing, or of another kind.
 * @type {Find}
 */
export const find = (
  /** @type {ParentNode & Node} */ root,
  /** @type {string} */ selector,
  /** @type {Kind<Element>} */ kind = Element,
) => {
  const found = root.querySelector(selector);
  if (found instanceof kind) return /** @type {never} */ (found);
  throw new TypeError(`no ${kind.name} ${selector} in ${root.nodeName}`);
};

/**
 * All elements under this selector, as an array.
 * @type {FindAll}
 */
export const findAll = (/** @type {ParentNode} */ root, /** @type {string} */ selector) => [...root.querySelectorAll(selector)];

/**
 * The element under this selector that an event came from, or one around it; null where there is none.
 * @type {FindAround}
 */
export const findAround = (/** @type {{ target: EventTarget | null }} */ { target }, /** @type {string} */ selector) =>
  /** @type {never} */ (target instanceof Element ? target.closest(selector) : null);

/**
 * A form's field by its name. Throws where it is missing, or of another kind.
 * @type {FindField}
 */
export const formField = (
  /** @type {HTMLFormElement} */ form,
  /** @type {string} */ name,
  /** @type {Kind<unknown>} */ kind = HTMLInputElement,
) => {
  const found = form.elements.namedItem(name);
  if (found instanceof kind) return /** @type {never} */ (found);
  throw new TypeError(`no ${kind.name} named ${name}`);
};

/**
 * A new element with these properties.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} [properties]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}) {
  return Object.assign(document.createElement(tag), properties);
}

/**
 * A new button.
 * @param {string} textContent
 * @param {string} className
 * @param {Record<string, string>} [data] its data attributes
 */
export function makeButton(textContent, className, data = {}) {
  const made = make("button", { type: "button", textContent, className });
  Object.assign(made.dataset, data);
  return made;
}

/**
 * The one element of a template, anew.
 * @param {HTMLTemplateElement} template
 */
export function copyOf(template) {
  return /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
}
