// What tells a scanner's burst from a person's typing, key by key.
import assert from "node:assert/strict";
import test from "node:test";
import { burstOf, paceOf } from "../../kiosk/static/js/scanning/bursts.js";

const CODE = "1234567890123456";

/** What `burstOf` makes of a text typed at this pace: [code, text, keys in front that stay]; null where a person typed it. */
function burst(text, every_ms, into = "text", before = "", pause_ms = 250) {
  let at = 0;
  const keys = [...before].map((one) => ({ at: (at += pause_ms), text: one }));
  at += pause_ms - every_ms;
  for (const one of text) keys.push({ at: (at += every_ms), text: one });
  const found = burstOf(keys, into);
  return found && [found.code, found.text, before.length - found.from];
}

for (const every_ms of [1, 20, 60, 120]) {
  for (const into of ["nothing", "numbers", "text"]) {
    test(`sixteen digits every ${every_ms} ms into ${into} are a badge`, () => {
      assert.deepEqual(burst(CODE, every_ms, into), [CODE, CODE, 0]);
      assert.deepEqual(burst(`${CODE}\n`, every_ms, into), [CODE, CODE, 0]);
    });
  }
}

for (const prefix of ["]Q3", "]q1", "HTTPS://KIOSK.EXPO.EXAMPLE:8443/V/", "\n", "x"]) {
  test(`what a scanner puts before the code is part of the scan: ${JSON.stringify(prefix)}`, () => {
    const [code, , kept] = burst(`${prefix}${CODE}\n`, 20, "text", "김하", 250);
    assert.deepEqual([code, kept], [CODE, 0]);
  });
}

test("what a person typed just before stays theirs", () => {
  for (const before of ["김", "0101234", "see ]Q"]) {
    const [code, , takenBack] = burst(CODE, 30, "text", before, 150);
    assert.deepEqual([code, takenBack], [CODE, 0]);
  }
});

for (const [text, every_ms, into] of [
  ["2827311272", 20, "numbers"], // a number scanned into the field that is made for it
  ["2827311272\n", 20, "numbers"],
  ["1234567890123456", 220, "text"], // somebody copies an account number
  ["https://expo.example/a\n", 200, "text"],
  ["Bring the samples\n", 90, "text"],
  ["다온 사회적협동조합\n", 2, "text"],
  ["12345", 20, "nothing"],
]) {
  test(`a person's typing is no burst: ${JSON.stringify(text)}`, () => assert.equal(burst(text, every_ms, into), null));
}

for (const [text, every_ms, into] of [
  ["https://example.org/form?id=7\n", 120, "text"],
  ["https://example.org/form", 20, "text"],
  ["BEGIN:VCARD\nVERSION:3.0\nN:Hong;Gildong\nTEL:01012345678\nEND:VCARD\n", 30, "text"],
  ["2827311272\n", 20, "text"],
  ["2827311272", 120, "nothing"],
  ["ABCDEFGHIJ\n", 20, "text"],
]) {
  test(`a burst that is no badge is known as one: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(burst(text, every_ms, into), [null, text.trim(), 0]);
  });
}

test("the pace is the middle of the gaps, and nothing for a text that came at once", () => {
  assert.equal(paceOf([{ at: 0 }, { at: 10 }, { at: 30 }, { at: 1000 }]), 20);
  assert.equal(paceOf([{ at: 5 }]), 0);
});
