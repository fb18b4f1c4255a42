// The dialogs of the booth's tablet: each form in one performs one action about what the dialog was opened with.
import { act, whileBusy } from "../core/actions.js";
import { find, findAll, findAround, formField, make } from "../core/dom.js";
import { say } from "../core/page.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { digitsOf } from "../scanning/scans.js";
import { forgetLog } from "./log-draft.js";
import { savedLog } from "./meeting-log.js";

/** @typedef {Fields & { consultation?: string | number, byClock?: boolean, met?: unknown, called?: unknown }} Subject what a dialog is about */

const UNDO_MS = 10_000;
const SIGNED = new Set(["contract", "commitment", "mou"]);
const WITH_AMOUNT = new Set(["contract", "commitment"]);

/**
 * What each verb takes of the dialog's subject, beside what its form holds.
 * @type {Record<string, string[]>}
 */
const TAKES = {
  "booth.pause": ["booth"],
  "booth.call_ahead": ["booth"],
  "booth.go_home": ["booth"],
  "booth.invite": ["visitor", "booth"],
  "ticket.call": ["ticket", "counter"],
  "ticket.transfer": ["ticket"],
  "ticket.leave": ["ticket"],
  "consultation.start": ["booth", "counter"],
  "consultation.confirm": ["consultation"],
  "consultation.correct": ["consultation"],
  "consultation.finish": ["consultation"],
  "signing.send": ["consultation"],
  "ticket.uncall": ["ticket"],
  "consultation.cancel_start": ["consultation"],
};
// What goes on without the server.
const KEPT = new Set(["consultation.start", "consultation.cancel_start"]);
// What takes an action back, where something does.
/** @type {Record<string, (subject: Fields, answer: KeptOr<"consultation.start">) => import("../core/toast.js").ToastOptions>} */
const UNDO = {
  "ticket.call": ({ ticket }) => undoCall(Number(ticket)),
  "consultation.start": (_, { consultation, action_id }) => undoStart(consultation?.id ?? `kept:${action_id}`),
  "booth.pause": ({ booth }) => undoable("booth.open", { booth }),
  "booth.go_home": ({ booth }) => undoable("booth.open", { booth }),
};

export class Dialogs {
  /** @type {HTMLElement} */
  #root;
  /** @type {Subject} */
  #subject = {};
  #content = ""; // of the open dialog, before anybody wrote into it

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {{ signal: AbortSignal }} until */
  listen({ signal }) {
    this.#root.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.#root.addEventListener("click", (event) => this.#click(event), { signal });
  }

