// <setting-form>: settings of the expo or of one booth. What is changed waits in a bar until 저장, one action for all of it;
// 기본값으로 acts at once. What was seen goes along: where somebody else was faster, theirs is shown and nothing is lost.
import { act, whileBusy } from "../core/actions.js";
import { find, findAll, findAround } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";
import { addLine, show, valueOf } from "./setting-fields.js";

class SettingForm extends HTMLElement {
  connectedCallback() {
    for (const type of ["input", "change", "click", "submit"]) this.addEventListener(type, this);
    window.addEventListener("beforeunload", this);
  }

  disconnectedCallback() {
    for (const type of ["input", "change", "click", "submit"]) this.removeEventListener(type, this);
    window.removeEventListener("beforeunload", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "beforeunload") {
      if (this.#dirty.length) event.preventDefault();
    } else if (event.type === "submit") {
      event.preventDefault();
      whileBusy(/** @type {SubmitEvent} */ (event).submitter, () => this.#save());
    } else if (event.type === "click") this.#tap(event);
    else this.#look();
  }

  /** @param {Event} event */
  #tap(event) {
    const row = /** @type {HTMLElement | null} */ (findAround(event, "[data-setting]"));
    const reset = findAround(event, "[data-reset]");
    if (reset && row) whileBusy(reset, () => this.#reset(row));
    else if (findAround(event, "[data-add]") && row) addLine(row);
    else if (findAround(event, "[data-drop]")) findAround(event, ".setting-line")?.remove();
    else if (findAround(event, "[data-take]") && row) this.#settle(row, seen(row), "");
    else if (findAround(event, "[data-undo]")) for (const one of this.#dirty) this.#settle(one, seen(one), null);
    else return;
    this.#look();
  }

  async #save() {
    const rows = this.#dirty;
    if (!rows.length) return;
    const settings = Object.fromEntries(rows.map((row) => [name(row), valueOf(row)]));
    const answer = await this.#act({ settings, seen: seenOf(rows) });
    if (!answer.ok) return;
    for (const row of rows) this.#settle(row, answer.settings[name(row)], say("changed_here"));
    toast(say("settings_saved"));
    this.#look();
  }

  /** @param {HTMLElement} row */
  async #reset(row) {
    const answer = await this.#act({ reset: [name(row)], seen: seenOf([row]) });
    if (!answer.ok) return;
    this.#settle(row, answer.settings[name(row)], say("changed_here"));
    toast(say("setting_reset"));
    this.#look();
  }

  /** @param {Fields} fields */
  async #act(fields) {
    const booth = this.dataset.booth;
    const verb = /** @type {"expo.settings"} */ (this.dataset.verb);
    const answer = await act(verb, booth ? { booth, ...fields } : fields, { quiet: true });
    this.#complain(answer.fields ?? {}, answer.ok ? "" : answer.message, answer.ok ? {} : (answer.changed ?? {}));
    return answer;
  }

  /**
   * Each sentence stands at its setting; what belongs to none, in the bar.
   * @param {Record<string, string>} fields
   * @param {string} message
   * @param {Record<string, Theirs>} theirs
   */
  #complain(fields, message, theirs) {
    const rows = findAll(this, "[data-setting]");
    for (const row of rows) {
      said(find(row, "[data-error]"), fields[name(row)] ?? "");
      const other = theirs[name(row)];
      if (other) this.#showTheirs(row, other);
    }
    const placed = rows.some((row) => fields[name(row)]);
    const moved = Object.keys(theirs).length > 0;
    said(find(this, "[data-error-all]"), moved ? say("settings_moved") : placed ? "" : message);
    rows.find((row) => fields[name(row)] || theirs[name(row)])?.scrollIntoView({ block: "center" });
    if (message) find(this, "[data-bar]").hidden = false;
  }

  /**
   * @param {HTMLElement} row
   * @param {Theirs} other
   */
  #showTheirs(row, { value, said: words, by = "", time = "" }) {
    row.dataset.seen = JSON.stringify(value); // from here on 저장 means it
    const place = find(row, "[data-theirs]");
    find(place, "span").textContent = say("theirs", { by, time, value: words });
    place.hidden = false;
  }

  /**
   * A setting is this now. `by`: who set it; null leaves what stood there.
   * @param {HTMLElement} row
   * @param {unknown} value
   * @param {string | null} by
   */
  #settle(row, value, by) {
    show(row, value);
    row.dataset.seen = JSON.stringify(value);
    row.classList.toggle("is-own", JSON.stringify(value) !== JSON.stringify(JSON.parse(row.dataset.default ?? "null")));
    said(find(row, "[data-error]"), "");
    find(row, "[data-theirs]").hidden = true;
    if (by !== null) find(row, "[data-by]").textContent = by;
  }

  #look() {
    const dirty = this.#dirty;
    for (const row of findAll(this, "[data-setting]")) row.classList.toggle("is-changed", dirty.includes(row));
    find(this, "[data-bar]").hidden = !dirty.length;
    find(this, "[data-count]").textContent = say("settings_changed", { n: dirty.length });
    if (!dirty.length) said(find(this, "[data-error-all]"), "");
  }

  get #dirty() {
    return findAll(this, "[data-setting]").filter((row) => JSON.stringify(valueOf(row)) !== JSON.stringify(ordered(row)));
  }
}

/** @param {HTMLElement} row */
function name(row) {
  return row.dataset.setting ?? "";
}

/** @param {HTMLElement} row */
function seen(row) {
  return JSON.parse(row.dataset.seen ?? "null");
}

/** The seen value with the names of its lines in the fields' order, so that both are written alike.
 * @param {HTMLElement} row */
function ordered(row) {
  const value = seen(row);
  const names = { breaks: ["from", "to", "why"], steps: ["from", "counters"] }[row.dataset.form ?? ""];
  return names ? value.map((/** @type {Fields} */ one) => Object.fromEntries(names.map((key) => [key, one[key]]))) : value;
}

/** @param {HTMLElement[]} rows */
function seenOf(rows) {
  return Object.fromEntries(rows.map((row) => [name(row), seen(row)]));
}

/**
 * @param {HTMLElement} place
 * @param {string} sentence
 */
function said(place, sentence) {
  place.textContent = sentence;
  place.hidden = !sentence;
}

customElements.define("setting-form", SettingForm);
