// <meeting-log>: the log of the meeting that runs at the chosen counter, saved as it is typed.
//
// It stands outside the live fragments and belongs to one consultation: open() with another one first leaves the last
// to its draft, which goes on saving itself. finish() ends the meeting.
import { read } from "../core/answers.js";
import { timeOf } from "../core/clock.js";
import { serverNow } from "../core/connection.js";
import { find, findAround } from "../core/dom.js";
import { say } from "../core/page.js";
import { Draft } from "./log-draft.js";
import "./meeting-files.js";
import "./outcome-lines.js";
import "./topic-chips.js";

/** @typedef {import("./log-draft.js").Written} Written */

const FOLLOW_UP = /** @type {const} */ (["text", "who", "due"]);

export class MeetingLog extends HTMLElement {
  /** @type {Draft | null} */
  #draft = null;

  connectedCallback() {
    this.addEventListener("input", this);
    this.addEventListener("lines:change", this);
    this.addEventListener("topics:change", this);
    this.addEventListener("change", (event) => this.#attach(findAround(event, "input[type=file]", HTMLInputElement)));
  }

  disconnectedCallback() {
    this.removeEventListener("input", this);
    this.removeEventListener("lines:change", this);
    this.removeEventListener("topics:change", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (!this.#draft || findAround(event, ".outcome-line [name=plan], [type=file]")) return;
    this.#draft.write(this.#fields(), this.#lines.shown);
  }

  /**
   * Show the log of this consultation (its id as text), or of none.
   * @param {string} id
   * @param {string} visitor
   * @param {string[]} makes
   */
  async open(id, visitor, makes = []) {
    if ((this.#draft?.id ?? "") === id) return;
    const draft = id ? new Draft(id, (state) => this.#draft?.id === id && this.#tell(state)) : null;
    this.#draft = draft;
    this.hidden = !draft;
    if (!draft) return;
    this.#lines.visitor = visitor;
    this.#topics.makes = makes;
    this.#restore(draft.kept);
    const unsent = await draft.unsent();
    if (this.#draft?.id !== id) return;
    if (unsent) this.#restore(unsent);
    if (id.startsWith("kept:")) return; // it began while the server was away, which knows nothing of it yet
    const saved = await savedLog(id);
    if (!saved || this.#draft?.id !== id) return;
    if (this.#draft?.holdsUnsaved) find(this, "meeting-files").show(id, saved.attachments);
    else this.#fill(saved);
  }

  /** @param {Written | null} kept */
  #restore(kept) {
    this.#fill(kept ? { ...kept, lines: kept.shown_lines } : {});
    this.#tell({ state: kept && !kept.saved ? "kept" : "" });
    if (kept && !kept.saved) this.#draft?.write(this.#fields(), this.#lines.shown);
  }

  /**
   * End the meeting with what stands here; gives the answer, or null while something is missing.
   * @returns {Promise<KeptOr<"consultation.finish"> | null>}
   */
  async finish() {
    if (!this.#draft || this.#lines.problem()) return null;
    return this.#draft.finish(this.#fields());
  }

  /** @param {Partial<SavedLog>} log */
  #fill({ lines = [], note = "", shared_note = "", topics = [], follow_up, attachments = [] }) {
    this.#lines.lines = lines;
    this.#topics.topics = topics;
    find(this, "[name=note]", HTMLTextAreaElement).value = note;
    find(this, "[name=shared_note]", HTMLTextAreaElement).value = shared_note;
    find(this, "meeting-files").show(this.#draft?.id ?? "", attachments);
    for (const name of FOLLOW_UP) this.#follow(name).value = follow_up?.[name] ?? "";
  }

  /** @returns {LogFields} */
  #fields() {
    const follow_up = /** @type {FollowUp} */ (
      /** @type {unknown} */ (Object.fromEntries(FOLLOW_UP.map((name) => [name, this.#follow(name).value.trim()])))
    );
    const [note, shared_note] = ["note", "shared_note"].map((name) => find(this, `[name=${name}]`, HTMLTextAreaElement).value);
    return { lines: this.#lines.lines, note, shared_note, topics: this.#topics.topics, follow_up };
  }

  /** @param {HTMLInputElement | null} field */
  async #attach(field) {
    if (!field) return;
    const [file] = field.files ?? [];
    if (file && this.#draft) await find(this, "meeting-files").send(file);
    field.value = "";
  }

  /** @param {import("./log-draft.js").Standing} standing */
  #tell({ state = "", at = null }) {
    const place = find(this, ".log-saved");
    /** @type {Record<string, () => string>} */
    const words = {
      saved: () => say("saved", { time: timeOf(at ?? serverNow() ?? Date.now()) }),
      saving: () => say("saving"),
      kept: () => say("kept"),
    };
    place.dataset.state = state;
    place.textContent = words[state]?.() ?? state;
  }

  /** @param {string} name */
  #follow(name) {
    return find(this, `.log-follow [name=${name}]`, HTMLInputElement);
  }

  get #topics() {
    return find(this, "topic-chips");
  }

  get #lines() {
    return find(this, "outcome-lines");
  }
}

/**
 * What the server keeps of a log, or null while it can't be reached.
 * @param {string | number} id
 * @returns {Promise<SavedLog | null>}
 */
export async function savedLog(id) {
  const booth = find(document, "[data-booth]").dataset.booth;
  const answer = await read(`/booth/log.json?consultation=${id}&booth=${booth}`);
  return answer.ok ? answer.consultation : null;
}

customElements.define("meeting-log", MeetingLog);
