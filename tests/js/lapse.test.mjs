// Twelve hours without the server, whatever is done to the tablet's clocks meanwhile.
import assert from "node:assert/strict";
import test from "node:test";
import { aged, begun, hasLapsed, LAPSES_AFTER_MS } from "../../kiosk/static/js/offline/snapshot/lapse.js";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 9, 29, 3);
const at = (wall_h, elapsed_h, session = "one") => ({ session, elapsed: elapsed_h * HOUR, wall: NOON + wall_h * HOUR });
const after = (...readings) => readings.reduce(aged, begun(at(0, 0)));

test("twelve hours by any clock are over", () => {
  assert.equal(hasLapsed(after(at(11.9, 11.9))), false);
  assert.equal(hasLapsed(after(at(12, 12))), true);
  assert.equal(hasLapsed(after(at(12, 0.1))), true); // it slept, and its page's clock stood still
  assert.equal(hasLapsed(after(at(0, 12))), true); // somebody held its wall's clock
});

test("a clock that is set back takes nothing away, before and after a reload", () => {
  assert.equal(hasLapsed(after(at(11, 11), at(-20, 11.5), at(-19.5, 12))), true);
  assert.equal(hasLapsed(after(at(7, 7), at(1, 0, "two"), at(6.5, 5.5, "two"))), true);
  assert.equal(hasLapsed(after(at(13, 0.1), at(0.2, 0.2))), true);
});

test("hearing the server begins anew", () => {
  assert.equal(begun(at(13, 13)).age, 0);
  assert.equal(hasLapsed(aged(begun(at(13, 13)), at(13 + 11, 24))), false);
});

test("an age that is no number is too old", () => {
  assert.equal(hasLapsed({ ...begun(at(0, 0)), age: NaN }), true);
  assert.equal(hasLapsed({ ...begun(at(0, 0)), age: undefined }), true);
  assert.equal(LAPSES_AFTER_MS, 12 * HOUR);
});
