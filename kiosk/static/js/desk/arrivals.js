// Who comes in at a desk: by a scan, by a tap, newly registered, or as the owner of a badge without a name.
import { act } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { printKept } from "../offline/kept-badge.js";
import { gate } from "../scanning/scans.js";
import { askFirst } from "./dialogs.js";

/** @typedef {import("./answer-band.js").Told} Told */
/** @typedef {import("./desk-counter.js").DeskCounter} DeskCounter */
/** @typedef {import("./desk-register.js").EmptyBadge} EmptyBadge */
/** @typedef {KeptOr<"visitor.register"> & { held: SpareCode | null, fields: Fields, blank: EmptyBadge | null }} Registered */

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
    const answer = await actOrKeep("visitor.check_in", who, { quiet: true, about: desk.numberOf(who.visitor) });
    if (answer.blank) return this.#foundBlank({ code: who.code ?? "", number: answer.blank.number }, answer);
    if (!answer.ok && who.code && !answer.visitor) return this.#refused(answer);
    desk.answer(
      answer.provisional ? keptAnswer(desk, answer, print ? "kept_check_in_print" : "kept_check_in", who.visitor) : answer,
    );
    if (answer.visitor?.id) await desk.open(answer.visitor.id);
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
  registered({ provisional, held, fields, visitor, print: job, blank, warnings }) {
    if (provisional || !visitor) return this.#keptRegistration(held, fields);
    for (const sentence of warnings ?? []) toast(sentence, { kind: "refused" });
    this.#desk.blank = null;
    return this.checkIn({ visitor: visitor.id }, { print: !blank, job });
  }

  /**
   * Gives the scanned badge to this person, once that was asked.
   * @param {EmptyBadge} badge
   * @param {number} visitor
   */
  async claim({ code, number: blank }, visitor) {
    const answer = await read(`/desk/person/${visitor}.json`);
    if (!answer.ok || !(await askFirst("claim", { blank, name: answer.person.name, number: answer.person.number }))) return;
    const claimed = await act("badge.claim", { code, visitor });
    if (!claimed.ok) return;
    this.#desk.blank = null;
    toast(claimed.message);
    if (answer.person.state === "in") await this.#desk.opened({ id: visitor });
    else await this.checkIn({ visitor });
    this.#desk.search.refresh();
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

  // The server is away: who got a number of this desk's block is in with it, and has the badge now.
  #keptRegistration(
    /** @type {SpareCode | null} */ held,
    /** @type {Fields & { name?: string, enterprise?: string }} */ { name, enterprise },
  ) {
    if (held) actOrKeep("visitor.check_in", { code: held.code }, { quiet: true });
    this.#desk.home();
    this.#desk.answer({ ok: true, provisional: true, message: say(held ? "kept_register" : "kept_action"), visitor: held });
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
