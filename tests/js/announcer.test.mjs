// Whoever is called is announced: once, long enough, and not after they came. On a day of ten times the crowd, too.
import assert from "node:assert/strict";
import test from "node:test";
import { SEEN_MS, advance, begin, learn, shown } from "../../kiosk/static/js/board/announcer.js";
import { sayingMs } from "../../kiosk/static/js/board/sentences.js";
import { calls, newsOf } from "./crowded-day.mjs";

const call = (ticket, moment = 0, booth = "A01") => ({ ticket, number: 100 + ticket, name: "김○서", booth, counter: 1, moment });
const at = (booth, ...standing) => new Map([[booth, standing]]);
const tickets = (some) => some.map(({ ticket }) => ticket);

/** Every announcement from this news: { calls, from, until, late_ms }. */
function announcements(news, saying) {
  const found = [];
  let board = begin();
  const look = (now) => {
    const before = board;
    board = advance(board, now, saying);
    if (board.since !== before.since) found.push({ calls: board.hero, from: now, until: board.until });
  };
  news.forEach(({ at: now, called }, index) => {
    board = learn(board, called);
    look(now);
    const next = news[index + 1]?.at ?? Infinity;
    while (board.waiting.length && board.until < next) look(board.until);
  });
  return found;
}

for (const [how, saying] of [
  ["in silence", () => 0],
  ["in two languages", (turn) => sayingMs(turn, ["ko", "en"])],
]) {
  test(`a day of ten times the crowd, ${how}: everybody's call is announced once, and for long enough`, () => {
    const found = announcements(newsOf(calls), saying);
    const announced = found.flatMap((one) => one.calls.map(({ ticket, moment }) => `${ticket} ${moment}`));
    assert.ok(calls.length > 1_500, "a crowded day");
    assert.deepEqual([...announced].sort(), calls.map(({ ticket, moment }) => `${ticket} ${moment}`).sort());
    for (const { calls: turn, from, until } of found) {
      assert.ok(until - from >= Math.max(4_000, saying(turn)));
      for (const { over_s } of turn) assert.ok(from < over_s * 1000, "was over already");
    }
    for (const [index, { from }] of found.entries()) assert.ok(index === 0 || from >= found[index - 1].until);
    const late = found.flatMap(({ calls: turn, from }) => turn.map(({ moment }) => from - moment)).sort((a, b) => a - b);
    assert.equal(late[late.length >> 1], 0, "most are announced at once");
    assert.ok(late.at(-1) < 60_000, `the last waits ${late.at(-1)} ms`);
  });
}

test("the whole hall at once: it is announced in fours, and nobody is left out", () => {
  const news = [{ at: 0, called: new Map(Array.from({ length: 44 }, (_, n) => [`A${n}`, [call(n, 0, `A${n}`)]])) }];
  const found = announcements(news, () => 0);
  assert.deepEqual(
    found.flatMap((one) => tickets(one.calls)).sort((a, b) => a - b),
    [...Array(44).keys()],
  );
  assert.deepEqual(
    found.slice(0, 2).map((one) => one.calls.length),
    [4, 4],
  );
  assert.ok(found.at(-1).until <= 15 * SEEN_MS);
});

for (const [waiting, turns] of [
  [1, [1]],
  [3, [1, 1, 1]],
  [4, [2, 1, 1]],
  [5, [2, 1, 1, 1]],
  [6, [2, 2, 1, 1]],
  [7, [4, 1, 1, 1]],
  [12, [4, 4, 2, 1, 1]],
]) {
  test(`${waiting} who wait have their turns by ${turns}`, () => {
    const all = Array.from({ length: waiting }, (_, n) => call(n, n));
    const found = announcements([{ at: 100, called: at("A01", ...all) }]);
    assert.deepEqual(
      found.map((one) => one.calls.length),
      turns,
    );
  });
}

test("who comes before their turn is not announced, who comes meanwhile stays until they were seen", () => {
  let board = advance(learn(begin(), at("A01", call(1), call(2, 1))), 0);
  board = learn(board, at("A01"));
  assert.deepEqual(tickets(advance(board, SEEN_MS - 1).hero), [1]);
  assert.deepEqual(tickets(advance(board, SEEN_MS).hero), []);
});

test("joining again announces only what was not announced before", () => {
  let board = advance(learn(begin(), at("A01", call(1), call(2, 1))), 0);
  board = learn(
    board,
    new Map([
      ["A01", [call(1), call(2, 1), call(3, 2)]],
      ["A02", [call(4, 3, "A02")]],
    ]),
  );
  assert.deepEqual(tickets(board.past), []);
  const heard = [];
  for (let now = SEEN_MS; now < 10 * SEEN_MS; now += SEEN_MS) heard.push(...tickets((board = advance(board, now)).hero));
  assert.deepEqual([...new Set(heard)], [2, 3, 4]);
});

test("who is called again is announced again, and stands nowhere twice", () => {
  let board = advance(learn(begin(), at("A01", call(1))), 0);
  board = advance(learn(board, new Map([["A02", [call(2, 1, "A02")]]])), SEEN_MS);
  assert.deepEqual([tickets(shown(board).leads), tickets(shown(board).older)], [[2], [1]]);
  board = advance(learn(board, at("A01", call(1, 9_000))), 2 * SEEN_MS);
  assert.deepEqual([tickets(shown(board).leads), tickets(shown(board).older)], [[1], [2]]);
});

test("what was called before the board was switched on stands there and is no news", () => {
  const board = advance(learn(begin(), at("A01", call(1, 10), call(2, 20), call(3, 30)), 30), 50);
  assert.deepEqual(tickets(board.hero), [3]);
  assert.deepEqual(tickets(shown(board).older), [2, 1]);
});

test("a page that was opened anew knows what it announced", () => {
  const board = advance(learn(begin([[1, 10]]), at("A01", call(1, 10), call(2, 20))), 50);
  assert.deepEqual(tickets(board.hero), [2]);
});
