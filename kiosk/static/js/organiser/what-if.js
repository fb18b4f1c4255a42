// <what-if-form>: something is tried on the rest of the day, and what it would change is said. Nothing is changed by it.
import { whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, make } from "../core/dom.js";
import { say } from "../core/page.js";

class WhatIfForm extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("submit", (event) => this.#try(event), { signal });
    this.addEventListener("change", () => this.#fit(), { signal });
    this.#fit();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  get #form() {
    return find(this, "form", HTMLFormElement);
  }

  /** Only what this kind of change needs is asked. */
  #fit() {
    const what = find(this, "[name=what]", HTMLSelectElement);
    const needs = (what.selectedOptions[0]?.dataset.needs ?? "").split(" ");
    for (const field of findAll(this, "[data-field]")) {
      const isNeeded = needs.includes(field.dataset.field ?? "");
      field.hidden = !isNeeded;
      for (const input of field.querySelectorAll("input, select")) input.toggleAttribute("disabled", !isNeeded);
    }
    find(this, "[data-at]", HTMLElement).textContent = say(what.value === "closes" ? "try_until" : "try_since");
  }

  /** @param {Event} event */
  async #try(event) {
    event.preventDefault();
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(this.#form)) if (value) asked.set(name, String(value));
    const result = find(this, ".try-result", HTMLElement);
    result.textContent = say("try_busy");
    const answer = await whileBusy(find(this, "button", HTMLButtonElement), () => read(`/organiser/what-if.json?${asked}`));
    result.textContent = "";
    if (!answer) return;
    if (!answer.ok) {
      result.append(make("p", { className: "try-refused", textContent: answer.message || say("try_away") }));
      return;
    }
    const list = make("dl");
    for (const one of answer.changes) {
      const row = make("div", { className: one.is_clear ? "is-clear" : "" });
      row.append(make("dt", { textContent: one.name }), make("dd", { textContent: one.text }));
      list.append(row);
    }
    result.append(
      make("p", { className: "try-lead", textContent: answer.lead }),
      list,
      make("p", { className: "quiet", textContent: answer.message }),
    );
  }
}

customElements.define("what-if-form", WhatIfForm);
