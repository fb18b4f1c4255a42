// What is written of one meeting, on its way to the server: kept on the tablet until the server has it.
import { act, newId } from "./actions.js";
import { toast } from "./toast.js";
import { page, say } from "./page.js";
import { serverNow } from "./connection.js";

const SAVE_AFTER_MS = 700;
const SLOW_AFTER_MS = 1_500;
const AGAIN_AFTER_MS = 3_000;
// Several stations may live in one browser, each with its own.
const DRAFT = `kiosk-log-${page.station}-`;
const FINISH = `kiosk-finish-${page.station}-`;

export class Draft {
  #report;
  #timer = null;
  #sending = false;
  #ended = false;
  #fields = null;

  /** report({state: "saving" | "saved" | "kept" | a sentence, at}) says how it stands. */
  constructor(id, report) {
    this.id = id;
    this.#report = report;
  }

  /** What this tablet still keeps of it, unsent; null where the server has everything. */
  get kept() {
    return read(DRAFT + this.id);
  }

  /** Keep these fields here at once and send them soon; `shown_lines` are their lines with what a screen shows of them. */
  write(fields, shown_lines) {
    if (this.#ended) return;
    this.#fields = fields;
    keep(DRAFT + this.id, { ...fields, shown_lines });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), SAVE_AFTER_MS);
  }

  /** Ends the meeting. While the server is away the tablet keeps this too and sends it later, with its own time. */
  async finish(fields) {
    clearTimeout(this.#timer);
    this.#ended = true;
    const job = { id: this.id, action_id: newId(), at: Date.now(), fields };
    keep(FINISH + this.id, job);
    const answer = await sendFinish(job);
    if (answer.code === "unreachable") {
      this.#report({ state: "kept" });
      toast(say("sent_later"), { kind: "refused" });
      setTimeout(sendLateFinishes, AGAIN_AFTER_MS);
    } else if (!answer.ok) {
      this.#ended = false;
    }
    return answer;
  }

  async #save() {
    if (this.#sending) return;
    this.#sending = true;
    const fields = this.#fields;
    const slow = setTimeout(() => this.#report({ state: "kept" }), SLOW_AFTER_MS);
    this.#report({ state: "saving" });
    const answer = await act("consultation.note", { consultation: Number(this.id), ...fields }, { quiet: true });
    clearTimeout(slow);
    this.#sending = false;
    if (this.#ended) return;
    if (answer.code === "unreachable" || answer.code === "not_written") {
      this.#report({ state: "kept" });
      this.#timer = setTimeout(() => this.#save(), AGAIN_AFTER_MS);
    } else if (!answer.ok) {
      this.#report({ state: answer.message });
    } else if (this.#fields === fields) {
      localStorage.removeItem(DRAFT + this.id);
      this.#report({ state: "saved", at: serverNow() });
    } else {
      this.#save();
    }
  }
}

/** Send what was finished while the server was away, until it has arrived. */
export async function sendLateFinishes() {
  const jobs = Object.keys(localStorage).filter((key) => key.startsWith(FINISH)).map(read).filter(Boolean);
  const answers = await Promise.all(jobs.map(sendFinish));
  if (answers.some((answer) => answer.code === "unreachable")) setTimeout(sendLateFinishes, AGAIN_AFTER_MS);
}

async function sendFinish({ id, action_id, at, fields }) {
  const times = { at, sent_at: Date.now() };
  const answer = await act("consultation.finish", { consultation: Number(id), ...fields, ...times }, { action_id });
  if (answer.code !== "unreachable" && answer.code !== "not_written") {
    localStorage.removeItem(FINISH + id);
    if (answer.ok) localStorage.removeItem(DRAFT + id);
  }
  return answer;
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden storage: the server still gets it.
  }
}
