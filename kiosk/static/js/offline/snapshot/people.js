// Who is registered, as this tablet was told, with what it has done since and the server does not know yet. Pure.
import { found, normal, soughtOf } from "./search.js";

const SERIAL_AND_MAC = 2 ** 35; // a code is number, serial (5 bits) and MAC (30 bits): badges/code.py
const MARK_LETTERS = 3;

/** @typedef {import("../outbox.js").Entry} Entry */
/** @typedef {Omit<Paths["/desk/snapshot.json"], "whole" | "key" | "blanks"> & { blanks: Blanks[] }} Held what is kept of the answers */
/** @typedef {{ first: number, marks: string }} Blanks */
/**
 * Somebody as the tablet knows them. `here`: what this tablet did and the server does not know; `code`: of a badge it gave out.
 * @typedef {object} Known
 * @property {number | string} id `kept:...` for who was registered here
 * @property {number} number
 * @property {string} name
 * @property {number | null} company
 * @property {string | null} enterprise
 * @property {string | null} brn
 * @property {string} state pending, away, in or left
 * @property {string | number | null} since HH:MM as the server said, or ms of what this tablet did
 * @property {string} mark
 * @property {boolean} isLost
 * @property {boolean} here
 * @property {string} [code]
 * @property {import("./search.js").Sought} sought
 */
/** @typedef {{ blank?: number, person?: Known, isLost?: boolean }} Read whose a scanned badge is; all empty: nobody can say */

/**
 * What is held after the server's answer.
 * @param {Held | null} before
 * @param {Paths["/desk/snapshot.json"]} news
 * @returns {Held}
 */
export function keptUp(before, { of, seq, at, whole, people, gone, enterprises, blanks, crowds }) {
  if (whole || !before) return { of, seq, at, people, gone: [], enterprises, blanks: blanks ?? [], crowds };
  return {
    ...{ of, seq, at, gone: [], crowds, blanks: blanks ?? before.blanks },
    people: merged(before.people, people, new Set(gone)),
    enterprises: merged(before.enterprises, enterprises),
  };
}

/**
 * The number on the badge of this code.
 * @param {string} code
 */
export function numberOn(code) {
  return Math.floor(Number(code) / SERIAL_AND_MAC);
}

/**
 * By what somebody is known whom this tablet registered and the server does not know yet.
 * @param {Pick<Entry, "action_id">} entry
 */
export function keptId({ action_id }) {
  return `kept:${action_id}`;
}

export class People {
  #held;
  /** @type {Map<number | string, Known>} */
  #known = new Map();
  /** @type {Map<number, Paths["/desk/snapshot.json"]["enterprises"][number]>} */
  #companies;
  #crowds;

