// What a key stands for, whatever keyboard, input method or scanner sent it.
import assert from "node:assert/strict";
import test from "node:test";
import { AltPad, narrow, strokeOf } from "../../kiosk/static/js/scanning/keystrokes.js";

for (const [event, stroke] of [
  [{ key: "1", code: "Digit1" }, { text: "1" }],
  [{ key: "1", code: "" }, { text: "1" }], // Android
  [{ key: "Process", code: "Digit1", keyCode: 229 }, { text: "1" }], // behind an input method
  [{ key: "!", code: "Digit1", shiftKey: true }, { text: "1" }], // a French scanner's shift
  [{ key: "End", code: "Numpad1" }, { text: "1" }], // the numeric pad without its lock
  [{ key: "７", code: "" }, { text: "7" }],
  [{ key: "ㅗ", code: "KeyH" }, { text: "h" }],
  [{ key: "Q", code: "KeyQ", shiftKey: true }, { text: "Q" }],
  [{ key: "Unidentified", code: "", keyCode: 229 }, { hidden: true }],
  [{ key: "Unidentified", code: "", keyCode: 55 }, { text: "7" }],
  [{ key: "Unidentified", code: "", keyCode: 13 }, { text: "\n" }],
  [{ key: "Enter", code: "" }, { text: "\n" }],
  [{ key: "Process", code: "NumpadEnter" }, { text: "\n" }],
  [{ key: "Tab", code: "Tab" }, { text: "\n" }],
  [{ key: "j", code: "KeyJ", ctrlKey: true }, { text: "\n" }], // a line feed
  [{ key: "v", code: "KeyV", ctrlKey: true }, { edit: true }],
  [{ key: "Shift", code: "ShiftLeft" }, { still: true }],
  [{ key: "Backspace", code: "Backspace" }, { edit: true }],
]) {
  test(`${JSON.stringify(event)} types ${JSON.stringify(stroke)}`, () => assert.deepEqual(strokeOf(event), stroke));
}

for (const [digits, typed] of [
  ["0048", "0"],
  ["48", "0"],
  ["057", "9"],
  ["0013", "\n"],
  ["9", "\n"],
  ["", null],
  ["99999999", null],
]) {
  test(`Alt and ${digits || "no digits"} is the character of that number`, () => {
    const pad = new AltPad();
    pad.down({ key: "Alt", code: "AltLeft" });
    for (const digit of digits) pad.down({ key: digit, code: `Numpad${digit}`, altKey: true });
    assert.equal(pad.up({ key: "Alt", code: "AltLeft" }), typed);
  });
}

test("full-width letters become plain ones, and every line end the same", () => {
  assert.equal(narrow("ＡＢ１\r\n\t"), "AB1\n\n");
});
