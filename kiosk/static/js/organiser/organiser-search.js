// <organiser-search>: `/` searches everything; arrows choose, Enter opens what was chosen, Escape closes, and the focus is
// where it was. Fires `searched` (bubbling; detail: the words) at each keystroke.
import { read } from "../core/answers.js";
import { find, findAll, findAround, make } from "../core/dom.js";
import { say, withStation } from "../core/page.js";

const SEARCH_AFTER_MS = 150;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

class OrganiserSearch extends HTMLElement {
  #stop = new AbortController();
  #timer = 0;
  #chosen = -1;
  /** @type {Element | null} */
  #from = null; // what had the focus before

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#field.addEventListener("input", () => this.#typed(), { signal });
    this.#field.addEventListener("focus", () => this.#typed(), { signal });
    this.#field.addEventListener("keydown", (event) => this.#steer(event), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    document.addEventListener("click", (event) => findAround(event, "organiser-search") === this || this.#hide(), { signal });
    this.addEventListener("click", (event) => findAround(event, "[role=option]") && this.#hide(), { signal });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || findAround(event, "input, textarea, select")) return;
    if (document.querySelector("dialog:modal")) return;
    event.preventDefault();
    this.#from = document.activeElement;
    this.#field.focus();
    this.#field.select();
  }

  /** @param {KeyboardEvent} event */
  #steer(event) {
    if (event.key === "Escape") return this.#leave(event);
    if (event.key === "Enter") return this.#open(event);
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    if (!step || event.isComposing) return undefined;
    event.preventDefault();
    const count = this.#options.length;
    return count ? this.#choose((this.#chosen + step + count + (this.#chosen < 0 && step < 0 ? 1 : 0)) % count) : undefined;
  }

  /** @param {KeyboardEvent} event */
  #leave(event) {
    event.preventDefault(); // the sheet beside stays open
    clearTimeout(this.#timer);
    this.#field.value = "";
    this.#hide();
    const before = this.#from;
    this.#from = null;
    const hadFocus = before instanceof HTMLElement || before instanceof SVGElement; // a booth on the map is an SVG link
    if (hadFocus && before.isConnected && before !== document.body) before.focus({ preventScroll: true });
    else this.#field.blur();
  }

  /** @param {KeyboardEvent} event */
  async #open(event) {
    if (event.isComposing) return; // Enter ends a Hangul syllable
    event.preventDefault();
    clearTimeout(this.#timer);
    if (this.dataset.words !== this.#words) await this.#search();
    const option = this.#options[Math.max(0, this.#chosen)];
    if (option) option.click();
  }

  #typed() {
    clearTimeout(this.#timer);
    if (!this.#words) return this.#hide();
    if (this.dataset.words === this.#words && this.#list.children.length) return this.#unfold();
    this.#timer = setTimeout(() => this.#search(), SEARCH_AFTER_MS);
    return undefined;
  }

  async #search() {
    const asked = this.#words;
    const answer = await read(`/organiser/find.json?${new URLSearchParams({ q: asked })}`);
    // Where the server is away, the band says so.
    if (!answer.ok || this.#words !== asked || document.activeElement !== this.#field) return;
    this.dataset.words = asked;
    this.#list.replaceChildren(...answer.found.map(drawn));
    if (!answer.found.length) this.#list.append(make("p", { className: "quiet", textContent: say("nothing_found") }));
    this.#unfold();
  }

  #unfold() {
    this.#list.hidden = false;
    this.#field.setAttribute("aria-expanded", "true");
    this.#choose(this.#options.length ? 0 : -1);
  }

  #hide() {
    this.#list.hidden = true;
    this.#field.setAttribute("aria-expanded", "false");
    this.#field.removeAttribute("aria-activedescendant");
  }

  /** @param {number} at */
  #choose(at) {
    this.#chosen = at;
    for (const [index, option] of this.#options.entries()) option.setAttribute("aria-selected", String(index === at));
    const chosen = this.#options[at];
    if (!chosen) return this.#field.removeAttribute("aria-activedescendant");
    chosen.scrollIntoView({ block: "nearest" });
    return this.#field.setAttribute("aria-activedescendant", chosen.id);
  }

  get #words() {
    return this.#field.value.trim();
  }

  get #field() {
    return find(this, "input", HTMLInputElement);
  }

  get #list() {
    return find(this, "[role=listbox]");
  }

  get #options() {
    return findAll(this, "[role=option]");
  }
}

/**
 * @param {Found} found
 * @param {number} index
 */
function drawn({ kind_word, href, title, detail, where }, index) {
  const option = make("a", { href: withStation(href), id: `found-${index}`, tabIndex: -1 });
  option.setAttribute("role", "option");
  option.setAttribute("href", href);
  option.append(make("span", { className: "org-found-kind", textContent: kind_word }), make("b", { textContent: title }));
  option.append(make("span", { className: "quiet", textContent: detail }), make("small", { textContent: where }));
  return option;
}

customElements.define("organiser-search", OrganiserSearch);
