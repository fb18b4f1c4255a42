// <meeting-log>: the log of the meeting that runs at the chosen counter, saved as it is typed.
//
// It stands outside the live fragments and belongs to one consultation: open() with another one first leaves the last
// to its draft, which goes on saving itself. finish() ends the meeting.
import { read } from "../core/answers.js";
import { Draft } from "./log-draft.js";
import { timeOf } from "../core/clock.js";
import { serverNow } from "../core/connection.js";
import "./meeting-files.js";
import "./outcome-lines.js";
import { say } from "../core/page.js";
import "./topic-chips.js";

const FOLLOW_UP = ["text", "who", "due"];

class MeetingLog extends HTMLElement {
  #draft = null;

  connectedCallback() {
    this.addEventListener("input", this);
    this.addEventListener("lines:change", this);
    this.addEventListener("topics:change", this);
    this.addEventListener("change", (event) => event.target.type === "file" && this.#attach(event.target));
  }

  disconnectedCallback() {
    this.removeEventListener("input", this);
    this.removeEventListener("lines:change", this);
    this.removeEventListener("topics:change", this);
  }

  handleEvent(event) {
    if (!this.#draft || event.target.closest(".outcome-line [name=plan], [type=file]")) return;
    this.#draft.write(this.#fields(), this.#lines.shown);
  }

  /** Show the log of this consultation (its id as text), or of none. */
  async open(id, visitor, makes = []) {
    if ((this.#draft?.id ?? "") === id) return;
    this.#draft = id ? new Draft(id, (state) => this.#draft?.id === id && this.#tell(state)) : null;
    this.hidden = !id;
    if (!id) return;
    this.#lines.visitor = visitor;
    this.#topics.makes = makes;
    this.#restore(this.#draft.kept);
    const unsent = await this.#draft.unsent();
    if (this.#draft?.id !== id) return;
    if (unsent) this.#restore(unsent);
    if (id.startsWith("kept:")) return; // it began while the server was away, which knows nothing of it yet
    const saved = await savedLog(id);
    if (!saved || this.#draft?.id !== id) return;
    if (this.#draft.holdsUnsaved) this.querySelector("meeting-files").show(id, saved.attachments);
    else this.#fill(saved);
  }

  #restore(kept) {
    this.#fill(kept ? { ...kept, lines: kept.shown_lines } : {});
    this.#tell({ state: kept && !kept.saved ? "kept" : "" });
    if (kept && !kept.saved) this.#draft.write(this.#fields(), this.#lines.shown);
  }

  /** End the meeting with what stands here; gives the answer, or null while something is missing. */
  async finish() {
    if (!this.#draft || this.#lines.problem()) return null;
    return this.#draft.finish(this.#fields());
  }

  #fill({ lines = [], note = "", shared_note = "", topics = [], follow_up = {}, attachments = [] }) {
    this.#lines.lines = lines;
    this.#topics.topics = topics;
    this.querySelector("[name=note]").value = note;
    this.querySelector("[name=shared_note]").value = shared_note;
    this.querySelector("meeting-files").show(this.#draft.id, attachments);
    for (const name of FOLLOW_UP) this.#follow(name).value = follow_up?.[name] ?? "";
  }

  #fields() {
    const follow_up = Object.fromEntries(FOLLOW_UP.map((name) => [name, this.#follow(name).value.trim()]));
    const [note, shared_note] = ["note", "shared_note"].map((name) => this.querySelector(`[name=${name}]`).value);
    return { lines: this.#lines.lines, note, shared_note, topics: this.#topics.topics, follow_up };
  }

  async #attach(field) {
    const [file] = field.files;
    if (file && this.#draft) await this.querySelector("meeting-files").send(file);
    field.value = "";
  }

  #tell({ state = "", at = null }) {
    const place = this.querySelector(".log-saved");
    const words = { saved: () => say("saved", { time: timeOf(at ?? serverNow()) }), saving: () => say("saving"), kept: () => say("kept") };
    place.dataset.state = state;
    place.textContent = words[state]?.() ?? state;
  }

  #follow(name) {
    return this.querySelector(`.log-follow [name=${name}]`);
  }

  get #topics() {
    return this.querySelector("topic-chips");
  }

  get #lines() {
    return this.querySelector("outcome-lines");
  }
}

/** What the server keeps of a log, or null while it can't be reached. */
export async function savedLog(id) {
  const booth = document.querySelector("[data-booth]").dataset.booth;
  const answer = await read(`/booth/log.json?consultation=${id}&booth=${booth}`);
  return answer.ok ? answer.consultation : null;
}

customElements.define("meeting-log", MeetingLog);
