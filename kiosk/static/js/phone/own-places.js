// <own-places data-code="...">: what this phone itself may do. It never comes over the socket: it is asked for again by
// the page's own request whenever the visitor's places changed. A one-time QR opens the page with #bind=WORD.
import { act, whileBusy } from "../core/actions.js";
import { readPart } from "../core/answers.js";
import { findAround } from "../core/dom.js";
import { LiveTopic } from "../core/live.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";

class OwnPlaces extends HTMLElement {
  #stop = new AbortController();
  #html = ""; // as the server last painted it: what stands here may have changed by itself

  connectedCallback() {
    this.#stop = new AbortController();
    this.#html = this.innerHTML;
    const { signal } = this.#stop;
    document.addEventListener("live:join", ({ target }) => isOwn(target) && this.#refresh(), { signal });
    // A notice to all changes nothing of one's own: it names no place.
    const changed = (/** @type {{ ids: string[] }} */ { ids }) => ids.length > 0;
    document.addEventListener("live:show", ({ target, detail }) => isOwn(target) && changed(detail) && this.#refresh(), {
      signal,
    });
    document.addEventListener("live:refused", () => location.reload(), { signal }); // a void badge opens nothing
    this.addEventListener("acted", () => this.#refresh(), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.#bindByWord();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  async #bindByWord() {
    const bind = new URLSearchParams(location.hash.slice(1)).get("bind");
    if (!bind) return;
    history.replaceState(null, "", location.pathname + location.search);
    await this.#perform("phone.bind", { bind });
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    const form = findAround(event, "form");
    if (!form) return;
    const fields = Object.fromEntries(new FormData(form));
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const button = form.querySelector("button");
    whileBusy(button, async () => {
      const question = form.dataset.ask;
      if (question && !(await ask(question, { yes: button?.textContent?.trim() ?? "", danger: false }))) return;
      await this.#perform(form.dataset.verb ?? "", fields);
    });
  }

  /**
   * @param {string} verb
   * @param {Fields} fields
   */
  async #perform(verb, fields) {
    const answer = await act(verb, { code: this.dataset.code, ...fields });
    if (answer.ok) toast(answer.message);
    await this.#refresh();
  }

  // Not while somebody types or chooses here: their hand comes first.
  async #refresh() {
    if (this.contains(document.activeElement) && document.activeElement?.matches("input, select")) return;
    const html = await readPart(`/v/${this.dataset.code}/own`, { gone: () => location.reload() });
    if (html !== null && html !== this.#html) /** @type {HTMLElement} */ (this).innerHTML = this.#html = html; // else the next change asks again
    this.closest("main")?.toggleAttribute("data-own-ended", this.querySelector(".is-ended") !== null);
  }
}

/** @param {EventTarget | null} topic */
function isOwn(topic) {
  return topic instanceof LiveTopic && topic.topic.startsWith("visitor:");
}

customElements.define("own-places", OwnPlaces);
