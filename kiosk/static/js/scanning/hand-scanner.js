// A hand scanner types into whatever has the focus. Here its burst is told apart from a person's typing, what it wrote is
// taken out of the fields again, and what it read is passed on. One listener serves every station.
import { burstOf, paceOf, RUN_GAP_MS } from "./bursts.js";
import { fieldOf, kindOf, putBack, stateOf } from "./field-states.js";
import { AltPad, END, narrow, strokeOf } from "./keystrokes.js";
import { codeIn } from "./scans.js";

/** @typedef {import("./field-states.js").Field} Field */
/** @typedef {(code: string | null, scan: { text: string }) => unknown} OnScan */

const TAIL_MS = 300; // a second Enter, an LF after a CR
const OWN_INPUT_MS = 60; // an input event so soon after a key that was read is that key's
const OWN_COMPOSING_MS = 300; // an input method takes its time
const SETTLED_MS = [150, 450]; // for scanners that send no Enter: three keys' time, within these
const KEYS_MAX = 3_000; // the largest QR code holds 2,953 bytes

/**
 * Calls onScan(code, {text}) for every burst, wherever the focus is: code is 16 digits, or null for what is no badge.
 * @param {OnScan} onScan
 * @param {{ signal: AbortSignal }} until
 */
export function listenToScanner(onScan, { signal }) {
  const scanner = new HandScanner(onScan);
  for (const { event, value } of window.earlyKeys?.take() ?? []) scanner.hear(event, value);
  for (const name of ["keydown", "keyup", "keypress", "beforeinput", "input", "compositionend", "focusin", "pointerdown"]) {
    addEventListener(name, (event) => scanner.hear(event), { signal, capture: true });
  }
}

class HandScanner {
  /** @type {OnScan} */
  #onScan;
  /** @type {import("./bursts.js").Key[]} */
  #keys = []; // of the run: {at, text}
  /** @type {{ index: number, field: Field, state: import("./field-states.js").State }[]} */
  #trail = []; // what the fields held: {index: of the key before which it was so, field, state}
  /** @type {Element | null} */
  #focused = null; // when the run began
  #alt = new AltPad();
  #isHidden = false; // an input method keeps the last key back: the next input event tells what it was
  #composed = ""; // by an input method, so far
  #ownUntil = -Infinity; // until then input events are those of keys that were read
  #tailUntil = -Infinity;
  #last = -Infinity;
  #settled = 0;

  /** @param {OnScan} onScan */
  constructor(onScan) {
    this.#onScan = onScan;
  }

