// What a desk does to the person it shows, beside letting them in.
import { act } from "../core/actions.js";
import { read } from "../core/answers.js";
import { isStale } from "../core/connection.js";
import { find, findAll } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";
import { actOrKeep } from "../offline/kept-actions.js";
import { keptAnswer } from "./arrivals.js";
import { askFirst, askReason, showQr } from "./dialogs.js";

export class Deeds {
  #desk;

  /** @param {import("./desk-counter.js").DeskCounter} desk */
  constructor(desk) {
    this.#desk = desk;
  }

  /**
   * Performs, says what was done, and shows the person as they are now.
   * @param {string} verb
   * @param {Fields} fields
   */
  async act(verb, fields) {
    const answer = await act(verb, fields);
    if (answer.ok && answer.message) toast(answer.message);
    await this.#desk.refresh();
    return answer;
  }

  /**
   * Like `act`, for what this desk's outbox takes while the server is away: then `kept` is said.
   * @param {string} verb
   * @param {Fields} fields
   * @param {string} kept
   */
  async keep(verb, fields, kept) {
    const answer = await actOrKeep(verb, fields, { about: this.#desk.numberOf(fields.visitor) });
    if (answer.provisional) this.#desk.answer(keptAnswer(this.#desk, answer, kept, fields.visitor));
    else if (answer.ok && answer.message) toast(answer.message);
    if (!answer.provisional) await this.#desk.refresh();
    return answer;
  }

  /** @param {string} booth */
  join(booth) {
    return this.act("ticket.join", { visitor: this.#desk.person?.id, booth });
  }

  /**
   * @param {number} ticket
   * @param {string | undefined} booth
   */
  async leave(ticket, booth) {
    if (await askFirst("leave", { booth })) await this.act("ticket.leave", { ticket });
  }

  /** @param {DOMStringMap} two `merge` goes into `into`; `gone`, `stays` and `name` say so in words */
  async merge({ merge, into, gone, stays, name }) {
    if (!(await askFirst("merge", { gone, stays, name }))) return;
    const answer = await act("visitor.merge", { visitor: Number(merge), into: Number(into), reason: say("merge_reason") });
    if (answer.ok) toast(answer.message);
    await this.#desk.refresh();
  }

  /** @param {{ visitor: number, other: number }} two */
  async keepApart(two) {
    const answer = await act("visitor.keep_apart", two);
    if (answer.ok) toast(answer.message, { button: { label: say("undo"), run: () => this.act("visitor.undo_keep_apart", two) } });
    this.#desk.lists.read();
  }

  /**
   * Perhaps it tells of their health: it is written down only once they were asked, and the tick says so.
   * @param {HTMLElement} button
   */
  async setNeed(button) {
    const asked = find(this.#desk, "[data-need-consent]", HTMLInputElement).checked;
    if (!asked && !isPressed(button)) return void toast(say("need_ask"), { kind: "refused" });
    const needs = findAll(this.#desk, "[data-need]").filter((one) => isPressed(one) !== (one === button));
    button.setAttribute("aria-pressed", String(needs.includes(button)));
    const need = needs.map((one) => one.dataset.need).join(", ");
    const visitor = this.#desk.person?.id;
    await this.keep("visitor.set_need", need ? { visitor, need, consent: asked } : { visitor }, "kept_need");
  }

  /**
   * The old badge must be void at every door before a new one is out, so this alone waits for the server.
   * @param {number} visitor
   */
  async reprint(visitor) {
    if (isStale() && (await read("/healthz")).away)
      return void toast(say("reprint_waits"), { kind: "refused", stays_ms: 10_000 });
    if (!(await askFirst("reprint"))) return;
    const answer = await act("badge.reprint", { visitor }, { quiet: true });
    const waits = answer.code === "unreachable";
    toast(waits ? say("reprint_waits") : answer.message, { kind: answer.ok ? "done" : "refused" });
    await this.#desk.refresh();
    if (answer.ok) await this.#desk.print(visitor, answer.print);
  }

  /**
   * @param {number} visitor
   * @param {number | string | undefined} number
   */
  async void(visitor, number) {
    const reason = await askReason(this.#desk.dialog("reason"), "void", number, ["void_lost", "void_taken", "void_torn"]);
    if (reason) await this.keep("badge.void", { visitor, reason }, "kept_void");
  }

  /**
   * @param {number} visitor
   * @param {number | string | undefined} number
   */
  async undo(visitor, number) {
    const reason = await askReason(this.#desk.dialog("reason"), "undo", number, ["undo_slip", "undo_other", "undo_left"]);
    if (!reason) return;
    const answer = await this.keep("visitor.undo_check_in", { visitor, reason }, "kept_undo");
    if (answer.ok && !answer.provisional) await this.#desk.open(visitor);
  }

  /** Checks in all of an enterprise, one after another: each gets its own answer, a refusal of one stops nobody else. */
  async group() {
    const { person, colleagues } = this.#desk;
    const away = [person, ...colleagues].filter((one) => one?.state === "away");
    const answers = [];
    for (const one of away)
      answers.push(await actOrKeep("visitor.check_in", { visitor: one?.id }, { about: this.#desk.numberOf(one?.id) }));
    const done = answers.filter(({ ok }) => ok).length;
    const kept = answers.some(({ provisional }) => provisional);
    if (kept) this.#desk.answer({ ok: true, provisional: true, message: say("group_kept", { done }) });
    else toast(say("group_done", { done }));
    await this.#desk.refresh();
  }

  async phone() {
    const offer = await act("phone.offer", { code: this.#desk.person?.code });
    if (!offer.ok) return;
    const drawn = await read("/desk/qr.json", { bind_url: offer.bind_url });
    showQr(this.#desk.dialog("phone"), drawn.svg);
  }

  /**
   * With no phone bound, it opens the tries at the digits again: nothing is lost, so nothing is asked.
   * @param {number} visitor
   */
  async unbind(visitor) {
    const bound = this.#desk.querySelector("[data-phones]");
    if (!bound || (await askFirst("unbind"))) await this.act("phone.unbind", { visitor });
  }
}

/** @param {Element} button */
function isPressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}
