// The dialogs of the booth's tablet: each form in one performs one action about what the dialog was opened with.
import { act, whileBusy } from "../core/actions.js";
import { forgetLog } from "./log-draft.js";
import { savedLog } from "./meeting-log.js";
import { say } from "../core/page.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { digitsOf } from "../scanning/scans.js";

export const UNDO_MS = 10_000;
const SIGNED = new Set(["contract", "commitment", "mou"]);

// What each verb takes of the dialog's subject, beside what its form holds.
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
const UNDO = {
  "ticket.call": ({ ticket }) => undoCall(ticket),
  "consultation.start": (_, { consultation, action_id }) => undoStart(consultation?.id ?? `kept:${action_id}`),
  "booth.pause": ({ booth }) => undoable("booth.open", { booth }),
  "booth.go_home": ({ booth }) => undoable("booth.open", { booth }),
};

export class Dialogs {
  #root;
  #subject = {};
  #content = ""; // of the open dialog, before anybody wrote into it

  constructor(root, { signal }) {
    this.#root = root;
    root.addEventListener("submit", (event) => this.#submit(event), { signal });
    root.addEventListener("click", (event) => this.#click(event), { signal });
  }

  /** Open one of them about this subject: {booth, counter, ticket, visitor, consultation, number, name, ...}. */
  async open(name, subject) {
    this.#subject = subject;
    const dialog = this.#root.querySelector(`#dialog-${name}`);
    for (const form of dialog.querySelectorAll("form")) form.reset();
    for (const place of dialog.querySelectorAll(".dialog-error")) place.remove();
    this.#show(dialog, subject);
    if (name === "pause") showSwitch(dialog.querySelector("[data-verb='booth.call_ahead']"), subject.byClock);
    if (name === "undo") showUndoable(dialog, subject);
    if (name === "record" && !(await this.#load(dialog, subject))) return;
    dialog.showModal();
    this.#content = contentOf(dialog);
  }

  /** Whether somebody has written into the open dialog. A badge's number alone is nothing to lose. */
  get written() {
    const dialog = this.#root.querySelector("dialog[open]");
    return Boolean(dialog) && contentOf(dialog) !== this.#content;
  }

  /** A scanned badge goes to the record that waits for the enterprise's word; true when one does. */
  async confirmByBadge(code) {
    const form = this.#root.querySelector("#dialog-record[open] [data-verb='consultation.confirm']:not([hidden])");
    if (!form) return false;
    await this.#perform(form, { code });
    return true;
  }

  close() {
    for (const dialog of this.#root.querySelectorAll("dialog[open]")) dialog.close();
  }

  #show(dialog, subject) {
    for (const place of dialog.querySelectorAll("[data-text]")) place.textContent = subject[place.dataset.text] ?? "";
  }

  async #load(dialog, subject) {
    const log = await savedLog(subject.consultation);
    if (!log) {
      toast(say("unreachable"), { kind: "failed" });
      return false;
    }
    const { number, enterprise, name } = log.visitor;
    this.#show(dialog, { number, enterprise, name, note: log.note });
    const signable = log.lines.some((line) => SIGNED.has(line.outcome));
    const holds = {
      written: !log.unwritten,
      unwritten: log.unwritten,
      unconfirmed: !log.confirmed && !log.unwritten,
      confirmed: log.confirmed,
      signable: signable && !log.signing && !log.unwritten,
      sent: Boolean(log.signing),
    };
    for (const place of dialog.querySelectorAll("[data-when]")) place.hidden = !holds[place.dataset.when];
    writeOrCorrect(dialog.querySelector(".record-correct"), log);
    dialog.querySelector("meeting-files").show(log.id, log.attachments);
    const editor = dialog.querySelector("outcome-lines");
    editor.visitor = log.visitor.id;
    editor.lines = log.lines;
    dialog.querySelector("topic-chips").topics = log.topics;
    return true;
  }

  #click(event) {
    const choice = event.target.closest("[data-fill] [data-value]");
    if (choice) {
      const field = choice.closest("form").elements[choice.closest("[data-fill]").dataset.fill];
      field.value = choice.dataset.value;
      field.focus();
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
  }

  async #submit(event) {
    const form = event.target.closest("form[data-verb]");
    if (!form || event.submitter?.value !== "go") return;
    event.preventDefault();
    const { submitter } = event;
    const question = submitter.dataset.ask;
    if (question && !(await ask(question, { yes: submitter.textContent.trim() }))) return;
    const fields = Object.fromEntries([...new FormData(form)].filter(([name, value]) => value && !["plan", "amount", "topic"].includes(name)));
    const editor = form.querySelector("outcome-lines");
    if (editor) {
      if (editor.problem()) return;
      fields.lines = editor.lines;
      fields.topics = form.querySelector("topic-chips").topics;
    }
    if (fields.code !== undefined && !digitsOf(fields.code)) return this.#complain(form, say("no_code"));
    whileBusy(submitter, () => this.#perform(form, fields));
  }

  async #perform(form, fields) {
    const { verb } = form.dataset;
    const subject = this.#subject;
    const own = Object.fromEntries(TAKES[verb].map((name) => [name, subject[name]]));
    const perform = KEPT.has(verb) ? actOrKeep : act;
    const answer = await perform(verb, { ...own, ...fields }, { quiet: true });
    if (!answer.ok) return this.#complain(form, answer.message);
    form.closest("dialog").close();
    if (verb === "consultation.cancel_start") forgetLog(own.consultation);
    const undo = UNDO[verb]?.(subject, answer);
    toast(answer.message || say(verb === "booth.pause" ? "paused" : "changed"), undo ?? {});
  }

  #complain(form, sentence) {
    const place = form.querySelector(".dialog-error") ?? document.createElement("p");
    place.className = "field-error dialog-error";
    place.setAttribute("role", "alert");
    place.textContent = sentence;
    form.append(place);
  }
}

/** A log that nobody has finished is finished, any other corrected with a reason. */
function writeOrCorrect(form, { unwritten, note }) {
  form.dataset.verb = unwritten ? "consultation.finish" : "consultation.correct";
  form.elements.reason.disabled = unwritten;
  form.elements.note.disabled = !unwritten;
  form.elements.note.value = note;
}

function contentOf(dialog) {
  const fields = [...dialog.querySelectorAll("input, textarea, select")].filter(({ name, type }) => name !== "code" && type !== "file");
  const chips = [...dialog.querySelectorAll("topic-chips")].map(({ topics }) => topics);
  return JSON.stringify([fields.map(({ value, checked }) => [value, checked]), chips]);
}

function showSwitch(form, on) {
  form.elements.on.value = String(!on);
  const button = form.querySelector("button");
  button.textContent = on ? button.dataset.off : button.dataset.on;
}

function showUndoable(dialog, { met, called }) {
  dialog.querySelector("[data-undoes=meeting]").hidden = !met;
  dialog.querySelector("[data-undoes=call]").hidden = !called;
}

/** The options of a toast that takes an action back for ten seconds by performing its counter-action. */
export function undoable(verb, fields, perform = act) {
  const run = async () => {
    const answer = await perform(verb, fields);
    if (answer.ok && verb === "consultation.cancel_start") forgetLog(fields.consultation);
    if (answer.ok && answer.message) toast(answer.message);
  };
  return { stays_ms: UNDO_MS, button: { label: say("undo"), run } };
}

export function undoCall(ticket) {
  return undoable("ticket.uncall", { ticket, reason: say("undo_reason") });
}

/** consultation: its id, or `kept:...` of one that began while the server was away. */
export function undoStart(consultation) {
  return undoable("consultation.cancel_start", { consultation, reason: say("undo_reason") }, actOrKeep);
}
