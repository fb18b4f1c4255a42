// The code in what was scanned or typed, and the same badge twice.
import assert from "node:assert/strict";
import test from "node:test";
import { codeIn, digitsOf, gate } from "../../kiosk/static/js/scanning/scans.js";

const CODE = "1234567890123456";

for (const [text, code] of [
  [CODE, CODE],
  ["1234 5678 9012 3456", CODE],
  [`]Q3${CODE}`, CODE],
  [`HTTPS://EXPO.EXAMPLE:8443/V/${CODE}`, CODE],
  ["１２３４５６７８９０１２３４５６", CODE],
  ["TEL:01012345678;TEL:0212345678", null],
  ["123456789012345", null],
]) {
  test(`the code in ${text} is its last sixteen digits`, () => assert.equal(digitsOf(text), code));
}

test("where the code stands is the first of its digits", () => {
  assert.deepEqual(codeIn(`번호 99-1234-5678-9012-3456 끝`), { code: CODE, at: 6 });
});

test("a badge is new once, and again only after it was away for three seconds", () => {
  const isNew = gate();
  assert.equal(isNew(CODE, 0), true);
  assert.equal(isNew(`V/${CODE}`, 2_900), false); // the same code in another text
  assert.equal(isNew(CODE, 5_800), false); // it was never away
  assert.equal(isNew(CODE, 8_800), true);
});

test("two badges before one camera do not take turns", () => {
  const isNew = gate();
  const other = "6543210987654321";
  assert.deepEqual([isNew(CODE, 0), isNew(other, 100), isNew(CODE, 200), isNew(other, 300)], [true, true, false, false]);
});