  /**
   * value: what stood in the target when the event came, where that is longer ago than now.
   * @param {Event} event
   * @param {string | null} value
   */
  hear(event, value = null) {
    if (event instanceof KeyboardEvent) this.#heardKey(event, value);
    else if (event.type === "beforeinput") this.#input(/** @type {InputEvent} */ (event));
    else if (event.type === "compositionend") this.#composed = "";
    else if (event.type === "focusin") this.#rememberOwn(event.target);
    else this.#tailUntil = -Infinity; // input, pointerdown: whatever somebody does meanwhile, their Enter is theirs
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string | null} value
   */
  #heardKey(event, value) {
    if (event.type === "keydown") this.#down(event, value);
    else if (event.type === "keyup") this.#up(event);
    else if (this.#isTail(event) && event.key === "Enter") swallow(event);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {string | null} value
   */
  #down(event, value) {
    if (event.repeat) return this.#forget(); // a finger that stays on a key
    if (this.#alt.down(event)) {
      this.#step(event, "", value);
      return void (/\d/.test(event.key + event.code) && event.preventDefault()); // Alt and a digit changes the tab
    }
    const { text, still, hidden, edit } = strokeOf(event);
    if (edit) return this.#forget();
    if (text === END) return this.#end(event, value);
    if (still) return void (this.#keys.length && this.#step(event, "", value));
    this.#step(event, text ?? "", value);
    this.#isHidden = Boolean(hidden);
    this.#ownUntil = hidden
      ? -Infinity
      : performance.now() + (event.isComposing || event.keyCode === 229 ? OWN_COMPOSING_MS : OWN_INPUT_MS);
    if (text === " " && this.#keys.length > 1 && kindOf(fieldOf(event.target)) === "nothing") event.preventDefault(); // no tap on a button or a box
    this.#wait();
  }

  /** @param {KeyboardEvent} event */
  #up(event) {
    const text = this.#alt.up(event);
    if (text === null) return void (this.#isTail(event) && /^Enter$|^ $/.test(event.key) && swallow(event));
    event.preventDefault(); // Alt alone opens the browser's menu
    if (text === END) return this.#end(event);
    this.#step(event, text);
    this.#ownUntil = performance.now() + OWN_INPUT_MS; // Windows types it now
    this.#wait();
  }

  /**
   * What comes without a key that says what it is: an input method's, or an app that reads codes and commits text.
   * @param {InputEvent} event
   */
  #input(event) {
    if (this.#isTail(event) && /^insert(?:LineBreak|Paragraph)$/.test(event.inputType)) return swallow(event);
    const own = performance.now() < this.#ownUntil;
    const text = narrow(this.#added(event));
    if (own && text.length <= 2) return this.#rememberOwn(event.target);
    if (!text) return;
    if (this.#isTail(event) && !text.trim()) return swallow(event);
    if (text.length > 1 && (!codeIn(text) || Object(event.target).name === "code")) return this.#forget(); // a paste of their own
    if (this.#isHidden) this.#keys[this.#keys.length - 1].text = text;
    else this.#step(event, text);
    this.#isHidden = false;
    if (text.endsWith(END) && this.#burst?.code) return this.#done();
    this.#wait();
  }

  /** @param {InputEvent} event */
  #added({ inputType, data }) {
    if (!/^insert(?:Text|CompositionText|FromComposition)$/.test(inputType) || !data) return "";
    const before = this.#composed;
    this.#composed = inputType === "insertCompositionText" ? data : "";
    return before && data.startsWith(before) ? data.slice(before.length) : data;
  }

  /**
   * @param {Event} event
   * @param {string | null} value
   */
  #end(event, value = null) {
    if (this.#isTail(event)) {
      this.#tailUntil = event.timeStamp + TAIL_MS;
      return swallow(event);
    }
    this.#step(event, END, value);
    const burst = this.#burst;
    if (!burst) return this.#beginWith(event, value); // a person's Enter, or a scanner's in front of the code
    swallow(event);
    if (burst.code) this.#done();
    else this.#wait(); // another code's text may have many lines
  }

  /**
   * @param {Event} event
   * @param {string | null} value
   */
  #beginWith(event, value) {
    this.#forget();
    this.#step(event, END, value);
  }

  /**
   * @param {Event} event
   * @param {string} text
   * @param {string | null} value
   */
  #step({ timeStamp, target }, text, value = null) {
    if (timeStamp - this.#last > RUN_GAP_MS || this.#keys.length > KEYS_MAX) this.#forget();
    this.#last = timeStamp;
    if (!this.#keys.length) this.#focused = document.activeElement;
    this.#remember(value === null ? document.activeElement : target, value);
    this.#keys.push({ at: timeStamp, text });
    this.#isHidden = false;
  }

  /**
   * @param {EventTarget | null} focused
   * @param {string | null} value
   * @param {number} index
   */
  #remember(focused, value = null, index = this.#keys.length) {
    const field = fieldOf(focused);
    if (field) this.#trail.push({ index, field, state: value === null ? stateOf(field) : { value, cursor: null } });
  }

  /**
   * The page may have moved the focus at the key that was just read: what that key is about to change.
   * @param {EventTarget | null} focused
   */
  #rememberOwn(focused) {
    if (this.#keys.length) this.#remember(focused, null, this.#keys.length - 1);
  }

  #wait() {
    clearTimeout(this.#settled);
    const burst = this.#burst;
    if (!burst) return;
    const [least, most] = SETTLED_MS;
    const settled = burst.code ? Math.min(most, Math.max(least, 3 * paceOf(this.#keys))) : RUN_GAP_MS; // a code may yet come
    this.#settled = setTimeout(() => this.#done(), settled);
  }

  #done() {
    const burst = this.#burst;
    if (!burst) return;
    const at = this.#last;
    this.#undo(burst.from);
    this.#forget();
    this.#tailUntil = at + TAIL_MS;
    this.#onScan(burst.code, { text: burst.text });
  }

  /**
   * Each field as it was before the burst's first key in it, and the focus where it was.
   * @param {number} from
   */
  #undo(from) {
    const trail = this.#trail.filter(({ index }) => index >= from);
    const focused = this.#focused;
    if (this.#composed && document.activeElement instanceof HTMLElement) document.activeElement.blur(); // ends the composing, so that it can't come back
    for (const { field, state } of new Map(trail.reverse().map((one) => [one.field, one])).values()) putBack(field, state);
    if (focused instanceof HTMLElement && focused.isConnected && focused !== document.body && focused !== document.activeElement)
      focused.focus({ preventScroll: true });
  }

  #forget() {
    clearTimeout(this.#settled);
    this.#keys = [];
    this.#trail = [];
    this.#isHidden = false;
  }

  /** @param {Event} event */
  #isTail({ timeStamp }) {
    return timeStamp <= this.#tailUntil;
  }

  get #burst() {
    const kinds = new Set(this.#trail.map(({ field }) => kindOf(field)));
    return burstOf(this.#keys, kinds.has("text") ? "text" : kinds.has("numbers") ? "numbers" : "nothing");
  }
}

/** @param {Event} event */
function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
