// <waiting-places>: joins `places:<booth>` for each place that the visitor's own page shows, and keeps current there how
// many are ahead, how long it takes, and which place comes first. What has to be painted otherwise (another place leads, it
// is time to come near) it asks the page's topic for.
import { connection, serverNow } from "../core/connection.js";
import { find, findAll, make } from "../core/dom.js";
import "../core/live.js";
import { say } from "../core/page.js";
import { nudge } from "../core/alarm.js";
import { along, inOrderOfCalls, leading, leadTexts, moved, rowText, standingOf } from "./standing.js";

const TOPICS_MAX = 18; // of the twenty that a socket holds, beside the page itself and the notices
const SPREAD_MS = 500; // when a booth rests, many phones ask at once
const SAME_AGAIN_MS = 15_000;
const AWAY_MS = 60_000; // a phone in a pocket for so long asks for its page when it is looked at
const NEWS_MS = 180_000;
const OLD_MS = 600_000; // and one that is looked at asks from time to time: what is proposed changes slowly

/** @typedef {import("./standing.js").Wait & { element: HTMLElement }} Place */

class WaitingPlaces extends HTMLElement {
  /** @type {Map<string, { seq: number, data: PlacesData }>} */
  #shared = new Map(); // by booth
  #seq = 0; // of the page as the server last painted it
  #paintedAt = performance.now();
  #hiddenAt = 0;
  #asked = { what: "", at: -Infinity };
  /** @type {Map<string, string>} */
  #told = new Map(); // by place: about when it is called, as its owner last heard it
  #news = 0; // the timer of what is told
  /** @type {Map<string, string>} */
  #states = new Map(); // by place: of its booth
  #resting = { note: "", booths: /** @type {string[]} */ ([]) }; // as last told
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const heard of /** @type {const} */ (["live:join", "live:show"]))
      document.addEventListener(heard, (event) => this.#heard(event), { signal });
    connection.addEventListener("pulse", () => this.#pass(), { signal });
    document.addEventListener("visibilitychange", () => this.#seen(), { signal });
    this.#join();
  }

  disconnectedCallback() {
    clearTimeout(this.#news);
    this.#stop.abort();
  }

  /** @param {CustomEvent<{ data: Shown["data"], seq: number }>} event */
  #heard({ target, detail: { data, seq } }) {
    if (target === this.#page) {
      this.#seq = seq;
      this.#paintedAt = performance.now();
      this.#join();
    } else if (data?.order) {
      const shared = /** @type {PlacesData} */ (data);
      this.#shared.set(shared.booth, { seq, data: shared });
    }
    this.#look();
  }

  // The topics of what waits now, and no others.
  #join() {
    const topics = this.#elements.map((element) => `places:${element.dataset.booth}`);
    const wanted = new Set(topics.slice(0, TOPICS_MAX));
    for (const topic of findAll(this, "live-topic")) if (!wanted.delete(topic.topic)) topic.remove();
    for (const topic of wanted) {
      const added = make("live-topic", { hidden: true });
      added.setAttribute("topic", topic);
      this.append(added);
    }
  }

  #look() {
    for (const element of this.#elements) {
      const shared = this.#shared.get(element.dataset.booth ?? "");
      const isNewer = shared && shared.seq >= this.#seq; // else the server has painted what came after it
      const standing = isNewer ? standingOf(element.dataset.place ?? "", shared.data, moreOf(element)) : null;
      if (!standing) continue;
      write(element, standing, serverNow() ?? Date.now());
      this.#compare(element, standing);
    }
    this.#decide();
  }

  /**
   * What moved is said, and what is said is what the next is compared with: a turn that comes sooner, a meeting before it that
   * takes its time, a booth that begins to rest.
   * @param {HTMLElement} element
   * @param {import("./standing.js").Standing} standing
   */
  #compare({ dataset: { place = "", booth = "", appointment } }, { about, state, note, message }) {
    const begins = this.#states.get(place) === "open" && state === "paused";
    this.#states.set(place, state);
    if (begins && note) {
      if (about) this.#told.set(place, about);
      return this.#rests(booth, note + (message ? ` “${message}”` : ""));
    }
    if (!about || appointment || state === "closed") return;
    const kind = moved(this.#told.get(place) ?? about, about);
    if (kind || !this.#told.has(place)) this.#told.set(place, about);
    if (kind) this.#tell(kind, say(kind, { booth, time: about }));
  }

  /**
   * Where all booths stop at once, that is told once.
   * @param {string} booth
   * @param {string} note
   */
  #rests(booth, note) {
    const booths = this.#resting.note === note ? this.#resting.booths.filter((one) => one !== booth) : [];
    this.#resting = { note, booths: [...booths, booth] };
    this.#tell("later", say("rests", { booth: this.#resting.booths.join(", "), note }));
  }

  /**
   * @param {string} kind
   * @param {string} sentence
   */
  #tell(kind, sentence) {
    const place = find(this, ".phone-news", HTMLElement);
    place.textContent = sentence;
    place.dataset.kind = kind;
    place.hidden = false;
    nudge();
    clearTimeout(this.#news);
    this.#news = setTimeout(() => (place.hidden = true), NEWS_MS);
  }

  #decide() {
    const places = this.#elements.map(placeOf).sort((one, other) => nth(one) - nth(other));
    const now = serverNow() ?? Date.now();
    const rows = places.filter(({ element }) => !isLead(element));
    if (places.length > rows.length) this.#lead(leading(places, now), now); // else one is called, or the visitor rests
    const sorted = inOrderOfCalls(rows, now).map(({ element }) => element);
    if (sorted.some((row, at) => row.nextElementSibling !== (sorted[at + 1] ?? null)))
      for (const row of sorted) row.parentElement?.append(row);
  }

  /**
   * @param {{ place: Place, step: string } | null} found
   * @param {number} now
   */
  #lead(found, now) {
    if (!found) return;
    const { element } = found.place;
    const isSo = isLead(element) && element.dataset.state === found.step;
    if (!isSo) this.#renew(`${element.dataset.place} ${found.step}`);
    else if (now >= Number(element.dataset.staleAt || Infinity)) this.#renew("stale");
  }

  #pass() {
    this.#look();
    if (!document.hidden && performance.now() - this.#paintedAt > OLD_MS) this.#renew("old");
  }

  #seen() {
    if (document.hidden) this.#hiddenAt = performance.now();
    else if (performance.now() - this.#hiddenAt > AWAY_MS) this.#renew("away");
  }

  // The same again only after a while: should the server see it otherwise, no phone asks without end.
  /** @param {string} what */
  #renew(what) {
    const at = performance.now();
    if (what === this.#asked.what && at - this.#asked.at < SAME_AGAIN_MS) return;
    this.#asked = { what, at };
    setTimeout(() => this.#page?.renew(), Math.random() * SPREAD_MS);
  }

  get #page() {
    return findAll(document, "live-topic").find(({ topic }) => topic.startsWith("visitor:"));
  }

  get #elements() {
    return findAll(document, "[data-place]");
  }
}