  /**
   * `before` and `news`: only who changed is made ready to be searched anew.
   * @param {Held} held
   * @param {{ before?: People | null, news?: Pick<Held, "people" | "gone"> }} since
   */
  constructor(held, { before = null, news = held } = {}) {
    this.#held = held;
    if (before) this.#known = new Map(before.#known);
    for (const id of news.gone) this.#known.delete(id);
    this.#companies = new Map(held.enterprises.map((company) => [company[0], company]));
    this.#crowds = new Set(/** @type {(number | string)[]} */ (held.crowds));
    for (const [id, number, name, company, state, since, mark, lost] of news.people) {
      const [, enterprise, brn] = (company !== null && this.#companies.get(company)) || [0, null, null];
      this.#add({
        id,
        number,
        name: name ?? "",
        company,
        enterprise,
        brn,
        state,
        since,
        mark,
        isLost: Boolean(lost),
        here: false,
      });
    }
  }

  /**
   * Who fits what was typed, the best first.
   * @param {string} typed
   * @param {Entry[]} kept what waits to be sent
   */
  find(typed, kept) {
    return found(this.#with(kept).values(), typed, ({ id }) => this.#crowds.has(id));
  }

  /**
   * @param {number | string} id
   * @param {Entry[]} kept
   */
  get(id, kept) {
    return this.#with(kept).get(id);
  }

  /**
   * Whose the badge of this code is, by its mark.
   * @param {string} code
   * @param {string} mark
   * @param {Entry[]} kept
   * @returns {Read}
   */
  read(code, mark, kept) {
    const all = [...this.#with(kept).values()];
    const given = all.find((one) => one.code === code);
    if (given) return { person: given };
    const number = numberOn(code);
    if (!isGivenOut(number, kept) && this.#blankMark(number) === mark) return { blank: number };
    const person = all.find((one) => one.number === number && one.mark === mark);
    return person ? { person, isLost: person.isLost } : {};
  }

  /**
   * Who of this enterprise has this name, or undefined.
   * @param {{ name: string, enterprise: string, brn: string }} said
   * @param {Entry[]} kept
   */
  same({ name, enterprise, brn }, kept) {
    const [named, of, digits] = [normal(name), normal(enterprise), brn.replace(/\D/g, "")];
    if (!named || !of) return undefined;
    return [...this.#with(kept).values()].find(
      ({ sought }) => sought.name === named && (sought.enterprise === of || (digits.length > 0 && sought.brn === digits)),
    );
  }

  /**
   * What is known of the enterprise of a 사업자등록번호, and who of it is registered; undefined for one that is not known.
   * @param {string} brn digits
   * @param {Entry[]} kept
   */
  enterprise(brn, kept) {
    const company = this.#held.enterprises.find((one) => one[2] === brn);
    if (!company) return undefined;
    const [id, name, , kind, categories] = company;
    return { name, kind, categories, people: [...this.#with(kept).values()].filter((one) => one.company === id) };
  }

  /** @param {Omit<Known, "sought">} one */
  #add(one) {
    this.#known.set(one.id, { ...one, sought: soughtOf(one) });
  }

  /** @param {number} number */
  #blankMark(number) {
    const run = this.#held.blanks.find(({ first, marks }) => first <= number && number < first + marks.length / MARK_LETTERS);
    if (!run) return undefined;
    const { first, marks } = run;
    return marks.slice((number - first) * MARK_LETTERS).slice(0, MARK_LETTERS);
  }

  /**
   * With what this tablet has done since.
   * @param {Entry[]} kept
   */
  #with(kept) {
    if (!kept.length) return this.#known;
    const all = new Map(this.#known);
    for (const entry of kept) change(all, entry);
    return all;
  }
}

/**
 * @param {Map<number | string, Known>} all
 * @param {Entry} entry
 */
function change(all, { verb, fields, action_id, made_at }) {
  const { code, visitor, reserved_code, name, enterprise } = /** @type {Record<string, string | undefined>} */ (fields);
  const badge = reserved_code ?? code;
  if (name && (verb === "visitor.register" || verb === "badge.claim")) {
    const one = { name, enterprise: enterprise ?? null, number: badge ? numberOn(badge) : 0, brn: null };
    const more = { company: null, state: "away", since: null, mark: "", isLost: false, here: true };
    all.set(keptId({ action_id }), { id: keptId({ action_id }), ...one, ...more, code: badge, sought: soughtOf(one) });
    return;
  }
  const whom = visitor ? all.get(visitor) : [...all.values()].find((one) => badge && one.code === badge);
  const one = whom ?? [...all.values()].find(({ number, mark }) => badge && mark && number === numberOn(badge));
  const now = one && changed(one, verb, badge, made_at.shown);
  if (now) all.set(now.id, { ...now, here: true });
}

/**
 * @param {Known} one
 * @param {string} verb
 * @param {string | undefined} badge
 * @param {number} since ms
 * @returns {Known | null}
 */
function changed(one, verb, badge, since) {
  if (verb === "visitor.check_in") return one.state === "in" ? null : { ...one, state: "in", since };
  if (verb === "visitor.undo_check_in") return { ...one, state: "away", since: null };
  if (verb === "visitor.confirm") return { ...one, state: "away" };
  if (verb === "badge.void") return { ...one, isLost: true };
  if (verb !== "badge.claim" || !badge) return null;
  const number = numberOn(badge);
  return { ...one, number, code: badge, mark: "", isLost: false, sought: { ...one.sought, number: String(number) } };
}

/**
 * Whether this tablet gave the blank badge of this number to somebody.
 * @param {number} number
 * @param {Entry[]} kept
 */
function isGivenOut(number, kept) {
  return kept.some(({ verb, fields }) => verb === "badge.claim" && numberOn(String(fields.code)) === number);
}

/**
 * @template {[number, ...unknown[]]} Row
 * @param {Row[]} before
 * @param {Row[]} news
 * @param {Set<number>} gone
 */
function merged(before, news, gone = new Set()) {
  const all = new Map(before.map((row) => [row[0], row]));
  for (const row of news) all.set(row[0], row);
  for (const id of gone) all.delete(id);
  return [...all.values()];
}
