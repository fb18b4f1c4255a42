// Tones made by the browser itself: one each for the five answers of a scan, and one for a call.
import { keepInMind, recall } from "./recall.js";

/** @type {Record<string, number[][]>} */
const TONES = {
  // [frequency in Hz, start in s, length in s]
  new: [
    [523, 0, 0.14],
    [659, 0.13, 0.14],
    [784, 0.26, 0.3],
  ],
  again: [
    [659, 0, 0.14],
    [659, 0.18, 0.22],
  ],
  back: [
    [784, 0, 0.14],
    [659, 0.13, 0.14],
    [784, 0.26, 0.26],
  ],
  repeat: [[392, 0, 0.1]],
  kept: [
    [523, 0, 0.14],
    [523, 0.18, 0.22],
  ],
  refused: [
    [330, 0, 0.22],
    [247, 0.24, 0.38],
  ],
  call: [
    [880, 0, 0.28],
    [698, 0.3, 0.5],
  ],
  ceremony: [
    [523, 0, 0.5],
    [659, 0.16, 0.5],
    [784, 0.32, 0.6],
    [1047, 0.52, 1.4],
    [784, 0.52, 1.4],
  ],
};
const KEPT_VOLUME = "kiosk-volume";

/** @type {AudioContext | null} */
let audio = null;
addEventListener("pointerdown", unlock, { capture: true });
addEventListener("keydown", unlock, { capture: true });

/**
 * Plays new | again | back | repeat | kept | refused | call | ceremony; silent until the page was touched once.
 * @param {string} name
 */
export function play(name) {
  if (volume() === 0 || audio?.state !== "running") return false;
  const start = audio.currentTime + 0.02;
  for (const [frequency, at, length] of TONES[name] ?? []) tone(audio, frequency, start + at, length);
  return true;
}

/** How loud tones are: 0 (silent) to 5; 3 unless somebody changed it. */
export function volume() {
  return Number(recall(KEPT_VOLUME) ?? 3);
}

/** @param {number} level */
export function setVolume(level) {
  keepInMind(KEPT_VOLUME, String(Math.min(5, Math.max(0, level))));
}

/** Whether the browser lets the page sound already: it does after a first touch. */
export function soundReady() {
  return audio?.state === "running";
}

/** Where sounds are played; null before the page was touched once. */
export function audioContext() {
  return audio;
}

export function unlock() {
  const Context = window.AudioContext ?? window.webkitAudioContext;
  if (!Context) return;
  audio ??= new Context();
  if (audio.state === "suspended") audio.resume();
}

/**
 * @param {AudioContext} sound
 * @param {number} frequency
 * @param {number} at
 * @param {number} length
 */
function tone(sound, frequency, at, length) {
  const voice = sound.createOscillator();
  const loudness = sound.createGain();
  voice.type = "triangle";
  voice.frequency.value = frequency;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(volume() / 6, at + 0.015);
  loudness.gain.exponentialRampToValueAtTime(0.001, at + length);
  voice.connect(loudness).connect(sound.destination);
  voice.start(at);
  voice.stop(at + length + 0.05);
}
