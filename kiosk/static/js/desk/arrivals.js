// Who comes in at a desk: by a scan, by a tap, newly registered, or as the owner of a badge without a name.
import { timeOf } from "../core/clock.js";
import { find } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { printKept } from "../offline/kept-badge.js";
import { waiting } from "../offline/outbox.js";
import { readSoon } from "../offline/read-soon.js";
import { keptPeople, whose } from "../offline/snapshot/keeping.js";
import { keptId } from "../offline/snapshot/people.js";
import { codeWhileAway, giveBack } from "../offline/spare-codes.js";
import { gate } from "../scanning/scans.js";
import { askFirst } from "./dialogs.js";

/** @typedef {import("./answer-band.js").Told} Told */
/** @typedef {import("./desk-counter.js").DeskCounter} DeskCounter */
/** @typedef {import("./desk-register.js").EmptyBadge} EmptyBadge */
/** @typedef {KeptOr<"visitor.register"> & { held: SpareCode | null, fields: Fields, blank: EmptyBadge | null }} Registered */

const KEPT = /** @type {const} */ ({ ok: true, provisional: true });

export class Arrivals {
  #desk;
  #isNew = gate();

  /** @param {DeskCounter} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  /**
   * A badge was scanned. What is being written stays: who is scanned meanwhile comes in beside it.
   * @param {string | null} code
   */
  scanned(code) {
    const isBeside = document.querySelector("dialog[open]") || this.#desk.form.written;
    if (!code) return this.#refused({ ok: false, message: say("not_badge") }, Boolean(isBeside));
    if (!this.#isNew(code)) return undefined;
    return isBeside ? this.#checkInBeside(code) : this.checkIn({ code });
  }

  /**
   * Checks in who is meant, shows them, and prints their badge where that is asked for.
   * @param {{ visitor?: number, code?: string }} who
   * @param {{ print?: boolean, job?: number | null }} [options] job: the badge is in a printer's queue already
   */
  async checkIn(who, { print = false, job = null } = {}) {
    const desk = this.#desk;
    const badge = who.code ? await this.#badgeWhileAway(who.code) : {};
    if (badge.blank) return this.#foundBlank({ code: who.code ?? "", number: badge.blank }, { ok: false, message: "" });
    if (badge.isLost) return this.#refused({ ok: false, message: say("away_lost_badge", { at: await this.#asOf() }) });
    const answer = await actOrKeep("visitor.check_in", who, { quiet: true, about: desk.numberOf(who.visitor) });
    if (answer.provisional && who.code) return this.#keptScan(who.code, answer);
    if (answer.blank) return this.#foundBlank({ code: who.code ?? "", number: answer.blank.number }, answer);
    if (!answer.ok && who.code && !answer.visitor) return this.#refused(answer);
    desk.answer(
      answer.provisional ? keptAnswer(desk, answer, print ? "kept_check_in_print" : "kept_check_in", who.visitor) : answer,
    );
    if (answer.visitor?.id) await desk.open(answer.visitor.id);
    else if (answer.provisional && who.visitor) await desk.openAway(who.visitor);
    desk.lists.read();
    if (answer.ok && print && !answer.provisional) await desk.print(answer.visitor.id, job);
  }

  /** @param {number} visitor */
  async confirmAndCheckIn(visitor) {
    const desk = this.#desk;
    const answer = await actOrKeep("visitor.confirm", { visitor }, { about: desk.numberOf(visitor) });
    if (answer.provisional) desk.answer(keptAnswer(desk, answer, "kept_confirm", visitor));
    else {
      if (answer.ok && answer.message) toast(answer.message);
      await desk.refresh();
    }
    if (answer.ok) await this.checkIn({ visitor }, { print: true, job: answer.print });
    else if (answer.visitor) await desk.open(answer.visitor.id);
  }

  /** @param {Registered} registered */
  registered({ provisional, action_id, held, fields, visitor, print: job, blank, warnings }) {
    if (provisional || !visitor) return this.#keptRegistration(action_id ?? "", held, blank, fields);
    for (const sentence of warnings ?? []) toast(sentence, { kind: "refused" });
    this.#desk.blank = null;
    return this.checkIn({ visitor: visitor.id }, { print: !blank, job });
  }

  /**
   * Gives the scanned badge to this person, once that was asked.
   * @param {EmptyBadge} badge
   * @param {number | string} visitor
   */
  async claim({ code, number: blank }, visitor) {
    if (typeof visitor === "string") return void toast(say("away_has_badge"), { kind: "refused" });
    const person = await this.#personSoon(visitor);
    if (!person || !(await askFirst("claim", { blank, name: person.name, number: person.number }))) return undefined;
    const claimed = await this.#give(code, visitor, String(person.number));
    if (!claimed.ok) return undefined;
    this.#desk.blank = null;
    if (person.state !== "in") await this.checkIn({ visitor });
    else await this.#desk.opened({ id: visitor });
    if (claimed.provisional) this.#desk.answer({ ...KEPT, message: say("kept_claim"), visitor: { number: blank } });
    else toast(claimed.message);
    return this.#desk.search.refresh();
  }

  /** The server is away, so the badge of who is shown can't be printed: they get one of this desk's finished numbers. */
  async giveBadge() {
    const desk = this.#desk;
    const { id, number, name = "", enterprise, state } = desk.person ?? {};
    if (typeof id !== "number") return undefined;
    const held = await codeWhileAway();
    if (!held) return void toast(say("print_waits"), { kind: "refused" });
    if (!(await askFirst("claim", { blank: held.number, name, number }))) return giveBack(held);
    await this.#give(held.code, id, String(number));
    if (state !== "in") await actOrKeep("visitor.check_in", { visitor: id }, { quiet: true, about: String(held.number) });
    await desk.openAway(id);
    desk.answer({ ...KEPT, message: say("kept_claim"), visitor: held });
    return printKept(held, { name, enterprise: enterprise ?? "" });
  }

  #give(/** @type {string} */ code, /** @type {number} */ visitor, /** @type {string} */ about) {
    return actOrKeep("badge.claim", { code, visitor }, { about });
  }

