// <meeting-files>: photos and files beside a meeting's log: seen, added, taken off. What is added while the server is away
// waits in the outbox with its own time.
import { act } from "../core/actions.js";
import { findAround, make, makeButton } from "../core/dom.js";
import { say, withStation } from "../core/page.js";
import { toast } from "../core/toast.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { madeOf, outbox, waiting } from "../offline/outbox.js";
import { keepsFiles } from "../offline/station-store.js";

/** @typedef {import("../offline/outbox.js").Entry} Entry */

const BYTES_MAX = 8 * 1024 * 1024; // expo/meeting/attachments.py

export class MeetingFiles extends HTMLElement {
  /** @type {string | null} */
  #consultation = null; // its id as text, or `kept:...`
  /** @type {Attachment[]} */
  #attachments = [];
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#remove(event), { signal });
    outbox.addEventListener("sent", ({ detail }) => this.#arrived(detail), { signal });
    outbox.addEventListener("change", () => this.#paint(), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /**
   * attachments: [{id, name, media_type, bytes}].
   * @param {string | number} consultation
   * @param {Attachment[]} attachments
   */
  show(consultation, attachments) {
    this.#consultation = String(consultation);
    this.#attachments = attachments;
    this.#paint();
  }

  /** @param {File} file */
  async send(file) {
    if (file.size > BYTES_MAX) return void toast(say("file_too_big"), { kind: "refused" });
    if (!(await keepsFiles())) return void toast(say("file_not_kept"), { kind: "refused" });
    const consultation = this.#consultation;
    const answer = await actOrKeep("consultation.attach", { consultation, file });
    if (answer.ok) toast(answer.provisional ? say("file_kept") : answer.message);
    if (answer.attachments && this.#consultation === consultation) this.show(consultation ?? "", answer.attachments);
  }

  /** @param {Event} event */
  async #remove(event) {
    const remove = findAround(event, "[data-attachment]");
    if (!remove) return;
    const answer = await act("consultation.detach", { attachment: Number(remove.dataset.attachment) });
    if (answer.ok) this.show(this.#consultation ?? "", answer.attachments);
  }

  /** @param {{ entry: Entry, answer: Answer }} told */
  #arrived({ entry, answer }) {
    if (entry.verb === "consultation.attach" && this.#isOurs(entry))
      this.show(this.#consultation ?? "", /** @type {Done & DoneBy<"consultation.attach">} */ (answer).attachments);
  }

  #paint() {
    const kept = waiting().filter((entry) => entry.verb === "consultation.attach" && this.#isOurs(entry));
    this.replaceChildren(
      ...this.#attachments.map(rowOf),
      ...kept.map(({ fields }) => keptRowOf(/** @type {File} */ (fields.file))),
    );
  }

  /**
   * A meeting that began while the server was away goes by its number once it has one.
   * @param {Entry} entry
   */
  #isOurs({ fields }) {
    const [own, its] = [this.#consultation ?? "", String(fields.consultation)].map((one) => String(madeOf(one) ?? one));
    return own === its;
  }
}

/** @param {Attachment} attachment */
function rowOf({ id, name }) {
  const row = make("p", { className: "meeting-file" });
  const link = make("a", { textContent: name, target: "_blank" });
  link.href = withStation(`/attachments/${id}`);
  const remove = makeButton("×", "button button-quiet", { attachment: String(id) });
  remove.ariaLabel = say("remove");
  row.append(link, remove);
  return row;
}

/** @param {File} file */
function keptRowOf({ name }) {
  const row = make("p", { className: "meeting-file is-kept" });
  row.append(name, make("small", { textContent: say("file_waits") }));
  return row;
}

customElements.define("meeting-files", MeetingFiles);
