// What is written of one meeting, on its way to the server: kept on the tablet until the meeting is over, so that also a
// page opened without the server shows it.
import { serverNow } from "../core/connection.js";
import { page, say } from "../core/page.js";
import { keepInMind, recall } from "../core/recall.js";
import { toast } from "../core/toast.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { madeOf, loaded, outbox, waiting } from "../offline/outbox.js";
import { idOf } from "./kept-meetings.js";

const SAVE_AFTER_MS = 700; // of quiet, but
const AT_LATEST_MS = 1_500; // while somebody goes on typing: a tablet that dies loses nothing older than two seconds
const SLOW_AFTER_MS = 1_500;
// Several stations may live in one browser, each with its own.
const DRAFT = `kiosk-log-${page.station}-`;

/** @typedef {LogFields & { shown_lines: OutcomeLine[], saved?: boolean }} Written */
/** @typedef {{ state?: string, at?: number | null }} Standing */

/** @type {Map<string, Draft>} */
const drafts = new Map(); // id -> its newest Draft

export class Draft {
  /** @type {(standing: Standing) => void} */
  #report;
  #timer = 0;
  /** @type {number | null} */
  #unsaved_since = null;
  #turn = 0; // of the newest save: what an older one hears tells nothing any more
  #ended = false;
  /** @type {LogFields | null} */
  #fields = null;

  /**
   * id: the consultation's, or `kept:` and the action that began it while the server was away.
   * report({state: "saving" | "saved" | "kept" | a sentence, at}) says how it stands.
   * @param {string} id
   * @param {(standing: Standing) => void} report
   */
  constructor(id, report) {
    this.id = id;
    this.#report = report;
    drafts.set(id, this);
  }

  /**
   * What this tablet holds of it: its fields with `shown_lines`, `saved` once the server has them; null for nothing.
   * @returns {Written | null}
   */
  get kept() {
    return read(this.#key);
  }

  /** Whether something stands here that the server has not. */
  get holdsUnsaved() {
    return Boolean(this.kept && !this.kept.saved);
  }

  /**
   * What the outbox has not sent of it, for a browser that died before its own quick storage was on the disk; or null.
   * @returns {Promise<Written | null>}
   */
  async unsent() {
    await loaded;
    const note = waiting().findLast(({ verb, fields }) => verb === "consultation.note" && this.#isOurs(fields));
    if (!note || this.holdsUnsaved) return null;
    const fields = /** @type {LogFields} */ (/** @type {unknown} */ (note.fields));
    return { ...fields, shown_lines: fields.lines };
  }

  /**
   * Keep these fields here at once and send them soon; `shown_lines` are their lines with what a screen shows of them.
   * @param {LogFields} fields
   * @param {OutcomeLine[]} shown_lines
   */
  write(fields, shown_lines) {
    if (this.#ended) return;
    this.#fields = fields;
    hold(this.#key, { ...fields, shown_lines });
    const now = performance.now();
    this.#unsaved_since ??= now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), Math.min(SAVE_AFTER_MS, this.#unsaved_since + AT_LATEST_MS - now));
  }

  /**
   * Ends the meeting. While the server is away the outbox keeps this too and sends it later, with its own time.
   * @param {LogFields} fields
   */
  async finish(fields) {
    clearTimeout(this.#timer);
    this.#ended = true;
    const answer = await actOrKeep(
      "consultation.finish",
      { consultation: this.#consultation, ...fields },
      { replaces: this.#name },
    );
    if (answer.ok) keepInMind(this.#key, null);
    else this.#ended = false;
    if (answer.provisional) this.#report({ state: "kept" });
    return answer;
  }

  /** The start was taken back: nothing more of it is sent or kept here. */
  drop() {
    clearTimeout(this.#timer);
    this.#ended = true;
    keepInMind(this.#key, null);
  }

  /** The server has the note that the outbox kept. */
  arrived() {
    if (!this.#ended && this.#unsaved_since === null) this.#saved();
  }

  // The outbox has it on the tablet's disk at once, whether or not an older one is still on its way.
  async #save() {
    const turn = ++this.#turn;
    this.#unsaved_since = null;
    const slow = setTimeout(() => this.#report({ state: "kept" }), SLOW_AFTER_MS);
    this.#report({ state: "saving" });
    const note = { consultation: this.#consultation, ...this.#fields };
    const answer = await actOrKeep("consultation.note", note, { quiet: true, replaces: this.#name });
    clearTimeout(slow);
    if (this.#ended || turn !== this.#turn) return;
    if (answer.provisional) this.#report({ state: "kept" });
    else if (!answer.ok) this.#report({ state: answer.message });
    else if (this.#unsaved_since === null) this.#saved();
  }

  #saved() {
    if (this.kept) hold(this.#key, { ...this.kept, saved: true });
    this.#report({ state: "saved", at: serverNow() });
  }

  get #consultation() {
    return idOf(this.id);
  }

  /** @param {Fields} fields */
  #isOurs({ consultation }) {
    return String(madeOf(String(consultation)) ?? consultation) === String(madeOf(this.id) ?? this.id);
  }

  get #name() {
    return `note-${this.id}`;
  }

  // A meeting that began while the server was away goes by its number once it has one.
  get #key() {
    return DRAFT + (madeOf(this.id) ?? this.id);
  }
}

/**
 * What is written of this meeting is dropped: its start was taken back.
 * @param {string | number} id
 */
export function forgetLog(id) {
  drafts.get(String(id))?.drop();
}

outbox.addEventListener("sent", ({ detail: { entry, answer } }) => {
  const newer = waiting().some(({ replaces }) => replaces && replaces === entry.replaces);
  if (entry.verb === "consultation.note" && !newer) drafts.get(String(entry.fields.consultation))?.arrived();
  if (entry.verb === "consultation.start")
    renumber(`kept:${entry.action_id}`, /** @type {Done & DoneBy<"consultation.start">} */ (answer).consultation.id);
});

outbox.addEventListener("refused", ({ detail: { entry } }) => {
  if (entry.provisional && entry.verb !== "late.report") toast(say("outbox_refused", { n: 1 }), { kind: "refused" });
});

/**
 * @param {string} kept
 * @param {number} id
 */
function renumber(kept, id) {
  const written = read(DRAFT + kept);
  if (!written) return;
  hold(DRAFT + id, written);
  keepInMind(DRAFT + kept, null);
}

/**
 * @param {string} key
 * @returns {Written | null}
 */
function read(key) {
  try {
    return JSON.parse(recall(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Where storage is full or forbidden the server still gets it.
 * @param {string} key
 * @param {Written} value
 */
function hold(key, value) {
  keepInMind(key, JSON.stringify(value));
}
