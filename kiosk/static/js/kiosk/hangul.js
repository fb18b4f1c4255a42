// Puts jamo together into syllables as a two-set (두벌식) keyboard does.

const INITIALS = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
const VOWELS = [..."ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"];
const FINALS = ["", ..."ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"];
/** @type {Record<string, string>} */
const JOINED_VOWELS = { ㅗㅏ: "ㅘ", ㅗㅐ: "ㅙ", ㅗㅣ: "ㅚ", ㅜㅓ: "ㅝ", ㅜㅔ: "ㅞ", ㅜㅣ: "ㅟ", ㅡㅣ: "ㅢ" };
/** @type {Record<string, string>} */
const JOINED_FINALS = {
  ㄱㅅ: "ㄳ",
  ㄴㅈ: "ㄵ",
  ㄴㅎ: "ㄶ",
  ㄹㄱ: "ㄺ",
  ㄹㅁ: "ㄻ",
  ㄹㅂ: "ㄼ",
  ㄹㅅ: "ㄽ",
  ㄹㅌ: "ㄾ",
  ㄹㅍ: "ㄿ",
  ㄹㅎ: "ㅀ",
  ㅂㅅ: "ㅄ",
};

/** One syllable at a time. type(letter) gives what is finished; `text` is what still grows. */
export class Composer {
  /** @type {string[]} */
  #keys = []; // the jamo struck since the last finished syllable

  get text() {
    return compose(this.#keys);
  }

  /** @param {string} letter */
  type(letter) {
    if (!isJamo(letter)) return this.end() + letter;
    const grown = [...this.#keys, letter];
    if ([...compose(grown)].length <= 1) {
      this.#keys = grown;
      return "";
    }
    // A final consonant before a vowel begins the next syllable.
    const last = this.#keys[this.#keys.length - 1];
    const moves = VOWELS.includes(letter) && this.#keys.length > 1 && !VOWELS.includes(last);
    const kept = moves ? this.#keys.slice(0, -1) : this.#keys;
    this.#keys = moves ? [last, letter] : [letter];
    return compose(kept);
  }

  /** One key less; gives what still grows. */
  back() {
    this.#keys.pop();
    return this.text;
  }

  /** Nothing grows any more; gives what did. */
  end() {
    const done = this.text;
    this.#keys = [];
    return done;
  }
}

/** @param {string} letter */
function isJamo(letter) {
  return INITIALS.includes(letter) || VOWELS.includes(letter);
}

/**
 * As much as one syllable takes; what does not fit follows as it is, so that the result is longer than one letter.
 * @param {string[]} keys
 */
function compose(keys) {
  if (keys.length < 2 || VOWELS.includes(keys[0]) || !VOWELS.includes(keys[1])) return keys.join("");
  let at = 2;
  let vowel = keys[1];
  if (JOINED_VOWELS[vowel + keys[at]]) vowel = JOINED_VOWELS[vowel + keys[at++]];
  let final = "";
  if (FINALS.indexOf(keys[at]) > 0) final = keys[at++];
  if (final && JOINED_FINALS[final + keys[at]]) final = JOINED_FINALS[final + keys[at++]];
  const syllable = 0xac00 + (INITIALS.indexOf(keys[0]) * 21 + VOWELS.indexOf(vowel)) * 28 + FINALS.indexOf(final);
  return String.fromCharCode(syllable) + keys.slice(at).join("");
}
