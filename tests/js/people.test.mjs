// Whom a tablet knows: as it was told, kept up with what changed, and with what it has done since.
import assert from "node:assert/strict";
import test from "node:test";
import { keptUp, numberOn, People } from "../../kiosk/static/js/offline/snapshot/people.js";

const WHOLE = {
  of: "e.d.k",
  seq: 10,
  at: 1_000,
  whole: true,
  people: [
    [1, 101, "김민서", 7, "in", "10:12", "aaa", 0],
    [2, 102, "박서연", 7, "away", null, "bbb", 0],
    [3, 103, "이도윤", null, "pending", null, "ccc", 0],
    [4, 104, "최하준", null, "away", null, "ddd", 1],
  ],
  gone: [],
  enterprises: [[7, "세진플러스", "3926740393", "사회적기업", ["피복·근무복"]]],
  blanks: [{ first: 500, marks: "b00b01b02" }],
  crowds: [],
};
const NEWS = { ...WHOLE, seq: 12, at: 2_000, whole: false, people: [], gone: [], enterprises: [], blanks: null };
const held = keptUp(null, WHOLE);
const people = new People(held);
const codeOf = (number) => String(number * 2 ** 35 + 5).padStart(16, "0");
let last = 0;
const kept = (verb, fields) => ({ verb, fields, action_id: `a${++last}`, made_at: { shown: 5_000 } });
const known = ({ id, number, name, state }) => [id, number, name, state];

test("the number stands in the code", () => {
  for (const number of [1, 101, 262_143]) assert.equal(numberOn(codeOf(number)), number);
});

test("what changed takes the place of what was, who is gone is gone, and the rest stays", () => {
  const news = {
    ...NEWS,
    people: [[2, 102, "박서윤", 8, "in", "11:00", "bbb", 0]],
    gone: [1],
    enterprises: [[8, "새싹", null, null, []]],
  };
  const now = keptUp(held, news);
  assert.deepEqual([now.seq, now.at, now.blanks, now.enterprises.length], [12, 2_000, WHOLE.blanks, 2]);
  assert.deepEqual(new People(now).find("박", []).map(known), [[2, 102, "박서윤", "in"]]);
  assert.deepEqual(new People(now).find("새싹", []).map(known), [[2, 102, "박서윤", "in"]]);
  assert.deepEqual(new People(now).find("김민서", []), []);
  const kept = new People(now, { before: people, news });
  for (const typed of ["박", "새싹", "김민서", "1"])
    assert.deepEqual(kept.find(typed, []).map(known), new People(now).find(typed, []).map(known));
});

test("told anew, nothing of before stays", () => {
  const now = keptUp(held, { ...WHOLE, people: [], enterprises: [], blanks: [] });
  assert.deepEqual([now.people, now.enterprises, now.blanks], [[], [], []]);
});

test("a scanned badge is its owner's, a blank, a lost one, or nobody's", () => {
  assert.equal(people.read(codeOf(101), "aaa", []).person.name, "김민서");
  assert.deepEqual(people.read(codeOf(101), "zzz", []), {}); // an earlier print, or made up
  assert.deepEqual(people.read(codeOf(501), "b01", []), { blank: 501 });
  assert.deepEqual(people.read(codeOf(501), "b02", []), {});
  assert.equal(people.read(codeOf(104), "ddd", []).isLost, true);
  assert.deepEqual(people.read(codeOf(999), "aaa", []), {});
});

test("a blank badge that was given out here is its new owner's, who goes by its number", () => {
  const done = [kept("badge.claim", { code: codeOf(501), visitor: 2 }), kept("visitor.check_in", { visitor: 2 })];
  const { person, blank } = people.read(codeOf(501), "b01", done);
  assert.deepEqual([blank, person.id, person.number, person.state, person.since], [undefined, 2, 501, "in", 5_000]);
  assert.deepEqual(people.read(codeOf(102), "bbb", done), {});
  assert.deepEqual(people.find("501", done).map(known), [[2, 501, "박서연", "in"]]);
});

test("who was registered here is found like everybody, and is in by the code they got", () => {
  const code = codeOf(700);
  const done = [
    kept("visitor.register", { name: "서하윤", enterprise: "다온 협동조합", reserved_code: code }),
    kept("visitor.check_in", { code }),
    kept("badge.claim", { name: "한도윤", enterprise: "다온 협동조합", code: codeOf(500) }),
  ];
  const [one, two] = people.find("다온", done);
  assert.deepEqual(known(one).slice(1), [700, "서하윤", "in"]);
  assert.deepEqual(known(two).slice(1), [500, "한도윤", "away"]);
  assert.match(String(one.id), /^kept:a/);
  assert.equal(people.get(one.id, done).name, "서하윤");
  assert.equal(people.read(code, "xxx", done).person.name, "서하윤");
});

test("undone, confirmed and lost here count here", () => {
  const done = [
    kept("visitor.undo_check_in", { visitor: 1 }),
    kept("visitor.confirm", { visitor: 3 }),
    kept("badge.void", { visitor: 2 }),
    kept("visitor.check_in", { visitor: 99 }),
    kept("consultation.note", { consultation: 1 }),
  ];
  assert.deepEqual(
    [1, 3].map((id) => people.get(id, done).state),
    ["away", "away"],
  );
  assert.equal(people.get(2, done).isLost, true);
  assert.equal(people.get(1, []).state, "in");
});

test("somebody of this enterprise and name is there already, however both are spelt", () => {
  const same = (name, enterprise, brn = "") => people.same({ name, enterprise, brn }, [])?.id;
  assert.equal(same("김 민서", "(주)세진 플러스"), 1);
  assert.equal(same("김민서", "다른 이름", "392-67-40393"), 1);
  assert.equal(same("김민서", "다른 이름"), undefined);
  assert.equal(same("이도윤", ""), undefined); // two citizens of one name are two
});

test("the number of an enterprise fills a form, with who of it is registered", () => {
  const { name, kind, categories, people: of } = people.enterprise("3926740393", []);
  assert.deepEqual([name, kind, categories, of.map(({ id }) => id)], ["세진플러스", "사회적기업", ["피복·근무복"], [1, 2]]);
  assert.equal(people.enterprise("1", []), undefined);
});
