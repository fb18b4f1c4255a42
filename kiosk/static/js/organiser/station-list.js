// <station-list>: every station, live; a station's own sheet, which has an address of its own (?open=12); the pairing
// sheet's cards.
import { act, whileBusy } from "../core/actions.js";
import { read, readPart } from "../core/answers.js";
import { find, findAll, findAround } from "../core/dom.js";
import { say, withStation } from "../core/page.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";

/** @typedef {import("../core/live.js").LiveTopic} LiveTopic */

class StationList extends HTMLElement {
  #stop = new AbortController();
  #asked = 0;
  #last = ""; // the station whose sheet was opened last

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("input", (event) => findAround(event, "[data-filter]") && this.#filter(), { signal });
    this.addEventListener("acted", ({ detail }) => this.#acted(detail), { signal });
    for (const changed of /** @type {const} */ (["live:join", "live:show"]))
      this.addEventListener(changed, () => this.#changed(), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.#sheet.addEventListener("close", () => this.#closed(), { signal });
    addEventListener("popstate", () => this.#follow(), { signal });
    this.#follow();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const row = findAround(event, "[data-station]");
    if (row) return this.#open(row.dataset.station ?? "");
    if (findAround(event, "[data-layout]")) return this.#cards.showModal();
    if (findAround(event, "[data-close]")) return findAround(event, "dialog")?.close();
    const replaced = findAround(event, "[data-replace]");
    if (replaced) return whileBusy(replaced, () => this.#replace(replaced.dataset));
    const link = findAround(event, "a[data-open]");
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (link.hasAttribute("download")) toast(say("sheet_coming"));
      location.href = withStation(link.getAttribute("href") ?? "/");
    }
    return undefined;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "/" || findAround(event, "input, textarea, select, dialog")) return;
    event.preventDefault();
    find(this, "[data-filter]", HTMLInputElement).focus();
  }

  /** @param {string} station */
  #open(station) {
    const url = new URL(location.href);
    url.searchParams.set("open", station);
    history.pushState({ ...history.state, sheet: true }, "", url);
    this.#follow();
  }

  // The address says which sheet is open, so that the back button closes it.
  async #follow() {
    const station = this.#shown;
    if (!station) return void (this.#sheet.open && this.#sheet.close());
    this.#last = station;
    await this.#fill(station);
    if (this.#shown === station && !this.#sheet.open) this.#sheet.showModal();
  }

  #closed() {
    document.getElementById(`open-${this.#last}`)?.focus({ preventScroll: true }); // the row may have been painted anew
    if (!this.#shown) return;
    if (history.state?.sheet) return history.back();
    const url = new URL(location.href);
    url.searchParams.delete("open");
    history.replaceState({ ...history.state, sheet: false }, "", url);
  }

  /** @param {string} station */
  async #fill(station) {
    const asked = ++this.#asked;
    const html = await readPart(`/organiser/stations/${station}/sheet`, { gone: () => this.#sheet.close() });
    if (html === null || asked !== this.#asked) return;
    const content = find(this.#sheet, "[data-content]");
    const focused = document.activeElement?.id;
    content.innerHTML = html;
    const same = focused ? document.getElementById(focused) : null;
    if (same && content.contains(same)) same.focus({ preventScroll: true });
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    const form = findAround(event, "form[data-verb]:not([data-pair])");
    if (!form) return;
    event.preventDefault();
    const button = /** @type {HTMLElement | null} */ (event.submitter);
    const { verb = "", ask: question } = form.dataset;
    if (question && !(await ask(question, { yes: button?.textContent?.trim() ?? "", danger: true }))) return;
    const fields = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (form)));
    const answer = await whileBusy(button, () => act(verb, fields));
    if (!answer?.ok) return;
    if (this.#cards.open) this.#cards.close();
    toast(answer.message);
    this.#renewSheet();
  }

  /** @param {Answer} answer */
  #acted(answer) {
    if (!answer.ok) return;
    if (this.#cards.open) this.#cards.close();
    this.#renewSheet();
  }

  /**
   * A QR that lets a new device take this one's place.
   * @param {DOMStringMap} data
   */
  async #replace({ replace, role }) {
    const answer = await act("station.pair", { role, replaces: Number(replace) });
    if (!answer.ok) return;
    const { pathname } = new URL(answer.station.pair_url, location.href);
    const url = new URL(pathname, this.dataset.origin || location.href).href;
    const drawn = await read("/organiser/qr.json", { text: url });
    const place = find(this.#sheet, "[data-qr]");
    find(place, ".org-qr").innerHTML = drawn.svg ?? "";
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
  }

  #changed() {
    const rows = findAll(this, ".fleet-row [data-station]").map((row) => row.dataset.station);
    const now = this.querySelector(".fleet-head")?.getAttribute("data-ids") ?? "";
    if (rows.join(" ") !== now) this.querySelector("live-topic")?.renew();
    this.#filter();
    if (this.#sheet.open && !this.#isInUse) this.#renewSheet();
  }

  #filter() {
    const words = find(this, "[data-filter]", HTMLInputElement).value.trim().toLowerCase();
    for (const row of findAll(this, ".fleet-row[data-find]"))
      row.hidden = !(row.dataset.find ?? "").toLowerCase().includes(words);
  }

  #renewSheet() {
    if (this.#sheet.open && this.#shown) this.#fill(this.#shown);
  }

  /** Somebody fills a field in, or a QR is being scanned: the sheet stays as it is. */
  get #isInUse() {
    return document.activeElement?.matches("input, select") || this.#sheet.querySelector("[data-qr]:not([hidden])") !== null;
  }

  get #shown() {
    const open = new URL(location.href).searchParams.get("open") ?? "";
    return /^[0-9]{1,9}$/.test(open) ? open : "";
  }

  get #sheet() {
    return find(this, "[data-sheet]", HTMLDialogElement);
  }

  get #cards() {
    return find(this, "[data-cards]", HTMLDialogElement);
  }
}

customElements.define("station-list", StationList);
