// <organiser-import>: a file is read and shown row by row; only then it is brought in.
import { act, whileBusy } from "./actions.js";
import { read } from "./answers.js";
import { page, say } from "./page.js";
import { toast } from "./toast.js";

const VERDICTS = ["added", "changed", "unchanged", "merged", "refused"];
const SHOWN_MAX = 500;
const MEANINGS = ["renamed", "replaced"];

class OrganiserImport extends HTMLElement {
  #report = null;
  #kind = "";
  #only = "with_words";
  #meant = new Map(); // booth number -> what another agency's name there means

  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
    this.addEventListener("change", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
    this.removeEventListener("click", this);
    this.removeEventListener("change", this);
  }

  handleEvent(event) {
    if (event.type === "change") return void (event.target.form && this.#meant.clear());
    if (event.type === "submit") {
      event.preventDefault();
      return whileBusy(event.submitter, () => this.#preview(event.target));
    }
    const only = event.target.closest("[data-only]");
    if (only) {
      this.#only = only.dataset.only;
      this.#paintRows();
    }
    const means = event.target.closest("[data-means]");
    if (means) {
      this.#meant.set(means.dataset.booth, means.dataset.means);
      whileBusy(means, () => this.#preview(this.querySelector("form")));
    }
    const apply = event.target.closest("[data-apply]");
    if (apply && !apply.disabled) whileBusy(apply, () => this.#apply());
  }

  async #preview(form) {
    this.#say("");
    this.#kind = form.elements.kind.value;
    const body = new FormData(form);
    for (const [booth, meaning] of this.#meant) body.append(meaning, booth);
    const answer = await read("/organiser/import.json", body);
    if (!answer.ok) {
      this.querySelector(".org-report").hidden = true;
      return this.#say(answer.message || say("unreachable"));
    }
    this.#show(answer);
  }

  async #apply() {
    const answer = await act("import.apply", { kind: this.#kind, upload: this.#report.upload, ...this.#answers() });
    if (!answer.ok) return;
    toast(answer.message);
    this.#show({ ...answer.report, upload: null });
  }

  #answers() {
    const of = (meaning) => [...this.#meant].filter(([, one]) => one === meaning).map(([booth]) => booth);
    return Object.fromEntries(MEANINGS.map((meaning) => [meaning, of(meaning)]).filter(([, booths]) => booths.length));
  }

  #show(report) {
    this.#report = report;
    const told = report.rows.some((row) => row.messages.length);
    this.#only = told ? "with_words" : "all";
    this.querySelector(".org-report").hidden = false;
    this.querySelector(".org-counts").replaceChildren(...[...VERDICTS, "warned"].map((name) => countOf(name, report[name])));
    const missing = report.missing ? [say("missing", { n: report.missing.toLocaleString(page.lang) })] : [];
    const notes = [...(report.notes ?? []), ...missing];
    this.querySelector(".org-notes").replaceChildren(...notes.map((note) => element("li", note)));
    const change = report.added + report.changed + report.merged;
    const button = this.querySelector("[data-apply]");
    button.disabled = !report.upload || !change;
    button.textContent = !report.upload ? say("done") : change ? say("apply", { n: change.toLocaleString(page.lang) }) : say("nothing");
    this.#paintRows();
  }

  #paintRows() {
    const filters = ["all", "with_words", ...VERDICTS.filter((name) => this.#report[name])];
    this.querySelector("[data-filter]").replaceChildren(...filters.map((name) => this.#filterOf(name)));
    const rows = this.#report.rows.filter((row) => this.#fits(row));
    this.querySelector("tbody").replaceChildren(...rows.slice(0, SHOWN_MAX).map((row) => rowOf(row, Boolean(this.#report.upload))));
    this.querySelector("[data-rest]").textContent = rows.length > SHOWN_MAX ? say("rest", { n: SHOWN_MAX }) : "";
  }

  #fits(row) {
    if (this.#only === "all") return true;
    return this.#only === "with_words" ? row.messages.length > 0 : row.verdict === this.#only;
  }

  #filterOf(name) {
    const button = element("button", say(name));
    Object.assign(button, { type: "button", className: "button" });
    button.dataset.only = name;
    button.setAttribute("aria-pressed", String(name === this.#only));
    return button;
  }

  #say(sentence) {
    const place = this.querySelector(".field-error");
    place.textContent = sentence;
    place.hidden = !sentence;
  }
}

function rowOf({ row, verdict, messages, asks }, open) {
  const line = document.createElement("tr");
  const words = element("td", "");
  words.append(...messages.map((message) => element("p", message)));
  if (asks && open) words.append(choiceOf(asks));
  const chip = element("span", say(verdict));
  chip.className = `chip is-${verdict}${messages.length && verdict !== "refused" ? " is-warning" : ""}`;
  const state = document.createElement("td");
  state.append(chip);
  line.append(Object.assign(element("td", row), { className: "amount" }), state, words);
  return line;
}

/** Whether the agency at a booth bears another name now, or another agency comes. */
function choiceOf({ booth, agency, meant }) {
  const choice = element("div", "");
  choice.className = "row org-means";
  choice.setAttribute("role", "group");
  for (const meaning of MEANINGS) {
    const button = element("button", say(meaning, { agency }));
    Object.assign(button, { type: "button", className: "button" });
    Object.assign(button.dataset, { means: meaning, booth });
    button.setAttribute("aria-pressed", String(meant === meaning));
    choice.append(button);
  }
  return choice;
}

function countOf(name, count) {
  const box = element("p", "");
  box.dataset.verdict = name;
  box.append(element("b", count), element("span", say(name)));
  return box;
}

function element(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

customElements.define("organiser-import", OrganiserImport);