/** @param {Element} element */
function isLead(element) {
  return element.hasAttribute("data-state");
}

/** @param {Place} place */
function nth({ element }) {
  return Number(element.dataset.nth);
}

/**
 * @param {HTMLElement} element
 * @returns {Place}
 */
function placeOf(element) {
  const { p50, from, near, atOnce } = element.dataset;
  return {
    element,
    p50: p50 ? Number(p50) : null,
    from: from ? Number(from) : null,
    near: Number(near),
    atOnce: atOnce !== undefined,
  };
}

/**
 * By how many minutes (P50, P80) the owner of this place waits longer than its queue takes.
 * @param {HTMLElement} element
 * @returns {[number, number]}
 */
function moreOf({ dataset: { more = "0 0" } }) {
  const [low, high] = more.split(" ").map(Number);
  return [low, high];
}

/**
 * @param {HTMLElement} element
 * @param {import("./standing.js").Standing} standing
 * @param {number} now
 */
function write(element, standing, now) {
  const { appointment = null, lapses, kept = "" } = element.dataset;
  const booked = now <= Number(lapses) ? appointment : null; // a lapsed one is a walk-in's place
  element.dataset.p50 = standing.p50 === null ? "" : String(standing.p50);
  element.toggleAttribute("data-at-once", standing.atOnce);
  if (isLead(element)) {
    for (const [name, text] of Object.entries(leadTexts(standing, booked, say)))
      for (const place of findAll(element, `[data-${name}]`)) put(place, text);
    for (const bar of findAll(element, "[data-along]", HTMLProgressElement)) bar.value = along(standing.ahead);
    return;
  }
  for (const time of findAll(element, "[data-appointed]")) time.hidden = booked === null;
  for (const row of findAll(element, "[data-row]")) put(row, rowText(standing, booked, kept, say));
  const rests = standing.state === "paused";
  for (const chip of findAll(element, ".chip.is-paused")) chip.hidden = !rests;
  for (const chip of findAll(element, ".chip.is-waiting")) chip.hidden = rests;
}

/**
 * @param {HTMLElement} place
 * @param {string | null} text
 */
function put(place, text) {
  place.hidden = text === null;
  if (text !== null && place.textContent !== text) place.textContent = text;
}

customElements.define("waiting-places", WaitingPlaces);
