// Syllables as a two-set keyboard makes them, and the text in the field of the screen's keyboard.
import assert from "node:assert/strict";
import test from "node:test";
import { Composer } from "../../kiosk/static/js/kiosk/hangul.js";
import { KeyTyping } from "../../kiosk/static/js/kiosk/key-typing.js";

function typed(keys) {
  const composer = new Composer();
  return [...keys].map((key) => composer.type(key)).join("") + composer.end();
}

for (const [keys, text] of [
  ["ㄱㅣㅁㅁㅣㄴㅅㅓ", "김민서"],
  ["ㄷㅏㅇㅗㄴ", "다온"],
  ["ㅎㅗㅏㄱㄱㅛ", "확교"],
  ["ㅇㅗㅏ", "와"],
  ["ㅇㅡㅣㅅㅏ", "의사"],
  ["ㄱㅏㅂㅅ", "값"],
  ["ㄱㅏㅂㅅㅣ", "갑시"], // the second half of a joined final begins the next syllable
  ["ㄲㅏㄲㅏ", "까까"],
  ["ㅏㅏ", "ㅏㅏ"],
  ["ㅋㅋㅋ", "ㅋㅋㅋ"],
  ["ㄱㅏA1", "가A1"],
]) {
  test(`${keys} is ${text}`, () => assert.equal(typed(keys), text));
}

test("back takes one jamo off the syllable that grows", () => {
  const composer = new Composer();
  for (const key of "ㄱㅏㅂㅅ") composer.type(key);
  assert.deepEqual(
    [composer.text, composer.back(), composer.back(), composer.back(), composer.back()],
    ["값", "갑", "가", "ㄱ", ""],
  );
});

test("keys write into the field, whatever stands there", () => {
  const typing = new KeyTyping();
  let value = "주식회사 ";
  for (const key of "ㄷㅏㅇㅗㄴ") value = typing.press(value, key);
  assert.equal(value, "주식회사 다온");
  value = typing.press(value, "back");
  assert.equal(value, "주식회사 다오");
  for (let times = 0; times < 3; times += 1) value = typing.press(value, "back");
  assert.equal(value, "주식회사 ");
});

test("a field that was changed meanwhile ends the syllable", () => {
  const typing = new KeyTyping();
  const value = typing.press(typing.press("", "ㄱ"), "ㅏ");
  assert.equal(value, "가");
  assert.equal(typing.press("나", "ㄴ"), "나ㄴ");
  typing.end();
  assert.equal(typing.press("나ㄴ", "ㅏ"), "나ㄴㅏ");
});
