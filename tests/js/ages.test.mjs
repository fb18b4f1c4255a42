// How long ago something was done, on a tablet that slept or whose clock was set meanwhile.
import assert from "node:assert/strict";
import test from "node:test";
import { agoMs } from "../../kiosk/static/js/offline/ages.js";

const HOUR_MS = 3_600_000;

/** A tablet's life as its three clocks show it: heard, made, heard again; with one fault in it. */
function life(dice, number) {
  const [before, waited] = [dice(0, HOUR_MS), dice(0, 3 * HOUR_MS)];
  const slept = { before: dice(0, before), waited: dice(0, waited) };
  const fault = ["none", "before", "waited", "set before", "set while waiting"][dice(0, 4)];
  const set_ms = [30, 10, -10, -30][dice(0, 3)] * HOUR_MS;
  const passed = before - (fault === "before" ? slept.before : 0);
  const wall = before + (fault === "set before" ? set_ms : 0);
  const steady = Math.abs(wall - passed) < 2_000;
  const made = { session: "a", elapsed: passed, wall, server: passed, heard: 0, steady };
  const later = waited - (fault === "waited" ? slept.waited : 0);
  const lives = number % 2 === 1; // else the page was opened anew
  const now = {
    session: lives ? "a" : "b",
    elapsed: lives ? passed + later : 0,
    wall: wall + waited + (fault === "set while waiting" ? set_ms : 0),
    server: before + waited,
    heard: lives ? passed + later : 0,
    steady: true,
  };
  return { made, now, waited };
}

/** Whole numbers from the first to the second, the same ones at every run. */
function diceOf(seed) {
  let state = seed;
  return (least, most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return least + Math.floor((state / 2 ** 32) * (most - least + 1));
  };
}

test("whatever a tablet slept or was set, its elapsed time is found", () => {
  const dice = diceOf(13);
  const lives = Array.from({ length: 400 }, (_, number) => life(dice, number));
  const errors = lives.map(({ made, now, waited }) => Math.abs(agoMs(made, now) - waited));
  assert.deepEqual(
    errors.filter((error) => error > 2_000),
    [],
  );
  assert.ok(errors.filter((error) => error <= 1).length > 380);
});

test("a tablet that never heard the server goes by its own clocks", () => {
  const made = { session: "a", elapsed: 1_000, wall: 50_000, server: null, heard: null, steady: false };
  const now = { session: "a", elapsed: 61_000, wall: 110_000, server: 9, heard: 61_000, steady: true };
  assert.equal(agoMs(made, now), 60_000);
  assert.equal(agoMs(made, { ...now, session: "b", elapsed: 5 }), 60_000);
});
