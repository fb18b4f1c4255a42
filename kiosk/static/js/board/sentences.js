// What a board says of its calls, and about how long that takes. Whoever is announced alone is asked to come in a whole sentence.
// While several share the hero each is a number and a booth; of four in the first language alone.

/** @typedef {import("./announcer.js").Call} Call */
/** @typedef {"ko" | "en"} Language */

const CHIME_MS = 900;
// How long a Korean and an English voice take at their usual rate, estimated long: too long costs a rest, too short a word.
const WHOLE_MS = 3_400;
const SHORT_MS = 2_000;

/**
 * What to say of these calls, a text a language, the first language first.
 * @param {Call[]} calls
 * @param {Language[]} languages
 */
export function sentences(calls, languages) {
  const how = calls.length > 1 ? SHORT : WHOLE;
  return spoken(calls, languages).map((lang) => ({ lang, text: calls.map((call) => how[lang](call)).join(" ") }));
}

/**
 * How long a chime and these sentences take (ms).
 * @param {Call[]} calls
 * @param {Language[]} languages
 */
export function sayingMs(calls, languages) {
  const once_ms = calls.length > 1 ? calls.length * SHORT_MS : WHOLE_MS;
  return CHIME_MS + spoken(calls, languages).length * once_ms;
}

/**
 * @param {Call[]} calls
 * @param {Language[]} languages
 */
function spoken(calls, languages) {
  return calls.length > 2 ? languages.slice(0, 1) : languages;
}

/** @type {Record<Language, (call: Call) => string>} */
const WHOLE = {
  ko: ({ number, booth }) => `${number}번 손님, ${spelt(booth)} 부스로 오십시오.`,
  en: ({ number, booth }) => `Number ${number}, please come to booth ${spelt(booth)}.`,
};
/** @type {Record<Language, (call: Call) => string>} */
const SHORT = {
  ko: ({ number, booth }) => `${number}번, ${spelt(booth)}.`,
  en: ({ number, booth }) => `${number}, ${spelt(booth)}.`,
};

/**
 * A03 as voices say it: A 3, and not "a zero three" nor a word.
 * @param {string} booth
 */
function spelt(booth) {
  const [, letters, digits] = /^(\D*)0*(\d*)$/.exec(booth) ?? [];
  return [letters, digits].filter(Boolean).join(" ") || booth;
}
