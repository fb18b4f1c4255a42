// <plan-view>: another view of the plan comes into this page instead of a page of its own, so that the socket and what stands
// open stay. Without it every link and the form work by themselves: a view is its address.
import { readPart } from "../core/answers.js";
import { find, findAll, findAround } from "../core/dom.js";

class PlanView extends HTMLElement {
  #stop = new AbortController();
  #latest = 0;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.addEventListener("change", (event) => findAround(event, "select")?.form?.requestSubmit?.(), { signal });
    this.addEventListener("acted", () => this.#show(location.href), { signal });
    document.addEventListener("live:show", ({ detail }) => detail.ids.includes("plan-totals") && this.#show(location.href), {
      signal,
    });
    addEventListener("popstate", () => this.#show(location.href), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const link = findAround(event, "a");
    const isPlain = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.defaultPrevented;
    if (!link || isPlain || "plain" in link.dataset || link.pathname !== location.pathname) return;
    event.preventDefault();
    const turnsPage = ["prev", "next"].includes(link.rel);
    this.#go(link.href, turnsPage ? find(this, ".plan-list") : null);
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const form = findAround(event, "form");
    if (!form) return;
    event.preventDefault();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); // a phone's keyboard goes
    const asked = [...new FormData(form)].filter(([, value]) => value !== "");
    this.#go(`${location.pathname}?${new URLSearchParams(/** @type {[string, string][]} */ (asked))}`, null);
  }

  /**
   * @param {string} address
   * @param {Element | null} top what is to be looked at first
   */
  async #go(address, top) {
    if (!(await this.#show(address))) return void location.assign(address);
    const canonical = document.head.querySelector('link[rel="canonical"]')?.getAttribute("href");
    history.pushState(null, "", withKept(canonical || address));
    top?.scrollIntoView({ block: "start" });
  }

  /**
   * Whether the view of this address is shown; nothing is changed where the server does not answer, or a later one was asked for.
   * @param {string} address
   */
  async #show(address) {
    const turn = ++this.#latest;
    this.setAttribute("aria-busy", "true");
    const html = await readPart(address);
    if (turn !== this.#latest) return true;
    this.removeAttribute("aria-busy");
    if (html === null) return false;
    const shown = new DOMParser().parseFromString(html, "text/html");
    for (const place of findAll(this, "[data-swap]")) swap(place, shown);
    const canonical = document.head.querySelector('link[rel="canonical"]');
    canonical?.replaceWith(shown.head.querySelector('link[rel="canonical"]') ?? "");
    this.dispatchEvent(new CustomEvent("plan:shown", { bubbles: true }));
    return true;
  }
}

/**
 * A place of the page as the other view has it, unless somebody types there, or what was opened would close.
 * @param {HTMLElement} place
 * @param {Document} shown
 */
function swap(place, shown) {
  const fresh = shown.querySelector(`[data-swap="${place.dataset.swap}"]`);
  if (!fresh || place.contains(document.activeElement?.closest("input") ?? null)) return;
  const open = findAll(place, "details").map((one) => one.open);
  const [left, focused] = [place.scrollLeft, findAll(place, "a, button").indexOf(/** @type {never} */ (document.activeElement))];
  place.innerHTML = fresh.innerHTML;
  findAll(place, "details").forEach((one, at) => (one.open ||= open[at] ?? false));
  place.scrollLeft = left;
  if (focused >= 0) findAll(place, "a, button")[focused]?.focus({ preventScroll: true });
}

/**
 * The address with the station that this page is of, if any.
 * @param {string} address
 */
function withKept(address) {
  const url = new URL(address, location.href);
  const station = new URLSearchParams(location.search).get("station");
  if (station) url.searchParams.set("station", station);
  return url.pathname + url.search;
}

customElements.define("plan-view", PlanView);
