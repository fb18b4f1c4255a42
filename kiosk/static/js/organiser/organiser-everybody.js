// <organiser-everybody>: tells everybody something, a booth or all of them, and stops or opens all booths. What was just done
// can be taken back for ten seconds.
import { act, whileBusy } from "../core/actions.js";
import { find, findAll, findAround, formField } from "../core/dom.js";
import "../core/live.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";
import { filled } from "./filled-form.js";

const UNDO_MS = 10_000;

/** @typedef {{ text: string, text_en: string | null, to: string[] }} Notice */
/** @typedef {Done & { notice: { id: number }, told: { id: number }, booths: string[] }} Did */
/** How each is taken back: by which verb, with which fields. */
const UNDO = {
  "notice.send": (/** @type {Did} */ { notice }) => ["notice.end", { notice: notice.id }],
  "message.send": (/** @type {Did} */ { told }) => ["message.end", { message: told.id }],
  "expo.pause_all": (/** @type {Did} */ { booths }) => ["expo.open_all", { booths }],
};

class OrganiserEverybody extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("input", (event) => this.#typed(event), { signal });
    this.addEventListener("acted", (event) => this.#acted(/** @type {CustomEvent} */ (event)), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const opens = findAround(event, "[data-all]");
    const again = findAround(event, "[data-reuse]");
    const reason = findAround(event, "[data-reason]");
    if (opens) find(this, `[data-dialog="${opens.dataset.all}"]`, HTMLDialogElement).showModal();
    else if (findAround(event, "[data-close]")) findAround(event, "dialog")?.close();
    else if (again) this.#fill(JSON.parse(again.dataset.reuse ?? "{}"));
    else if (reason) this.#choose(reason);
  }

  /** @param {HTMLElement} chosen */
  #choose(chosen) {
    const form = /** @type {HTMLFormElement} */ (chosen.closest("form"));
    formField(form, "reason").value = chosen.dataset.reason ?? "";
    this.#press(form);
  }

  /** @param {Event} event */
  #typed(event) {
    const form = /** @type {HTMLFormElement | null} */ (findAround(event, "form"));
    if (form?.dataset.verb === "expo.pause_all") this.#press(form);
    if (form?.dataset.verb === "notice.send") this.#requireSomebody(form);
  }

  /**
   * Nothing ticked would be sent to nobody; the form says so before it is sent.
   * @param {HTMLFormElement} form
   */
  #requireSomebody(form) {
    const boxes = /** @type {HTMLInputElement[]} */ (findAll(form, '[name="to"]'));
    boxes[0]?.setCustomValidity(boxes.some((box) => box.checked) ? "" : say("nobody"));
  }

  /** @param {HTMLFormElement} form */
  #press(form) {
    const said = formField(form, "reason").value;
    for (const one of findAll(form, "[data-reason]")) {
      one.setAttribute("aria-pressed", String(one.dataset.reason === said));
    }
  }

  /** @param {Notice} notice */
  #fill({ text, text_en, to }) {
    const form = find(this, 'form[data-verb="notice.send"]', HTMLFormElement);
    formField(form, "text").value = text;
    formField(form, "text_en").value = text_en ?? "";
    for (const box of /** @type {HTMLInputElement[]} */ (findAll(form, '[name="to"]'))) box.checked = to.includes(box.value);
    this.#requireSomebody(form);
    formField(form, "text").focus();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const verb = form.dataset.verb ?? "";
    const answer = await whileBusy(event.submitter, () => act(verb, filled(form)));
    if (!answer?.ok) return;
    form.closest("dialog")?.close();
    form.reset();
    for (const one of findAll(form, "[data-reason]")) one.setAttribute("aria-pressed", "false");
    this.#told(verb, /** @type {Did} */ (answer));
  }

  /** @param {CustomEvent<Answer>} event */
  #acted(event) {
    event.stopPropagation();
    const { detail, target } = event;
    if (!detail.ok) return;
    const again = target instanceof Element ? target.closest("[data-again]")?.getAttribute("data-again") : null;
    if (!again) return void toast(detail.message);
    const undo = () => act("notice.send", JSON.parse(again));
    toast(detail.message, { button: { label: say("undo"), run: undo }, stays_ms: UNDO_MS });
  }

  /**
   * @param {string} verb
   * @param {Did} answer
   */
  #told(verb, answer) {
    const [undo, fields] = UNDO[/** @type {keyof typeof UNDO} */ (verb)](answer);
    const run = () => act(/** @type {string} */ (undo), /** @type {Fields} */ (fields));
    toast(answer.message, { button: { label: say("undo"), run }, stays_ms: UNDO_MS });
  }
}

customElements.define("organiser-everybody", OrganiserEverybody);
