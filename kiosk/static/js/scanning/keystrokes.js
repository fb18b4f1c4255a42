// What a key stands for, whatever keyboard, input method or scanner sent it. Pure: values in, values out.

/** Enter and Tab, in the text of a scan. */
export const END = "\n";

/** @typedef {{ text?: string, still?: boolean, hidden?: boolean, edit?: boolean }} Stroke */
/** @typedef {Partial<Pick<KeyboardEvent, "key" | "code" | "keyCode" | "ctrlKey" | "metaKey" | "shiftKey">>} Struck */

const MODIFIERS = new Set([
  "Shift",
  "CapsLock",
  "NumLock",
  "Alt",
  "AltGraph",
  "Control",
  "Meta",
  "Fn",
  "HangulMode",
  "HanjaMode",
  "Dead",
]);
const ENDS = new Set(["Enter", "NumpadEnter", "Tab"]);
const CONTROL_ENDS = new Set(["i", "j", "m"]); // a scanner may send Tab, LF and CR as Ctrl and a letter
const [TAB, RETURN, ALT, BY_INPUT_METHOD] = [9, 13, 18, 229];

/**
 * What a keydown types: {text} (END for Enter and Tab), {still: true} for a key that types nothing, {hidden: true} where
 * an input method keeps it back (its input event will tell), {edit: true} for a key that moves or deletes.
 *
 * Digits and letters go by `code`, the key's place: they stay what they are whatever a Korean input method makes of them.
 * Without `code` (on-screen and many Bluetooth keyboards of Android) they go by `key`, or by the old `keyCode`.
 * @param {Struck} struck
 * @returns {Stroke}
 */
export function strokeOf({ key = "", code = "", keyCode = 0, ctrlKey = false, metaKey = false, shiftKey = false }) {
  if (ENDS.has(code) || ENDS.has(key) || [TAB, RETURN].includes(keyCode)) return { text: END };
  if (ctrlKey || metaKey)
    return CONTROL_ENDS.has(key.toLowerCase()) && ctrlKey ? { text: END } : MODIFIERS.has(key) ? { still: true } : { edit: true };
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit) return { text: digit };
  if (MODIFIERS.has(key)) return { still: true };
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return { text: shiftKey ? letter : letter.toLowerCase() };
  const plain = narrow(key);
  if ([...plain].length === 1) return { text: plain };
  if (isTold(key)) return { edit: true };
  return codeOfOld(keyCode) ?? { hidden: true };
}

/**
 * Full-width digits and letters as the plain ones; line ends and tabs as END.
 * @param {string} text
 */
export function narrow(text) {
  return text.normalize("NFKC").replace(/\r\n|[\r\n\t]/g, END);
}

/**
 * A scanner's Alt and numeric pad: each character as its decimal number, 0048 for "0". Windows types it when Alt is let go,
 * other systems type nothing at all, so it is read here.
 */
export class AltPad {
  /** @type {string | null} */
  #digits = null;

  /**
   * Whether this keydown belongs to such a number.
   * @param {KeyboardEvent} event
   */
  down({ key = "", code = "", keyCode = 0, altKey = false, ctrlKey = false, location = 0 }) {
    if (isAlt({ key, code, keyCode })) {
      this.#digits = "";
      return true;
    }
    const digit = /^Numpad(\d)$/.exec(code)?.[1] ?? (!code || location === 3 ? /^\d$/.exec(key)?.[0] : undefined);
    if (!altKey || ctrlKey || digit === undefined) return false;
    this.#digits = (this.#digits ?? "") + digit;
    return true;
  }

  /**
   * The character that this keyup finishes, or null.
   * @param {KeyboardEvent} event
   */
  up(event) {
    if (!isAlt(event)) return null;
    const digits = this.#digits;
    this.#digits = null;
    const point = Number(digits);
    return digits && point <= 0xffff ? narrow(String.fromCharCode(point)) : null;
  }
}

/** @param {Struck} struck */
function isAlt({ key = "", code = "", keyCode = 0 }) {
  return key === "Alt" || code === "AltLeft" || code === "AltRight" || keyCode === ALT;
}

/**
 * "Process", "Unidentified" and nothing leave it open what the key is; any other name (Backspace, ArrowLeft) says it.
 * @param {string} key
 */
function isTold(key) {
  return key !== "" && key !== "Process" && key !== "Unidentified";
}

/** @param {number} keyCode */
function codeOfOld(keyCode) {
  if (keyCode === BY_INPUT_METHOD) return null;
  const digit = keyCode >= 96 && keyCode <= 105 ? keyCode - 96 : keyCode - 48;
  return digit >= 0 && digit <= 9 ? { text: String(digit) } : null;
}
