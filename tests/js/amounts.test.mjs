// Won as people type it, and as it is read back.
import assert from "node:assert/strict";
import test from "node:test";
import { about, exactly, parseWon } from "../../kiosk/static/js/core/amounts.js";

for (const [text, won] of [
  ["1900만", 19_000_000],
  ["3억5천만", 350_000_000],
  ["19,000,000", 19_000_000],
  ["1.5억", 150_000_000],
  ["천만 원", 10_000_000],
  ["억", 100_000_000],
  ["２백만", 2_000_000],
  ["3천5백", 3_500],
  ["₩8,500", 8_500],
  ["", null],
  ["  ", null],
  ["많이", NaN],
  ["0", NaN],
  ["1조", NaN],
  ["10000억", NaN], // more than fits
]) {
  test(`${JSON.stringify(text)} is ${won}`, () => assert.equal(parseWon(text), won));
}

for (const [won, sentence] of [
  [8_500, ["won_plain", { won: "8,500" }]],
  [19_000_000, ["won_man", { man: "1,900", won: "19,000,000" }]],
  [300_000_000, ["won_eok", { eok: "3", won: "300,000,000" }]],
  [350_000_000, ["won_eok_man", { eok: "3", man: "5,000", won: "350,000,000" }]],
  [16_512_345, ["won_plain", { won: "16,512,345" }]],
]) {
  test(`${won} won exactly`, () => assert.deepEqual(exactly(won), sentence));
}

test("about: whole where it is round, one decimal below a hundred", () => {
  assert.deepEqual(about(350_000_000), exactly(350_000_000));
  assert.deepEqual(about(1_254_321_987), ["won_about_eok", { eok: "12.5", man: "125,432", million: "1,254" }]);
  assert.deepEqual(about(16_512_345), ["won_about_man", { eok: "0.2", man: "1,651", million: "16.5" }]);
});
