// <meeting-files>: photos and files beside a meeting's log: seen, added, taken off.
import { act, newId } from "./actions.js";
import { say, withStation } from "./page.js";
import { toast } from "./toast.js";

class MeetingFiles extends HTMLElement {
  #consultation = null;

  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  /** attachments: [{id, name, media_type, bytes}]. */
  show(consultation, attachments) {
    this.#consultation = String(consultation);
    this.replaceChildren(...attachments.map(rowOf));
  }

  async send(consultation, file) {
    const body = new FormData();
    body.append("file", file, file.name);
    body.append("action_id", newId());
    const answer = await posted(`/consultations/${consultation}/attachments`, body);
    toast(answer.message, { kind: answer.ok ? "done" : "refused" });
    if (answer.ok && this.#consultation === String(consultation)) this.show(consultation, answer.attachments);
  }

  async handleEvent(event) {
    const remove = event.target.closest("[data-attachment]");
    if (!remove) return;
    const answer = await act("consultation.detach", { attachment: Number(remove.dataset.attachment) });
    if (answer.ok) this.show(this.#consultation, answer.attachments);
  }
}

async function posted(path, body) {
  try {
    return await (await fetch(withStation(path), { method: "POST", body, headers: { Accept: "application/json" } })).json();
  } catch {
    return { ok: false, message: say("unreachable") };
  }
}

function rowOf({ id, name }) {
  const row = Object.assign(document.createElement("p"), { className: "meeting-file" });
  const link = Object.assign(document.createElement("a"), { textContent: name, target: "_blank" });
  link.href = withStation(`/attachments/${id}`);
  const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×", className: "button button-quiet" });
  remove.dataset.attachment = id;
  remove.ariaLabel = say("remove");
  row.append(link, remove);
  return row;
}

customElements.define("meeting-files", MeetingFiles);
