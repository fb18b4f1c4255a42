// Which of the waiting actions is sent next, and with what in it.
import assert from "node:assert/strict";
import test from "node:test";
import { bodyOf, nextOf, replacedBy } from "../../kiosk/static/js/offline/order.js";

const word = (action_id, more = {}) => ({ action_id, fields: {}, replaces: null, ...more });
const file = (action_id) => word(action_id, { fields: { file: "a photo" } });

test("the oldest goes first, but no file before a word", () => {
  assert.equal(nextOf([word("a"), word("b")]).action_id, "a");
  assert.equal(nextOf([file("a"), word("b"), word("c")]).action_id, "b");
  assert.equal(nextOf([file("a"), file("b")]).action_id, "a");
});

test("a newer one replaces the waiting one of its name, unless that is being sent", () => {
  const note = word("a", { replaces: "note-7" });
  const queue = [word("b"), note];
  assert.equal(replacedBy("note-7", queue, null), note);
  assert.equal(replacedBy("note-7", queue, note), undefined);
  assert.equal(replacedBy("note-8", queue, null), undefined);
});

test("what belongs to a meeting that began meanwhile goes by that meeting's number", () => {
  const known = (kept) => ({ "kept:x": 42, "kept:refused": null })[kept];
  const finish = (consultation) => ({ action_id: "a", fields: { consultation, note: "" } });
  assert.deepEqual(bodyOf(finish("kept:x"), known), { consultation: 42, note: "", action_id: "a" });
  assert.deepEqual(bodyOf(finish(7), known), { consultation: 7, note: "", action_id: "a" });
  assert.equal(bodyOf(finish("kept:refused"), known), null);
  assert.equal(bodyOf(finish("kept:unknown"), known), null);
});

test("who was registered meanwhile is checked in under the id they got", () => {
  const known = (kept) => ({ "kept:x": 42 })[kept];
  const arrive = (visitor) => ({ action_id: "a", fields: { visitor } });
  assert.deepEqual(bodyOf(arrive("kept:x"), known), { visitor: 42, action_id: "a" });
  assert.deepEqual(bodyOf(arrive(7), known), { visitor: 7, action_id: "a" });
  assert.equal(bodyOf(arrive("kept:refused"), known), null);
});