  /**
   * Open one of them about this subject: {booth, counter, ticket, visitor, consultation, number, name, ...}.
   * @param {string} name
   * @param {Subject} subject
   */
  async open(name, subject) {
    this.close(); // a person was chosen in the dialog of all who wait
    this.#subject = subject;
    const dialog = find(this.#root, `#dialog-${name}`, HTMLDialogElement);
    for (const form of findAll(dialog, "form")) form.reset();
    for (const place of findAll(dialog, ".dialog-error")) place.remove();
    this.#show(dialog, subject);
    if (name === "pause") showSwitch(find(dialog, "[data-verb='booth.call_ahead']", HTMLFormElement), Boolean(subject.byClock));
    if (name === "undo") showUndoable(dialog, subject);
    if (name === "record" && !(await this.#load(dialog, subject))) return;
    if (name === "waiting" && !(await find(dialog, "whole-queue").load())) return unreachable();
    dialog.showModal();
    this.#content = contentOf(dialog);
  }

  /** Whether somebody has written into the open dialog. A badge's number alone is nothing to lose. */
  get written() {
    const dialog = /** @type {HTMLDialogElement | null} */ (this.#root.querySelector("dialog[open]"));
    return dialog !== null && contentOf(dialog) !== this.#content;
  }

  /**
   * A scanned badge goes to the record that waits for the enterprise's word; true when one does.
   * @param {string} code
   */
  async confirmByBadge(code) {
    const form = /** @type {HTMLFormElement | null} */ (
      this.#root.querySelector("#dialog-record[open] [data-verb='consultation.confirm']:not([hidden])")
    );
    if (!form) return false;
    await this.#perform(form, { ...consentOf(form), code });
    return true;
  }

  close() {
    for (const dialog of findAll(this.#root, "dialog[open]", HTMLDialogElement)) dialog.close();
  }

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Fields} subject
   */
  #show(dialog, subject) {
    for (const place of findAll(dialog, "[data-text]")) place.textContent = String(subject[place.dataset.text ?? ""] ?? "");
  }

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Subject} subject
   */
  async #load(dialog, subject) {
    const log = await savedLog(/** @type {string | number} */ (subject.consultation));
    if (!log) {
      unreachable();
      return false;
    }
    const { number, enterprise, name } = log.visitor;
    this.#show(dialog, { number, enterprise, name, note: log.note });
    const holds = standing(log);
    for (const place of findAll(dialog, "[data-when]")) place.hidden = !holds[place.dataset.when ?? ""];
    formField(find(dialog, "[data-verb='consultation.confirm']", HTMLFormElement), "show_amount").checked = log.enterprise_shows;
    formField(find(dialog, "[data-verb='signing.send']", HTMLFormElement), "show_amount").checked = log.agency_shows;
    writeOrCorrect(find(dialog, ".record-correct", HTMLFormElement), log);
    find(dialog, "meeting-files").show(log.id, log.attachments);
    const editor = find(dialog, "outcome-lines");
    editor.visitor = log.visitor.id;
    editor.lines = log.lines;
    find(dialog, "topic-chips").topics = log.topics;
    return true;
  }

  /** @param {Event} event */
  #click(event) {
    const choice = findAround(event, "[data-fill] [data-value]");
    if (choice) {
      const filled = /** @type {HTMLElement} */ (choice.closest("[data-fill]")).dataset.fill ?? "";
      const field = formField(/** @type {HTMLFormElement} */ (choice.closest("form")), filled);
      field.value = choice.dataset.value ?? "";
      field.focus();
    }
    if (findAround(event, "[data-close]")) findAround(event, "dialog")?.close();
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    const form = findAround(event, "form[data-verb]", HTMLFormElement);
    const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (!form || submitter?.value !== "go") return;
    event.preventDefault();
    const question = submitter.dataset.ask;
    if (question && !(await ask(question, { yes: submitter.textContent?.trim() ?? "" }))) return;
    /** @type {Fields} */
    const fields = Object.fromEntries(
      [...new FormData(form)].filter(([name, value]) => value && !["plan", "amount", "topic"].includes(name)),
    );
    const editor = form.querySelector("outcome-lines");
    if (editor) {
      if (editor.problem()) return;
      fields.lines = editor.lines;
      fields.topics = find(form, "topic-chips").topics;
    }
    Object.assign(fields, consentOf(form));
    if (fields.code !== undefined && !digitsOf(String(fields.code))) return this.#complain(form, say("no_code"));
    whileBusy(submitter, () => this.#perform(form, fields));
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Fields} fields
   */
  async #perform(form, fields) {
    const { verb = "" } = form.dataset;
    const subject = this.#subject;
    const own = Object.fromEntries(TAKES[verb].map((name) => [name, subject[name]]));
    const perform = KEPT.has(verb) ? actOrKeep : act;
    const answer = await perform(verb, { ...own, ...fields }, { quiet: true });
    if (!answer.ok) return this.#complain(form, answer.message);
    form.closest("dialog")?.close();
    if (verb === "consultation.cancel_start") forgetLog(String(own.consultation));
    const undo = UNDO[verb]?.(subject, /** @type {KeptOr<"consultation.start">} */ (answer));
    toast(answer.message || say(verb === "booth.pause" ? "paused" : "changed"), undo ?? {});
  }

  /**
   * @param {HTMLFormElement} form
   * @param {string} sentence
   */
  #complain(form, sentence) {
    const place = form.querySelector(".dialog-error") ?? make("p");
    place.className = "field-error dialog-error";
    place.setAttribute("role", "alert");
    place.textContent = sentence;
    form.append(place);
  }
}

