// <mark-list>: an agency marks whom it wishes to meet by a tap, and finds them by name or kind. Every form works without this too.
import { read } from "../core/answers.js";
import { find, findAll, findAround } from "../core/dom.js";
import { newId } from "../core/posting.js";
import { rankOf, soughtOf } from "../offline/snapshot/search.js";

/** @typedef {{ ok: boolean, message: string, away?: boolean, wanted: boolean, count: number }} Marked */

class MarkList extends HTMLElement {
  /** @type {Map<HTMLElement, import("../offline/snapshot/search.js").Sought>} */
  #sought = new Map();

  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("input", this);
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this);
    this.removeEventListener("input", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const search = findAround(event, "[data-find]", HTMLInputElement);
    if (event.type === "input" && search) this.#find(search.value);
    const form = findAround(event, "form[data-verb='timetable.mark']", HTMLFormElement);
    if (event.type !== "submit" || !form) return;
    event.preventDefault();
    if (!form.dataset.busy) this.#mark(form);
  }

  /** @param {HTMLFormElement} form */
  async #mark(form) {
    form.dataset.busy = "true";
    const answer = /** @type {Marked} */ (
      /** @type {unknown} */ (await read(form.getAttribute("action") ?? "", new FormData(form)))
    );
    delete form.dataset.busy;
    if (answer.away) {
      form.submit(); // the browser itself says that nothing answers
      return;
    }
    const place = find(this, "[data-error]");
    place.textContent = answer.ok ? "" : answer.message;
    place.hidden = answer.ok;
    if (!answer.ok) return;
    const button = find(form, "button");
    button.setAttribute("aria-pressed", String(answer.wanted));
    button.classList.toggle("button-primary", answer.wanted);
    form.closest(".mark")?.classList.toggle("is-marked", answer.wanted);
    find(form, "[name='wanted']", HTMLInputElement).value = String(!answer.wanted);
    find(form, "[name='action_id']", HTMLInputElement).value = newId();
    find(this, "[data-count]").textContent = String(answer.count);
  }

  /**
   * An enterprise as the search sees it, by its name or by what it makes.
   * @param {HTMLElement} row
   */
  #soughtOf(row) {
    const { name = "", words = "" } = row.dataset;
    const sought = this.#sought.get(row) ?? soughtOf({ name, enterprise: `${name} ${words}`, number: "", brn: null });
    this.#sought.set(row, sought);
    return sought;
  }

  /** @param {string} written */
  #find(written) {
    const rank = rankOf(written);
    let shown = 0;
    for (const row of findAll(this, "[data-words]")) {
      row.hidden = rank !== null && rank(this.#soughtOf(row)) === null;
      if (!row.hidden) shown += 1;
    }
    if (rank) {
      find(this, "[data-others]", HTMLDetailsElement).open = true;
      find(this, ".marks-head").scrollIntoView(); // what is found stands below it, however long the list above
    }
    find(this, "[data-none]").hidden = shown > 0;
  }
}

customElements.define("mark-list", MarkList);
