// Spoken guidance by a voice that lives on this machine (a voice from elsewhere would need the internet).
import { page } from "../core/page.js";
import { keepInMind, recall } from "../core/recall.js";
import { volume } from "../core/sounds.js";

const KEPT_ON = "kiosk-voice";
const KEPT_SPEED = "kiosk-speed";
const RATES = [0.6, 0.8, 1, 1.2, 1.5];

/**
 * Reads a sentence aloud, stopping what was being read, when guidance is switched on.
 * @param {string | null | undefined} sentence
 */
export function speak(sentence) {
  if (!voiceOn() || !globalThis.speechSynthesis) return;
  speechSynthesis.cancel();
  const voice = speechSynthesis.getVoices().find((one) => one.localService && one.lang.startsWith(page.lang));
  if (!voice || !sentence) return;
  const words = Object.assign(new SpeechSynthesisUtterance(sentence), { voice, lang: voice.lang });
  words.volume = volume() / 5;
  words.rate = RATES[speed() - 1];
  speechSynthesis.speak(words);
}

export function hush() {
  globalThis.speechSynthesis?.cancel();
}

export function voiceOn() {
  return recall(KEPT_ON) === "on";
}

/** @param {boolean} on */
export function setVoice(on) {
  keepInMind(KEPT_ON, on ? "on" : "off");
}

/** 1 (slow) to 5; 3 unless somebody changed it. */
export function speed() {
  return Number(recall(KEPT_SPEED) ?? 3);
}

/** @param {number} level */
export function setSpeed(level) {
  keepInMind(KEPT_SPEED, String(Math.min(RATES.length, Math.max(1, level))));
}

/** The next person finds everything as it is meant to be: only the volume is the kiosk's own. */
export function forgetVoice() {
  hush();
  keepInMind(KEPT_ON, null);
  keepInMind(KEPT_SPEED, null);
}
