// What is kept of people opens under its own key alone, which no script takes out; badges are known as the server hashes them.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import test from "node:test";
import { canSeal, markingKey, markOf, seal, unseal } from "../../kiosk/static/js/offline/snapshot/sealing.js";

const PEOPLE = { of: "e.2026-10-29.x", people: [[1, 101, "김민서"]] };
const KEY = Buffer.alloc(32, 7);

test("what was sealed opens again, and its bytes say nobody's name", async () => {
  const sealed = await seal(PEOPLE);
  assert.deepEqual(await unseal(sealed), PEOPLE);
  assert.equal(Buffer.from(sealed.bytes).includes(Buffer.from("김민서")), false);
});

test("no script takes the keys out", async () => {
  const { key } = await seal(PEOPLE);
  const marking = await markingKey(KEY.toString("base64url"));
  assert.equal(key.extractable || marking.extractable, false);
  for (const one of [key, marking]) await assert.rejects(crypto.subtle.exportKey("raw", one));
});

test("each time is under a new key: what was there before can't be read with the one that stands now", async () => {
  const [before, now] = [await seal(PEOPLE), await seal(PEOPLE)];
  await assert.rejects(unseal({ ...before, key: now.key }));
});

test("one changed bit is no people", async () => {
  const sealed = await seal(PEOPLE);
  new Uint8Array(sealed.bytes)[3] ^= 1;
  await assert.rejects(unseal(sealed));
});

test("a badge is known by the first 18 bits of its hash", async () => {
  const marking = await markingKey(KEY.toString("base64url"));
  for (const code of ["0000003470912345", "0000003505300001"]) {
    const hashed = createHmac("sha256", KEY).update(code).digest().subarray(0, 3).toString("base64url");
    assert.equal(await markOf(marking, code), hashed.slice(0, 3));
  }
});

test("a page that is not secure can't seal", () => {
  assert.equal(canSeal(), true);
  const { crypto } = globalThis;
  Object.defineProperty(globalThis, "crypto", { value: { getRandomValues: crypto.getRandomValues }, configurable: true });
  assert.equal(canSeal(), false);
  Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true });
});
