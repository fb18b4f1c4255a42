// Whether a camera still sees, second by second.
import assert from "node:assert/strict";
import test from "node:test";
import { FrameWatch } from "../../kiosk/static/js/scanning/frame-watch.js";

/** Two minutes of a camera that shows `seen` [[from_s, to_s, picture]]: when its state changed, and when it was started. */
function watched(seen) {
  const watch = new FrameWatch(0);
  const states = [];
  const starts = [];
  for (let at = 0; at <= 120; at += 1) {
    const picture = seen.find(([from, to]) => at >= from && at < to)?.[2];
    if (picture !== undefined) watch.saw(at * 1000, picture === "moving" ? String(at) : picture);
    const state = watch.state(at * 1000);
    if (states.at(-1)?.[1] !== state) states.push([at, state]);
    if (watch.isDue(at * 1000)) {
      starts.push(at);
      watch.started(at * 1000);
    }
  }
  return { states, starts };
}

test("a camera without frames is started again, further and further apart", () => {
  const { states, starts } = watched([[0, 20, "moving"]]);
  assert.deepEqual(states, [
    [0, "looking"],
    [25, "waiting"],
    [30, "still"],
  ]);
  assert.deepEqual(starts, [24, 32, 48, 80]);
});

test("a frozen picture is still after ten seconds, and sees again when it moves", () => {
  const { states, starts } = watched([
    [0, 5, "moving"],
    [5, 60, "the same"],
    [60, 121, "moving"],
  ]);
  assert.deepEqual(states[0], [0, "looking"]);
  assert.ok(states.some(([at, state]) => at === 16 && state === "still"));
  assert.deepEqual(states.at(-1), [60, "looking"]);
  assert.ok(starts.every((start) => start >= 16 && start < 60));
});

test("a camera that sees is left alone", () => {
  assert.deepEqual(watched([[0, 121, "moving"]]), { states: [[0, "looking"]], starts: [] });
});