/**
 * Which parts of the record's dialog are there: what was agreed is confirmed, and sent to the stage; each party says for
 * itself, and may say otherwise later, whether its amount is shown there.
 * @param {SavedLog} log
 * @returns {Record<string, boolean>}
 */
function standing({ lines, signing, unwritten, confirmed }) {
  const hasAmount = lines.some(({ outcome }) => WITH_AMOUNT.has(outcome));
  const signs = lines.some(({ outcome }) => SIGNED.has(outcome)) && !unwritten;
  return {
    written: !unwritten,
    unwritten,
    unconfirmed: !confirmed && !unwritten,
    confirmed,
    has_amount: hasAmount,
    confirmable: !unwritten && (!confirmed || hasAmount),
    settled: confirmed && !hasAmount,
    signable: signs && (!signing || hasAmount),
    unsent: !signing,
    sent: Boolean(signing),
    sent_alone: Boolean(signing) && !hasAmount,
  };
}

/**
 * A tick that is off is said too, where it is asked for.
 * @param {HTMLFormElement} form
 */
function consentOf(form) {
  const tick = /** @type {HTMLInputElement | null} */ (form.querySelector("label:not([hidden]) > [name=show_amount]"));
  return tick ? { show_amount: tick.checked } : {};
}

function unreachable() {
  toast(say("unreachable"), { kind: "failed" });
}

/**
 * A log that nobody has finished is finished, any other corrected with a reason.
 * @param {HTMLFormElement} form
 * @param {SavedLog} log
 */
function writeOrCorrect(form, { unwritten, note }) {
  form.dataset.verb = unwritten ? "consultation.finish" : "consultation.correct";
  formField(form, "reason").disabled = unwritten;
  const field = formField(form, "note", HTMLTextAreaElement);
  field.disabled = !unwritten;
  field.value = note;
}

/** @param {HTMLDialogElement} dialog */
function contentOf(dialog) {
  const all = /** @type {HTMLInputElement[]} */ (findAll(dialog, "input, textarea, select"));
  const fields = all.filter(({ name, type }) => name !== "code" && type !== "file");
  const chips = findAll(dialog, "topic-chips").map(({ topics }) => topics);
  return JSON.stringify([fields.map(({ value, checked }) => [value, checked]), chips]);
}

/**
 * @param {HTMLFormElement} form
 * @param {boolean} on
 */
function showSwitch(form, on) {
  formField(form, "on").value = String(!on);
  const button = find(form, "button");
  button.textContent = (on ? button.dataset.off : button.dataset.on) ?? "";
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {Subject} subject
 */
function showUndoable(dialog, { met, called }) {
  find(dialog, "[data-undoes=meeting]").hidden = !met;
  find(dialog, "[data-undoes=call]").hidden = !called;
}

/**
 * The options of a toast that takes an action back for ten seconds by performing its counter-action.
 * @param {string} verb
 * @param {Fields} fields
 * @param {typeof act | typeof actOrKeep} perform
 */
export function undoable(verb, fields, perform = act) {
  const run = async () => {
    const answer = await perform(verb, fields);
    if (answer.ok && verb === "consultation.cancel_start") forgetLog(String(fields.consultation));
    if (answer.ok && answer.message) toast(answer.message);
  };
  return { stays_ms: UNDO_MS, button: { label: say("undo"), run } };
}

/** @param {number} ticket */
export function undoCall(ticket) {
  return undoable("ticket.uncall", { ticket, reason: say("undo_reason") });
}

/**
 * consultation: its id, or `kept:...` of one that began while the server was away.
 * @param {string | number} consultation
 */
export function undoStart(consultation) {
  return undoable("consultation.cancel_start", { consultation, reason: say("undo_reason") }, actOrKeep);
}
