// Lengths of time as people read them.
import assert from "node:assert/strict";
import test from "node:test";
import { minutesAndSeconds } from "../../kiosk/static/js/core/durations.js";

for (const [ms, text] of [
  [0, "0:00"],
  [999, "0:00"],
  [-5_000, "0:00"],
  [61_000, "1:01"],
  [3_599_999, "59:59"],
  [7_200_000, "120:00"],
]) {
  test(`${ms} ms are ${text}`, () => assert.equal(minutesAndSeconds(ms), text));
}
