// Which laptop a browser listens to: never to one of a lower fence than it has seen, of the same expo.
import assert from "node:assert/strict";
import test from "node:test";
import { highestFence, sawFence, sawFenceOf } from "../../kiosk/static/js/core/fence.js";

const answer = (said) => new Response("{}", { headers: said ? { "X-Fence": said } : {} });

test("a lower fence than was seen is refused, until another expo begins", () => {
  assert.equal(highestFence(), 0);
  assert.equal(sawFence({ expo: "a", fence: 1 }), true);
  assert.equal(sawFenceOf(answer("a 2")), true);
  assert.equal(highestFence(), 2);
  assert.equal(sawFence({ expo: "a", fence: 1 }), false);
  assert.equal(sawFenceOf(answer("a 1")), false);
  assert.equal(highestFence(), 2);
  assert.equal(sawFence({ expo: "a", fence: 2 }), true);
  assert.equal(sawFence({ expo: "b", fence: 1 }), true);
  assert.equal(highestFence(), 1);
});

test("what says no fence is not judged by it", () => {
  assert.equal(sawFenceOf(answer("")), true);
  assert.equal(sawFence({}), true);
  assert.equal(sawFence({ expo: "b", fence: Number.NaN }), true);
});
