// What a board announces and when: a function from calls and times to what is shown. No clock and no page is in here.
//
// Every call is the hero once, for as long as it takes to see and say it, unless it is over by its turn. While more than a
// few wait, two of them share the hero, then four: nobody is hurried and nobody's call is dropped (docs/decisions/announcing.md).

export const SEEN_MS = 4_000;
export const FRESH_MS = 60_000; // so long a call is new
const OLDER_MOST = 4;
const ALONE_UP_TO = 3;
const IN_TWOS_UP_TO = 6;

/**
 * A call as a board has it; `moment`: when it was last made (ms). Called again it has another moment and is news again.
 * @typedef {{ ticket: number, number: number, name: string, booth: string, counter: number | null, moment: number }} Call
 */
/**
 * `hero`: announced from `since` until `until` (ms). `past`: announced before and not over, newest first. `heard`: ticket ->
 * the moment of its call that is in hero, past or waiting, or was. `called`: what is called now, by booth.
 * @typedef {{ hero: Call[], since: number, until: number, past: Call[], waiting: Call[], heard: Map<number, number>, called: Map<string, Call[]> }} Board
 */

/**
 * A board that has announced nothing yet.
 * @param {Iterable<[number, number]>} heard what was announced here before, by ticket
 * @returns {Board}
 */
export function begin(heard = []) {
  return { hero: [], since: -Infinity, until: -Infinity, past: [], waiting: [], heard: new Map(heard), called: new Map() };
}

/**
 * The board once it knows who is called at these booths now. What is over waits no longer; what is news waits its turn.
 * @param {Board} board
 * @param {Map<string, Call[]>} called booth -> who is called there
 * @param {number} newSince calls made before this moment (ms) were there when the board was switched on: no news
 * @returns {Board}
 */
export function learn(board, called, newSince = -Infinity) {
  const all = new Map([...board.called, ...called]);
  const isOn = among(all);
  const placed = new Set([...board.hero, ...board.past, ...board.waiting].map(keyOf));
  const more = [...called.values()].flat().filter((call) => !placed.has(keyOf(call)));
  const isNews = (/** @type {Call} */ { ticket, moment }) => moment >= newSince && board.heard.get(ticket) !== moment;
  return {
    ...board,
    called: all,
    heard: withThese(board.heard, more),
    waiting: [...board.waiting.filter(isOn), ...more.filter(isNews)].sort((one, other) => one.moment - other.moment),
    past: [...board.past.filter(isOn), ...more.filter((call) => !isNews(call))].sort((one, other) => other.moment - one.moment),
  };
}

/**
 * The board at this moment: whoever is announced stays until it was seen and said, then the next have their turn.
 * @param {Board} board
 * @param {number} now ms
 * @param {(calls: Call[]) => number} saying how long it takes to say these (ms)
 * @returns {Board}
 */
export function advance(board, now, saying = () => 0) {
  if (now < board.until) return board;
  const hero = board.hero.filter(among(board.called));
  if (!board.waiting.length) return hero.length === board.hero.length ? board : { ...board, hero };
  const count = together(board.waiting.length);
  const turn = board.waiting.slice(0, count);
  return {
    ...board,
    hero: turn,
    since: now,
    until: now + Math.max(SEEN_MS, saying(turn)),
    waiting: board.waiting.slice(count),
    past: [...hero].reverse().concat(board.past),
  };
}

/**
 * What is to be seen: who leads (announced now, else the newest that stands), and what stands beside, newest first.
 * @param {Board} board
 */
export function shown({ hero, past }) {
  const leads = hero.length ? hero : past.slice(0, 1);
  const beside = past.filter((call) => !leads.includes(call));
  return { leads, older: beside.slice(0, OLDER_MOST), isAnnounced: hero.length > 0 };
}

/**
 * Who is called now, by booth, of what a topic's data say.
 * @param {BoardBooth[]} booths
 * @returns {Map<string, Call[]>}
 */
export function calledAt(booths) {
  return new Map(
    booths.map(({ number, called }) => [number, called.map((call) => ({ ...call, booth: number, moment: momentOf(call) }))]),
  );
}

/**
 * @param {Map<number, number>} heard
 * @param {Call[]} calls
 */
function withThese(heard, calls) {
  if (!calls.length) return heard;
  const more = new Map(heard);
  for (const { ticket, moment } of calls) more.set(ticket, moment);
  return more;
}

/** @param {Call} call */
function keyOf({ ticket, moment }) {
  return `${ticket} ${moment}`;
}

/** @param {BoardCall} call */
function momentOf({ called_at, recalled_at }) {
  return recalled_at ?? called_at;
}

/** @param {number} waiting */
function together(waiting) {
  if (waiting > IN_TWOS_UP_TO) return 4;
  return waiting > ALONE_UP_TO ? 2 : 1;
}

/** @param {Map<string, Call[]>} called */
function among(called) {
  return (/** @type {Call} */ call) => (called.get(call.booth) ?? []).some((one) => keyOf(one) === keyOf(call));
}
