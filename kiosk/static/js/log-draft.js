// What is written of one meeting, on its way to the server: kept on the tablet until the meeting is over, so that also a
// page opened without the server shows it.
import { act } from "./actions.js";
import { consultationOf, outbox } from "./outbox.js";
import { page, say } from "./page.js";
import { idOf } from "./kept-meetings.js";
import { serverNow } from "./connection.js";
import { toast } from "./toast.js";

const SAVE_AFTER_MS = 700;
const SLOW_AFTER_MS = 1_500;
const AGAIN_AFTER_MS = 3_000;
// Several stations may live in one browser, each with its own.
const DRAFT = `kiosk-log-${page.station}-`;

const drafts = new Map(); // id -> its newest Draft

export class Draft {
  #report;
  #timer = null;
  #sending = false;
  #ended = false;
  #fields = null;

  /**
   * id: the consultation's, or `kept:` and the action that began it while the server was away.
   * report({state: "saving" | "saved" | "kept" | a sentence, at}) says how it stands.
   */
  constructor(id, report) {
    this.id = id;
    this.#report = report;
    drafts.set(id, this);
  }

  /** What this tablet holds of it: its fields with `shown_lines`, `saved` once the server has them; null for nothing. */
  get kept() {
    return read(this.#key);
  }

  /** Keep these fields here at once and send them soon; `shown_lines` are their lines with what a screen shows of them. */
  write(fields, shown_lines) {
    if (this.#ended) return;
    this.#fields = fields;
    hold(this.#key, { ...fields, shown_lines });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), SAVE_AFTER_MS);
  }

  /** Ends the meeting. While the server is away the outbox keeps this too and sends it later, with its own time. */
  async finish(fields) {
    clearTimeout(this.#timer);
    this.#ended = true;
    const answer = await act("consultation.finish", { consultation: this.#consultation, ...fields }, { keep: true, replaces: this.#name });
    if (answer.ok) localStorage.removeItem(this.#key);
    else this.#ended = false;
    if (answer.provisional) this.#report({ state: "kept" });
    return answer;
  }

  /** The start was taken back: nothing more of it is sent or kept here. */
  drop() {
    clearTimeout(this.#timer);
    this.#ended = true;
    localStorage.removeItem(this.#key);
  }

  /** The server has the note that the outbox kept. */
  arrived() {
    if (!this.#ended && !this.#sending) this.#saved();
  }

  async #save() {
    if (this.#sending) return;
    this.#sending = true;
    const fields = this.#fields;
    const slow = setTimeout(() => this.#report({ state: "kept" }), SLOW_AFTER_MS);
    this.#report({ state: "saving" });
    const note = { consultation: this.#consultation, ...fields };
    const answer = await act("consultation.note", note, { quiet: true, keep: true, replaces: this.#name });
    clearTimeout(slow);
    this.#sending = false;
    if (this.#ended) return;
    if (answer.provisional) {
      this.#report({ state: "kept" });
      if (this.#fields !== fields) this.#timer = setTimeout(() => this.#save(), AGAIN_AFTER_MS);
    } else if (!answer.ok) {
      this.#report({ state: answer.message });
    } else if (this.#fields === fields) {
      this.#saved();
    } else {
      this.#save();
    }
  }

  #saved() {
    if (this.kept) hold(this.#key, { ...this.kept, saved: true });
    this.#report({ state: "saved", at: serverNow() });
  }

  get #consultation() {
    return idOf(this.id);
  }

  get #name() {
    return `note-${this.id}`;
  }

  // A meeting that began while the server was away goes by its number once it has one.
  get #key() {
    return DRAFT + (consultationOf(this.id) ?? this.id);
  }
}

/** What is written of this meeting is dropped: its start was taken back. */
export function forgetLog(id) {
  drafts.get(String(id))?.drop();
}

outbox.addEventListener("sent", ({ detail: { entry, answer } }) => {
  if (entry.verb === "consultation.note") drafts.get(String(entry.fields.consultation))?.arrived();
  if (entry.verb === "consultation.start") renumber(`kept:${entry.action_id}`, answer.consultation.id);
});

outbox.addEventListener("refused", ({ detail: { entry } }) => {
  if (entry.provisional && entry.verb !== "late.report") toast(say("outbox_refused", { n: 1 }), { kind: "refused" });
});

function renumber(kept, id) {
  const written = read(DRAFT + kept);
  if (!written) return;
  hold(DRAFT + id, written);
  localStorage.removeItem(DRAFT + kept);
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function hold(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage: the server still gets it.
  }
}
