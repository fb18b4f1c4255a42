// The decoder of QR codes: one that throws again and again, or never answers, is made anew. It is larger than all else on
// its page, so it comes with the camera's first frame: by then the page has loaded.
const HANGS_MS = 4_000; // a frame takes 15 ms; the first waits for 1 MB of WebAssembly
const FIRST_HANGS_MS = 20_000;
const THROWS = 10; // frames in a row
const ASKED_AGAIN_MS = 2_000; // a decoder that could not be fetched
const address = new URL("../../vendor/zxing_reader.wasm", import.meta.url).href;

export class CodeReader {
  /** @type {import("../../vendor/barcode-detector.js").BarcodeDetector | null} */
  #detector = null;
  #threw = 0;
  #hasAnswered = false;

  /**
   * The text of the QR code in this picture, or null. Never throws.
   * @param {HTMLVideoElement} picture
   */
  async read(picture) {
    const codes = await inTime(this.#detect(picture), this.#hasAnswered ? HANGS_MS : FIRST_HANGS_MS);
    if (codes === undefined || this.#threw >= THROWS) this.#forget();
    return codes?.[0]?.rawValue || null;
  }

  /** @param {HTMLVideoElement} picture */
  async #detect(picture) {
    try {
      this.#detector ??= await made();
      const codes = await this.#detector.detect(picture);
      this.#threw = 0;
      this.#hasAnswered = true;
      return codes;
    } catch {
      this.#threw += 1; // a frame that can't be read is followed by the next one
      return null;
    }
  }

  #forget() {
    this.#threw = 0;
    this.#hasAnswered = false;
    this.#detector = null;
  }
}

// New overrides make a new module: one that could not be fetched is asked for again.
async function made() {
  const { BarcodeDetector, prepareZXingModule } = await decoder();
  prepareZXingModule({
    overrides: {
      locateFile: (/** @type {string} */ name, /** @type {string} */ folder) =>
        name.endsWith(".wasm") ? address : folder + name,
    },
  });
  return new BarcodeDetector({ formats: ["qr_code"] });
}

async function decoder() {
  try {
    return await import("../../vendor/barcode-detector.js");
  } catch (error) {
    await new Promise((go) => setTimeout(go, ASKED_AGAIN_MS));
    throw error;
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
