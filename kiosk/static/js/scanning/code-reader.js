// The decoder of QR codes: one that throws again and again, or never answers, is made anew.
import { BarcodeDetector, prepareZXingModule } from "../../vendor/barcode-detector.js";

const HANGS_MS = 4_000; // a frame takes 15 ms; the first waits for 1 MB of WebAssembly
const FIRST_HANGS_MS = 20_000;
const THROWS = 10; // frames in a row
const address = new URL("../../vendor/zxing_reader.wasm", import.meta.url).href;

export class CodeReader {
  /** @type {BarcodeDetector | null} */
  #detector = null;
  #threw = 0;
  #hasAnswered = false;

  constructor() {
    this.#start();
  }

  /**
   * The text of the QR code in this picture, or null. Never throws.
   * @param {HTMLVideoElement} picture
   */
  async read(picture) {
    const codes = await inTime(this.#detect(picture), this.#hasAnswered ? HANGS_MS : FIRST_HANGS_MS);
    if (codes === undefined || this.#threw >= THROWS) this.#start();
    return codes?.[0]?.rawValue || null;
  }

  /** @param {HTMLVideoElement} picture */
  async #detect(picture) {
    try {
      const codes = (await this.#detector?.detect(picture)) ?? [];
      this.#threw = 0;
      this.#hasAnswered = true;
      return codes;
    } catch {
      this.#threw += 1; // a frame that can't be read is followed by the next one
      return null;
    }
  }

  // New overrides make a new module: one that could not be fetched is asked for again.
  #start() {
    this.#threw = 0;
    this.#hasAnswered = false;
    prepareZXingModule({
      overrides: {
        locateFile: (/** @type {string} */ name, /** @type {string} */ folder) =>
          name.endsWith(".wasm") ? address : folder + name,
      },
    });
    this.#detector = new BarcodeDetector({ formats: ["qr_code"] });
  }
}

/**
 * What comes of it, or undefined when that takes longer.
 * @template Result
 * @param {Promise<Result>} coming
 * @param {number} ms
 */
function inTime(coming, ms) {
  let timer = 0;
  /** @type {Promise<undefined>} */
  const late = new Promise((go) => (timer = setTimeout(go, ms)));
  return Promise.race([coming, late]).finally(() => clearTimeout(timer));
}
