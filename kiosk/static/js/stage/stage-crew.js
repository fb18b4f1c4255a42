// <stage-crew>: what was just done can be taken back for ten seconds; one dialog says what was agreed in other words.
import { act, whileBusy } from "../core/actions.js";
import { find, findAround, formField } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

const UNDO_MS = 10_000;

/** @typedef {Done & { signing: { id: number, state: string }, was_before?: number | null }} Signed */
/** @typedef {{ text: string | null, text_en: string | null }} Words */

class StageCrew extends HTMLElement {
  #signing = 0; // whose words the dialog holds

  connectedCallback() {
    for (const type of ["acted", "click", "submit"]) this.addEventListener(type, this);
  }

  disconnectedCallback() {
    for (const type of ["acted", "click", "submit"]) this.removeEventListener(type, this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "acted") return told(/** @type {CustomEvent<Signed>} */ (event).detail);
    if (event.type === "submit") {
      event.preventDefault();
      return whileBusy(/** @type {SubmitEvent} */ (event).submitter, () => this.#edit());
    }
    const edit = findAround(event, "[data-edit]");
    if (edit) this.#open(edit.dataset);
    else if (findAround(event, "[data-close]")) this.#dialog.close();
  }

  /** @param {DOMStringMap} about */
  #open({ edit, parties, words, wordsEn, log }) {
    this.#signing = Number(edit);
    find(this, '[data-of="parties"]').textContent = parties ?? "";
    find(this, '[data-of="log"]').textContent = log ? `(${log})` : "";
    formField(this.#form, "text").value = words ?? "";
    formField(this.#form, "text_en").value = wordsEn ?? "";
    this.#complain("");
    this.#dialog.showModal();
  }

  async #edit() {
    const words = Object.fromEntries([...new FormData(this.#form)].filter(([, value]) => value));
    const answer = await act("signing.edit", { signing: this.#signing, ...words }, { quiet: true });
    if (!answer.ok) return this.#complain(Object.values(answer.fields ?? {})[0] ?? answer.message);
    this.#dialog.close();
    const { before } = /** @type {Done & { before: Words }} */ (answer);
    undoable(answer.message, "signing.edit", { signing: this.#signing, ...given(before) });
  }

  /** @param {string} sentence */
  #complain(sentence) {
    const place = find(this, "[data-wording] .field-error");
    place.textContent = sentence.replace(/^\w+: /, "");
    place.hidden = !sentence;
  }

  get #dialog() {
    return find(this, "[data-wording]", HTMLDialogElement);
  }

  get #form() {
    return find(this, "[data-wording] form", HTMLFormElement);
  }
}

/** @param {Signed} answer */
function told(answer) {
  if (!answer.ok) return;
  const { signing, was_before: before } = answer;
  if (before !== undefined) undoable(answer.message, "signing.move", { signing: signing.id, ...(before && { before }) });
  else if (signing.state === "sent") toast(answer.message);
  else undoable(answer.message, "signing.undo", { signing: signing.id, reason: say("undo_reason") });
}

/**
 * @param {string} sentence
 * @param {string} verb what takes it back
 * @param {Fields} fields
 */
function undoable(sentence, verb, fields) {
  const run = async () => {
    const answer = await act(verb, fields);
    if (answer.ok) toast(answer.message);
  };
  toast(sentence, { stays_ms: UNDO_MS, button: { label: say("undo"), run } });
}

/** @param {Words} words */
function given(words) {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value));
}

customElements.define("stage-crew", StageCrew);
