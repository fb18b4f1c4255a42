// The desk's search where the server is away, and that of an agency's enterprises: the rule of kiosk/screens/desk_search.py, which says
// what it finds and why.
// tests/js/desk-search.json holds both to the same answers. Pure.

export const LIMIT = 30;
const WORDS_MAX = 6;
const LETTERS_MAX = 40;
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FINALS = ["", ..."ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"];
const FIRST = "가".charCodeAt(0);
const [OF_INITIAL, OF_VOWEL] = [588, 28]; // syllables
const NOISE = /[\s()[\]·.,\-_/&'"]+/g;
const COMPANY = /[(（](?:주|사|유)[)）]|㈜|주식회사|유한회사/g;
const BLANK = /[\p{Cc}\u3164\uffa0\u2800]/gu;
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Somebody as the search sees them.
 * @typedef {object} Sought
 * @property {string} name
 * @property {string} enterprise
 * @property {string} number
 * @property {string} brn
 */

/**
 * @param {{ name: string, enterprise: string | null, number: number | string, brn: string | null }} person
 * @returns {Sought}
 */
export function soughtOf({ name, enterprise, number, brn }) {
  return { name: normal(name), enterprise: normal(enterprise ?? ""), number: String(number), brn: brn ?? "" };
}

/**
 * Who fits what was typed, the best first. `last`: those who stand behind all others.
 * @template {{ sought: Sought, number: number | string }} One
 * @param {Iterable<One>} people
 * @param {string} typed
 * @param {(one: One) => boolean} last
 * @returns {One[]}
 */
export function found(people, typed, last = () => false) {
  const rank = rankOf(typed);
  if (!rank) return [];
  /** @type {{ one: One, keys: (number | string)[] }[]} */
  const fitting = [];
  for (const one of people) {
    const fits = rank(one.sought);
    if (fits !== null) fitting.push({ one, keys: [Number(last(one)), fits, one.sought.name, Number(one.number)] });
  }
  return fitting
    .sort((a, b) => compare(a.keys, b.keys))
    .slice(0, LIMIT)
    .map(({ one }) => one);
}

/**
 * As it is compared: no (주), no spaces, one form of each letter.
 * @param {string} text
 */
export function normal(text) {
  return clean(text).replace(COMPANY, "").replace(NOISE, "").toLowerCase();
}

/** @param {string} text */
function clean(text) {
  return text.replace(BLANK, " ").replace(UNSEEN, "").normalize("NFC");
}

/**
 * How well somebody fits, 0 best, null not at all; null where nothing was typed that could be looked for.
 * @param {string} typed
 * @returns {((sought: Sought) => number | null) | null}
 */
export function rankOf(typed) {
  const digits = clean(typed).replace(NOISE, "");
  if (/^[0-9]+$/.test(digits)) return (sought) => byDigits(sought, digits);
  const patterns = patternsOf(typed);
  return patterns.length ? (sought) => byWords(sought, patterns) : null;
}

/**
 * @param {Sought} sought
 * @param {string} digits
 */
function byDigits({ number, brn, enterprise }, digits) {
  if (number === digits) return 0;
  if (number.startsWith(digits)) return 2;
  if (digits.length >= 3 && brn.startsWith(digits)) return 3;
  if (digits.length >= 4 && brn.includes(digits)) return 4;
  return enterprise.includes(digits) ? 5 : null;
}

/**
 * @param {Sought} sought
 * @param {RegExp[]} patterns
 */
function byWords({ name, enterprise }, patterns) {
  let worst = 0;
  for (const pattern of patterns) {
    const inName = pattern.exec(name);
    const fits = inName ?? pattern.exec(enterprise);
    if (!fits) return null;
    const whole = inName && inName[0] === name;
    worst = Math.max(worst, whole ? 0 : (inName ? 1 : 2) + (fits.index === 0 ? 0 : 2));
  }
  return worst;
}

/**
 * One pattern a word, the last one still growing.
 * @param {string} typed
 */
function patternsOf(typed) {
  const words = clean(typed).replace(COMPANY, " ").split(/\s+/).map(normal).filter(Boolean).slice(0, WORDS_MAX);
  return words.map((word, at) => new RegExp(patternOf(word, at === words.length - 1), "u"));
}

/**
 * @param {string} word
 * @param {boolean} growing
 */
function patternOf(word, growing) {
  const typed = [...word];
  const letters = typed.slice(0, LETTERS_MAX).map(letter);
  const last = typed[typed.length - 1];
  if (growing && "가" <= last && last <= "힣") letters[letters.length - 1] = grown(last);
  return letters.join("");
}

/**
 * An initial consonant stands for every syllable that begins with it.
 * @param {string} one
 */
function letter(one) {
  const at = INITIALS.indexOf(one);
  if (at >= 0) return `[${syllable(at * OF_INITIAL)}-${syllable((at + 1) * OF_INITIAL - 1)}${one}]`;
  return one.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
}

/**
 * 미 may become 민; 김 may still be 기 and the ㅁ of 미.
 * @param {string} last
 */
function grown(last) {
  const at = last.charCodeAt(0) - FIRST;
  const open = at - (at % OF_VOWEL);
  const final = FINALS[at % OF_VOWEL];
  if (!final) return `[${last}-${syllable(at + OF_VOWEL - 1)}]`;
  return INITIALS.includes(final) ? `(?:${last}|${syllable(open)}${letter(final)})` : last;
}

/** @param {number} at */
function syllable(at) {
  return String.fromCharCode(FIRST + at);
}

/**
 * @param {(number | string)[]} these
 * @param {(number | string)[]} those
 */
function compare(these, those) {
  const at = these.findIndex((key, index) => key !== those[index]);
  return at < 0 ? 0 : these[at] < those[at] ? -1 : 1;
}
