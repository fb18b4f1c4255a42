// Which welcome an answer is at a door.
import assert from "node:assert/strict";
import test from "node:test";
import { isProvisional, welcomeOf } from "../../kiosk/static/js/core/welcome.js";

for (const [answer, welcome] of [
  [{ ok: true, code: "done", welcome: "again" }, "again"],
  [{ ok: true, code: "done" }, "new"],
  [{ ok: true, code: "kept", provisional: true }, "kept"],
  [{ ok: true, code: "provisional", welcome: "new" }, "kept"], // a badge that a cut-off desk gave out
  [{ ok: false, code: "void_badge", welcome: "new" }, "refused"],
  [{ ok: false, code: "unreachable" }, "refused"],
]) {
  test(`${JSON.stringify(answer)} is ${welcome}`, () => assert.equal(welcomeOf(answer), welcome));
}

test("what waits to be confirmed is provisional, whoever took it", () => {
  assert.deepEqual([{ provisional: true }, { code: "provisional" }, { code: "done" }].map(isProvisional), [true, true, false]);
});
