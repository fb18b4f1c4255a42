// <whole-queue data-booth="A03">: all who wait, asked for when its dialog opens and again while it is open and they change. The
// tablet itself is sent only who comes next.
import { readPart } from "../core/answers.js";

export class WholeQueue extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    document.addEventListener("live:show", ({ detail }) => this.#follow(detail.ids), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** Ask for all who wait; false where the server does not answer. */
  async load() {
    const html = await readPart(`/booth/waiting?${new URLSearchParams({ booth: this.dataset.booth ?? "" })}`);
    if (html !== null) this.innerHTML = html;
    return html !== null;
  }

  /** @param {string[]} ids of the places that changed */
  #follow(ids) {
    if (ids.includes("booth-next") && this.closest("dialog")?.open) this.load();
  }
}

customElements.define("whole-queue", WholeQueue);
