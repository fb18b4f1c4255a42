// <organiser-stations>: pairs a new station by a QR that is shown once, and revokes stations.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

class OrganiserStations extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("change", this);
    this.addEventListener("click", this);
    this.addEventListener("acted", this);
    this.#fit();
  }

  disconnectedCallback() {
    for (const type of ["submit", "change", "click", "acted"]) this.removeEventListener(type, this);
  }

  handleEvent(event) {
    if (event.type === "acted") return event.detail.ok && location.reload();
    if (event.type === "change") return this.#fit();
    if (event.type === "submit") {
      event.preventDefault();
      whileBusy(event.submitter, () => this.#pair());
    } else if (event.target.closest("[data-copy]")) {
      this.#copy();
    }
  }

  // Only a booth's tablet and a booth's own board are asked for their booth.
  #fit() {
    const { role, booth } = this.#form.elements;
    const field = this.querySelector("[data-for]");
    field.hidden = !field.dataset.for.split(" ").includes(role.value);
    booth.required = role.value === "booth";
    if (field.hidden) booth.value = "";
  }

  async #pair() {
    const fields = Object.fromEntries([...new FormData(this.#form)].filter(([, value]) => value));
    const answer = await act("station.pair", fields, { quiet: true });
    this.#complain(answer.ok ? "" : answer.message);
    if (!answer.ok) return;
    const { pathname } = new URL(answer.station.pair_url, location.href);
    const url = new URL(pathname, this.dataset.origin || location.href).href; // what the tablet can open, wherever we are
    const drawn = await read("/organiser/qr.json", { text: url });
    this.querySelector("[data-here]").href = pathname;
    this.#show(url, drawn.svg ?? "");
  }

  #show(url, svg) {
    const { role, booth } = this.#form.elements;
    const word = [role.selectedOptions[0].textContent, booth.value].filter(Boolean).join(" ");
    this.querySelector("[data-title]").textContent = say("paired_for", { role: word });
    this.querySelector(".org-qr").innerHTML = svg;
    for (const link of this.querySelectorAll("[data-link]")) link.href = url;
    this.querySelector(".org-link a").textContent = url;
    this.querySelector(".org-pairing").hidden = false;
  }

  async #copy() {
    const url = this.querySelector(".org-link a").href;
    try {
      await navigator.clipboard.writeText(url);
      toast(say("copied"));
    } catch {
      getSelection().selectAllChildren(this.querySelector(".org-link")); // a page that is not secure has no clipboard
    }
  }

  #complain(sentence) {
    const place = this.querySelector(".field-error");
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  get #form() {
    return this.querySelector("[data-pair]");
  }
}

customElements.define("organiser-stations", OrganiserStations);
