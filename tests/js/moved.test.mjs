// When a phone says that a turn has moved.
import assert from "node:assert/strict";
import test from "node:test";
import { moved } from "../../kiosk/static/js/phone/standing.js";

test("a time that moved by five minutes is worth saying, less is not", () => {
  assert.equal(moved("10:59", "10:54"), "sooner");
  assert.equal(moved("10:59", "11:04"), "later");
  for (const about of ["10:55", "10:59", "11:03"]) assert.equal(moved("10:59", about), null);
});
