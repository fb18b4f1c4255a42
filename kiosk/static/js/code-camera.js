// <code-camera>: always looking for a QR badge while its page shows it. Fires `scan` {text, at}: at is when the frame
// that showed it came, by performance.now(). `paused` (attribute) lets it rest.
import { BarcodeDetector, prepareZXingModule } from "../vendor/barcode-detector.js";

const BETWEEN_FRAMES_MS = 60; // a frame takes 15 ms to read: the rest is for everything else
const AGAIN_MS = 5_000; // a camera that was unplugged may come back
const FOUND_MS = 700;
const WISHED = { video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false };
const reader = new URL("../vendor/zxing_reader.wasm", import.meta.url).href;

prepareZXingModule({ overrides: { locateFile: (name, folder) => (name.endsWith(".wasm") ? reader : folder + name) } });

class CodeCamera extends HTMLElement {
  #stop = null;
  #stream = null;
  #detector = null;
  #found = null;

  connectedCallback() {
    this.#stop = new AbortController();
    this.#detector = new BarcodeDetector({ formats: ["qr_code"] });
    this.#start();
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#release();
  }

  get paused() {
    return this.hasAttribute("paused");
  }

  set paused(resting) {
    this.toggleAttribute("paused", resting);
  }

  async #start() {
    const { signal } = this.#stop;
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia(WISHED);
    } catch {
      return this.#absent(signal); // no camera, not allowed, or a page that is not secure
    }
    if (signal.aborted) return this.#release();
    this.#video.srcObject = this.#stream;
    this.#stream.getVideoTracks()[0].addEventListener("ended", () => this.#absent(signal), { signal });
    await this.#video.play().catch(() => {});
    this.#word("");
    this.#look(signal);
  }

  #absent(signal) {
    this.#release();
    this.#word("absent");
    if (!signal.aborted && navigator.mediaDevices) setTimeout(() => signal.aborted || this.#start(), AGAIN_MS);
  }

  async #look(signal) {
    while (!signal.aborted && this.#stream?.active) {
      const at = await this.#nextFrame();
      if (!this.paused && !document.hidden) await this.#read(at);
      await new Promise((go) => setTimeout(go, BETWEEN_FRAMES_MS));
    }
  }

  async #read(at) {
    try {
      const [code] = await this.#detector.detect(this.#video);
      if (code?.rawValue) this.#tell(code.rawValue, at);
    } catch {
      // A frame that can't be read is followed by the next one.
    }
  }

  #tell(text, at) {
    this.toggleAttribute("found", true);
    clearTimeout(this.#found);
    this.#found = setTimeout(() => this.removeAttribute("found"), FOUND_MS);
    this.dispatchEvent(new CustomEvent("scan", { bubbles: true, detail: { text, at, by: "camera" } }));
  }

  #nextFrame() {
    const video = this.#video;
    // A video that is not shown (an answer stands there) goes on, but tells of no frames: the next in line is seen.
    const told = video.requestVideoFrameCallback && this.checkVisibility() && !document.hidden;
    if (!told) return Promise.resolve(performance.now());
    return new Promise((go) => {
      const timer = setTimeout(() => go(performance.now()), 500); // it may have been hidden meanwhile
      video.requestVideoFrameCallback((at) => {
        clearTimeout(timer);
        go(at);
      });
    });
  }

  #word(which) {
    for (const word of this.querySelectorAll("[data-camera]")) word.hidden = word.dataset.camera !== which;
    this.dataset.state = which || "looking";
  }

  #release() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }

  get #video() {
    return this.querySelector("video");
  }
}

customElements.define("code-camera", CodeCamera);
