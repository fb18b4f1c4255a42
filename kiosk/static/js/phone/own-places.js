// <own-places data-code="...">: what this phone itself may do. It never comes over the socket: it is asked for again by
// the page's own request whenever the visitor's places changed. A one-time QR opens the page with #bind=WORD.
import { act, whileBusy } from "../core/actions.js";
import { readPart } from "../core/answers.js";
import { findAll, findAround, make } from "../core/dom.js";
import { LiveTopic } from "../core/live.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";

const TAP_MS = 500; // leaving a field for a button: the tap comes first

class OwnPlaces extends HTMLElement {
  #stop = new AbortController();
  #html = ""; // as the server last painted it: what stands here may have changed by itself
  #isLate = false; // something changed while a hand was here

  connectedCallback() {
    this.#stop = new AbortController();
    this.#html = parsed(this.innerHTML);
    const { signal } = this.#stop;
    document.addEventListener("live:join", ({ target }) => isOwn(target) && this.#refresh(), { signal });
    // A notice to all changes nothing of one's own: it names no place.
    const changed = (/** @type {{ ids: string[] }} */ { ids }) => ids.length > 0;
    document.addEventListener("live:show", ({ target, detail }) => isOwn(target) && changed(detail) && this.#refresh(), {
      signal,
    });
    document.addEventListener("live:refused", () => location.reload(), { signal }); // a void badge opens nothing
    this.addEventListener("acted", () => this.#refresh(), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("focusout", () => this.#isLate && setTimeout(() => this.#refresh(), TAP_MS), { signal });
    this.#bindByWord();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  async #bindByWord() {
    const bind = new URLSearchParams(location.hash.slice(1)).get("bind");
    if (!bind) return;
    history.replaceState(null, "", location.pathname + location.search);
    await this.#perform("phone.bind", { bind });
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const form = findAround(event, "form");
    if (!form) return;
    const fields = Object.fromEntries(new FormData(form));
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const button = form.querySelector("button");
    whileBusy(button, async () => {
      const question = form.dataset.ask;
      if (question && !(await ask(question, { yes: button?.textContent?.trim() ?? "", danger: false }))) return;
      await this.#perform(form.dataset.verb ?? "", fields);
    });
  }

  /**
   * @param {string} verb
   * @param {Fields} fields
   */
  async #perform(verb, fields) {
    const answer = await act(verb, { code: this.dataset.code, ...fields });
    if (answer.ok) toast(answer.message);
    await this.#refresh();
  }

  // Not while somebody types or chooses here, nor when they began to while the server answered: their hand comes first. What was
  // typed and left stays typed.
  async #refresh() {
    this.#isLate = this.#isTyping;
    if (this.#isLate) return;
    const answer = await readPart(`/v/${this.dataset.code}/own`, { gone: () => location.reload() });
    const html = answer === null ? this.#html : parsed(answer);
    this.#isLate = html !== this.#html && this.#isTyping;
    if (html !== this.#html && !this.#isLate) this.#paint(html);
    this.closest("main")?.toggleAttribute("data-own-ended", this.querySelector(".is-ended") !== null);
  }

  get #isTyping() {
    return this.contains(document.activeElement) && document.activeElement?.matches("input, select") === true;
  }

  /** @param {string} html */
  #paint(html) {
    const typed = new Map(fieldsIn(this));
    /** @type {HTMLElement} */ (this).innerHTML = this.#html = html;
    for (const [key, field] of fieldsIn(this)) {
      const before = typed.get(key);
      if (field instanceof HTMLInputElement && before instanceof HTMLInputElement) field.checked = before.checked;
      if (before && (field instanceof HTMLInputElement || hasOption(field, before.value))) field.value = before.value;
    }
  }
}

/**
 * What a person fills in here, each by its form's verb, the form's own fields and its name.
 * @param {HTMLElement} place
 * @returns {[string, HTMLInputElement | HTMLSelectElement][]}
 */
function fieldsIn(place) {
  return findAll(place, "form").flatMap((form) => {
    const own = findAll(form, "input[type=hidden]").map((one) => /** @type {HTMLInputElement} */ (one).value);
    const fields = /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ (findAll(form, "input:not([type=hidden]), select"));
    return fields.map((field) => [[form.dataset.verb, ...own, field.name].join(" "), field]);
  });
}

/**
 * @param {HTMLSelectElement} select
 * @param {string} value
 */
function hasOption(select, value) {
  return [...select.options].some((one) => one.value === value);
}

/**
 * HTML as a browser writes it: the page's own and an answer's are alike where they say the same.
 * @param {string} html
 */
function parsed(html) {
  const template = make("template");
  template.innerHTML = html;
  return template.innerHTML;
}

/** @param {EventTarget | null} topic */
function isOwn(topic) {
  return topic instanceof LiveTopic && topic.topic.startsWith("visitor:");
}

customElements.define("own-places", OwnPlaces);
