// The organiser's own recordings, for boards without a voice: numbers, letters and words, played back to back without a gap.
import { read, readBytes } from "../core/answers.js";
import { audioContext, volume } from "../core/sounds.js";

/** @typedef {import("./announcer.js").Call} Call */

/** @type {Map<string, AudioBuffer> | null} */
let known = null;

/**
 * The clips that say a call, of those there are: 354 of its own, else 3 100 5 10 4 as Korean counts, else digit by digit.
 * Empty where one is missing.
 * @param {Pick<Call, "number" | "booth">} call
 * @param {{ has: (name: string) => boolean }} have
 * @returns {string[]}
 */
export function clipsFor({ number, booth }, have = known ?? new Map()) {
  const [, letters, digits] = /^(\D*)0*(\d*)$/.exec(booth) ?? ["", "", ""];
  const names = [...counted(String(number), have), "number", ...letters, ...counted(digits, have), "booth"];
  return names.every((name) => have.has(name)) ? names : [];
}

/**
 * Fetches and decodes what there is, once.
 * @returns {Promise<void>}
 */
export async function fetchClips() {
  const audio = audioContext();
  if (known || !audio) return;
  known = new Map();
  const answer = await read("/sounds.json", null);
  for (const { name, url } of answer.sounds ?? []) {
    const bytes = await readBytes(url);
    if (!bytes) continue;
    await audio.decodeAudioData(bytes).then(
      (sound) => known?.set(name, sound),
      () => {}, // a format that this browser does not know
    );
  }
}

/**
 * Plays them; resolves when the last one has ended.
 * @param {string[]} names
 * @returns {Promise<void>}
 */
export function playClips(names) {
  const audio = audioContext();
  const sounds = names.flatMap((name) => known?.get(name) ?? []);
  if (!audio || !sounds.length) return Promise.resolve();
  const loudness = audio.createGain();
  loudness.gain.value = volume() / 5;
  loudness.connect(audio.destination);
  let at = audio.currentTime + 0.05;
  let last = audio.createBufferSource();
  for (const buffer of sounds) {
    last = Object.assign(audio.createBufferSource(), { buffer });
    last.connect(loudness);
    last.start(at);
    at += buffer.duration;
  }
  return new Promise((resolve) => (last.onended = () => resolve()));
}

const TENS = ["", "10", "100", "1000"];

/**
 * @param {string} digits
 * @param {{ has: (name: string) => boolean }} have
 * @returns {string[]}
 */
function counted(digits, have) {
  if (!digits || have.has(digits)) return digits ? [digits] : [];
  if (!TENS.slice(1, digits.length).every((ten) => have.has(ten))) return [...digits];
  return [...digits].flatMap((digit, index) => {
    const ten = TENS[digits.length - 1 - index];
    if (digit === "0") return [];
    return ten ? (digit === "1" ? [ten] : [digit, ten]) : [digit];
  });
}