  /** @returns {Promise<{ name: string, number: number | string, state?: string } | undefined>} */
  async #personSoon(/** @type {number} */ visitor) {
    const answer = await readSoon(`/desk/person/${visitor}.json`);
    if (answer.ok) return answer.person;
    return answer.away ? (await keptPeople()).people?.get(visitor, waiting()) : undefined;
  }

  // A blank badge, or one that was lost, needs another answer than "taken": so it is made sure that the server is away.
  async #badgeWhileAway(/** @type {string} */ code) {
    const badge = await whose(code);
    return (badge.blank || badge.isLost) && (await readSoon("/healthz")).away ? badge : {};
  }

  async #keptScan(/** @type {string} */ code, /** @type {KeptOr<"visitor.check_in">} */ answer) {
    const { person } = await whose(code);
    if (person) await this.#desk.openAway(person.id);
    else this.#desk.home();
    const sentence = person || !(await keptPeople()).people ? "kept_check_in" : "kept_unknown";
    this.#desk.answer({ ...KEPT, ...answer, message: say(sentence, { at: await this.#asOf() }), visitor: person ?? null });
    this.#desk.lists.read();
  }

  async #asOf() {
    const { at } = await keptPeople();
    return at ? timeOf(at) : "";
  }

  async #checkInBeside(/** @type {string} */ code) {
    const { form, lists } = this.#desk;
    const answer = await actOrKeep("visitor.check_in", { code }, { quiet: true });
    const { blank } = answer;
    if (blank && form.written) form.onto({ code, number: blank.number });
    else if (blank) this.#tell({ ...answer, message: say("blank_found") });
    else this.#tell(answer.provisional ? { ...answer, message: say("kept_check_in") } : answer);
    lists.read();
  }

  // Nobody is shown for a badge that opens nothing: the person before would be taken for its owner.
  #refused(/** @type {Told} */ answer, isBeside = false) {
    if (!isBeside) this.#desk.home();
    this.#tell(answer);
    this.#desk.lists.read();
  }

  // The band stands behind an open dialog.
  #tell(/** @type {Told} */ answer) {
    const sentence = [answer.visitor?.number, answer.message].filter(Boolean).join(" ");
    if (document.querySelector("dialog[open]")) toast(sentence, { kind: answer.ok ? "done" : "refused" });
    this.#desk.answer(answer);
  }

  // Scanned, and nobody's yet: who is opened next gets it, or somebody new.
  #foundBlank(/** @type {EmptyBadge} */ badge, /** @type {Told} */ answer) {
    this.#desk.home();
    this.#desk.answer({ ...answer, message: say("blank_found") });
    this.#desk.blank = badge;
    find(this.#desk, "[data-blank-number]").textContent = String(badge.number);
    this.#desk.show("blank");
  }

  // The server is away: who got a number of this desk's block, or a blank badge, is in with it.
  #keptRegistration(
    /** @type {string} */ action_id,
    /** @type {SpareCode | null} */ held,
    /** @type {EmptyBadge | null} */ blank,
    /** @type {Fields & { name?: string, enterprise?: string }} */ { name, enterprise },
  ) {
    const badge = held ?? blank;
    // A number of its block is welcome anywhere before it is reported; a blank badge is nobody's until then.
    const who = held ? { code: held.code } : { visitor: keptId({ action_id }) };
    if (badge) actOrKeep("visitor.check_in", who, { quiet: true, about: String(badge.number) });
    this.#desk.home();
    this.#desk.answer({ ...KEPT, message: say(badge ? "kept_register" : "kept_action"), visitor: badge });
    if (held) printKept(held, { name, enterprise });
  }
}

/**
 * What the band says of an action that the outbox took: this sentence, and the person's number.
 * @template {object} Answer
 * @param {DeskCounter} desk
 * @param {Answer} answer
 * @param {string} sentence
 * @param {unknown} visitor
 */
export function keptAnswer(desk, answer, sentence, visitor) {
  return { ok: true, ...answer, message: say(sentence), visitor: visitor ? { number: desk.numberOf(visitor) } : null };
}
