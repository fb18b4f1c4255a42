// <side-sheet>: every link to a sheet (/organiser/booths/A03) opens it beside the page, under its own address: the back
// button closes it, a link can be sent. On a sheet's own page (data-page) links are links. Looking never acts: what a sheet
// can do stands at its end, and is done here.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, findAround, make } from "../core/dom.js";
import "../core/live.js";
import { page, say, withStation } from "../core/page.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";
import { filled } from "./filled-form.js";
import { KeptFields } from "./kept-fields.js";

const ADDRESS = /^\/organiser\/(booth|enterprise|visitor|meeting|station|purchase)s\/([^/]+)$/;
const NARROW = matchMedia("(max-width: 900px)"); // there it covers the page, which nothing may reach meanwhile
const STAYS = "side-sheet, toast-list, connection-band, script, dialog"; // beside and above it

class SideSheet extends HTMLElement {
  #stop = new AbortController();
  #kept = new KeptFields();
  #shown = "";
  /** @type {Element | null} */
  #from = null; // what had the focus

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#click(event), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.addEventListener("acted", ({ detail }) => detail.ok && this.#kept.forget(), { signal });
    this.addEventListener("live:join", () => this.#joined(), { signal });
    this.addEventListener("live:show", () => this.#painted(), { signal });
    this.addEventListener("live:refused", () => this.#say("sheet_gone"), { signal });
    this.#kept.keepFrom(this, signal);
    addEventListener("popstate", () => this.#moved(), { signal });
    if (this.#isPage) return this.#painted();
    document.addEventListener("click", (event) => this.#follow(event), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    return undefined;
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /**
   * A tap on a link to a sheet.
   * @param {MouseEvent} event
   */
  #follow(event) {
    const link = findAround(event, "a[href], [data-href]"); // the latter is a mark on a line of time
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !plain || "whole" in link.dataset) return;
    const path = link.dataset.href ?? link.getAttribute("href") ?? "";
    if (!ADDRESS.test(path)) return;
    event.preventDefault();
    if (!this.#dialog.open) this.#from = document.activeElement;
    if (path !== location.pathname) history.pushState({ ...history.state, sheets: this.#depth + 1 }, "", withStation(path));
    this.#moved();
  }

  /** The address says which sheet is open. */
  #moved() {
    if (this.#isPage) return location.reload(); // what was here before this page was loaded: another page's sheet
    const [path, kind, key] = ADDRESS.exec(location.pathname) ?? [];
    if (!path) return this.#closed();
    if (this.#shown === path && this.#dialog.open) return undefined;
    this.#shown = path;
    this.#kept.forget();
    find(this, "[data-whole]", HTMLAnchorElement).href = withStation(path);
    const topic = make("live-topic");
    topic.setAttribute("topic", `sheet:${kind}/${decodeURIComponent(key)}`);
    this.#say("sheet_coming");
    this.#content.append(topic);
    if (!this.#dialog.open) this.#dialog.show(); // not as a modal, which would cover what toasts say
    this.#shutAway(NARROW.matches);
    this.#dialog.scrollTop = 0;
    this.#dialog.focus();
    return undefined;
  }

  #close() {
    const depth = this.#depth;
    if (depth) history.go(-depth);
  }

  #closed() {
    if (!this.#dialog.open) return;
    this.#dialog.close();
    this.#shutAway(false);
    this.#content.textContent = "";
    this.#shown = "";
    const before = this.#from;
    const again = before?.isConnected ? before : before?.id ? document.getElementById(before.id) : null; // painted anew meanwhile
    if (again instanceof HTMLElement || again instanceof SVGElement) again.focus({ preventScroll: true });
  }

  /** @param {boolean} away */
  #shutAway(away) {
    for (const one of findAll(document, `body > :not(${STAYS})`)) one.inert = away;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || !this.#dialog.open || document.querySelector("dialog:modal") || event.defaultPrevented) return;
    event.preventDefault();
    this.#close();
  }

  #joined() {
    this.querySelector("[data-said]")?.remove();
    this.#painted();
    if (!this.#isPage && document.activeElement === this.#dialog) find(this, "#sheet-title", HTMLElement).focus();
  }

  #painted() {
    this.#kept.restore(this);
    for (const place of findAll(this, "[data-own]")) place.hidden = place.dataset.own !== page.station;
    for (const place of findAll(this, "[data-others]")) place.hidden = place.dataset.others === page.station;
  }

  /** @param {string} word */
  #say(word) {
    const place = this.#isPage ? find(this, "live-topic") : this.#content;
    place.textContent = "";
    const said = make("p", { className: "quiet", textContent: say(word) });
    said.dataset.said = "";
    said.setAttribute("role", "status");
    place.append(said);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (findAround(event, "[data-close]")) return this.#close();
    const leaving = findAround(event, "a[data-leave], a[data-whole], .sheet-all");
    if (leaving && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      location.href = withStation(leaving.getAttribute("href") ?? "/");
    }
    const mark = this.#isPage && findAround(event, "[data-href]");
    if (mark) location.href = withStation(mark.dataset.href ?? "/");
    const contact = findAround(event, "[data-contact]");
    if (contact) return whileBusy(contact, () => this.#openContact(contact));
    const replaced = findAround(event, "[data-replace]");
    if (replaced) return whileBusy(replaced, () => this.#replace(replaced.dataset));
    return undefined;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    const form = findAround(event, "form[data-verb]");
    if (!form) return;
    event.preventDefault();
    const button = /** @type {HTMLElement | null} */ (event.submitter);
    const { verb = "", ask: question } = form.dataset;
    const danger = button?.classList.contains("button-danger");
    if (question && !(await ask(question, { yes: button?.textContent?.trim() ?? "", danger }))) return;
    const answer = await whileBusy(button, () => act(verb, filled(/** @type {HTMLFormElement} */ (form))));
    if (!answer?.ok) return;
    this.#kept.forget();
    toast(answer.message);
  }

  /** @param {HTMLElement} button */
  async #openContact(button) {
    const answer = await read("/organiser/contact.json", { visitor: Number(button.dataset.contact) });
    if (!answer.ok) return;
    const place = find(this, ".sheet-contact");
    for (const said of findAll(place, "[data-says]")) {
      said.textContent = answer.contact[/** @type {"title" | "phone" | "email"} */ (said.dataset.says)] || "–";
    }
    place.hidden = false;
    button.hidden = true;
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
    const place = find(this, "[data-qr]");
    find(place, ".org-qr").innerHTML = drawn.svg ?? "";
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
  }

  /** How many sheets were opened after one another: as many steps back lies the page. */
  get #depth() {
    return Number(history.state?.sheets) || 0;
  }

  get #isPage() {
    return "page" in this.dataset;
  }

  get #dialog() {
    return find(this, "[data-sheet]", HTMLDialogElement);
  }

  get #content() {
    return find(this, "[data-content]");
  }
}

customElements.define("side-sheet", SideSheet);
