// The desk's search on the tablet finds what the server's does: both are held to desk-search.json (tests/screens/test_search.py).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { found, LIMIT, soughtOf } from "../../kiosk/static/js/offline/snapshot/search.js";

const { people, cases } = JSON.parse(await readFile(new URL("desk-search.json", import.meta.url), "utf8"));
const FIRST = 101;

const all = people.map(({ name, enterprise = null, brn = "" }, at) => one({ name, enterprise, brn, number: FIRST + at }));

function one(person) {
  const plain = { ...person, brn: person.brn?.replace(/\D/g, "") ?? null };
  return { ...plain, sought: soughtOf(plain) };
}

for (const { typed, finds, by_phone } of cases) {
  test(`${JSON.stringify(typed)} finds ${finds.join(", ") || "nobody"}`, () => {
    const names = found(all, typed).map(({ name }) => name);
    assert.deepEqual(names, by_phone ? [] : finds); // no phone is on a tablet
  });
}

test("who came with a crowd of one network stands last, and no more are told than a screen shows", () => {
  const many = Array.from({ length: 40 }, (_, at) => one({ name: "김하나", enterprise: null, number: 200 + at }));
  const names = found([one({ name: "김가", enterprise: null, number: 1 }), ...many], "김", ({ number }) => number === 1);
  assert.equal(names.length, LIMIT);
  assert.ok(names.every(({ name }) => name === "김하나"));
  assert.deepEqual(
    names.slice(0, 2).map(({ number }) => number),
    [200, 201],
  );
});
