// <code-camera>: always looking for a QR badge while its page shows it. Fires `scan` {text, at}: at is when the frame that
// showed it came, by performance.now(). `data-state` says how it stands: starting, looking, still, unanswered, absent.
// `paused` (attribute) lets it rest.
//
// A camera may be denied, taken, unplugged, muted, frozen, or never be allowed. In each case it is tried again, at growing
// intervals, so that it comes back by itself.
import { find, findAll, make } from "../core/dom.js";
import { CodeReader } from "./code-reader.js";
import { FrameWatch } from "./frame-watch.js";

const BETWEEN_FRAMES_MS = 60; // a frame takes 15 ms to read: the rest is for everything else
const BETWEEN_LOOKS_MS = 1_000; // does it still see?
const UNANSWERED_MS = 10_000; // the browser asks whether the camera may be used, and nobody says
const GIVES_UP_MS = 60_000; // a camera that never starts, though it may
const AGAIN_MS = [5_000, 60_000]; // a camera that was unplugged may come back
const FOUND_MS = 700;
const SAMPLE = { width: 48, height: 36 }; // pixels; an eye's worth of noise is in them
const WISHED = { video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false };

export class CodeCamera extends HTMLElement {
  #stop = new AbortController();
  /** @type {MediaStream | null} */
  #stream = null;
  #reader = new CodeReader();
  #watch = new FrameWatch(performance.now());
  #asked = 0; // counts the streams asked for: one that comes too late is let go
  /** @type {number | null} */
  #askedAt = null; // while none was given yet
  #again = AGAIN_MS[0];
  #retry = 0;
  #found = 0;
  /** @type {number | null} */
  #shownTime = null; // currentTime of the frame sampled last
  #canvas = make("canvas", SAMPLE);

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.dataset.state = "starting";
    this.#watch = new FrameWatch(performance.now());
    document.addEventListener("visibilitychange", () => this.#shown(), { signal });
    navigator.mediaDevices?.addEventListener?.("devicechange", () => this.#isOpen || this.#askedAt !== null || this.#start(), {
      signal,
    });
    const timer = setInterval(() => this.#check(), BETWEEN_LOOKS_MS);
    signal.addEventListener("abort", () => clearInterval(timer));
    this.#start();
    this.#look(signal);
  }

  disconnectedCallback() {
    this.#stop.abort();
    this.#asked += 1;
    this.#release();
  }

  get paused() {
    return this.hasAttribute("paused");
  }

  set paused(resting) {
    this.toggleAttribute("paused", resting);
  }

  async #start() {
    clearTimeout(this.#retry);
    this.#release();
    const asked = ++this.#asked;
    this.#askedAt = performance.now();
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia(WISHED);
      await loaded();
    } catch {
      return asked === this.#asked && this.#absent(); // no camera, not allowed, or a page that is not secure
    }
    if (asked !== this.#asked) return end(stream);
    this.#askedAt = null;
    this.#stream = stream;
    if (["looking", "still"].includes(this.dataset.state ?? "")) this.#watch.started(performance.now());
    else this.#watch.look(performance.now());
    stream.getVideoTracks()[0].addEventListener("ended", () => stream === this.#stream && this.#absent(), { once: true });
    this.#video.srcObject = stream;
    this.#video.play().catch(() => {}); // settles with the first frame, which may never come
    return undefined;
  }

  #absent() {
    this.#release();
    this.#askedAt = null;
    this.#say("absent");
    if (!navigator.mediaDevices) return;
    this.#retry = setTimeout(() => this.#start(), this.#again);
    this.#again = Math.min(AGAIN_MS[1], this.#again * 2);
  }

  // Frames stand still while the page is hidden: that is no fault, and a camera that ended meanwhile is started at once.
  #shown() {
    if (document.hidden) return;
    this.#watch.look(performance.now());
    if (!this.#isOpen && this.#askedAt === null) this.#start();
  }

  /** @returns {unknown} */
  #check() {
    if (document.hidden) return undefined;
    const now = performance.now();
    if (this.#askedAt !== null) return this.#await(now, this.#askedAt);
    if (!this.#stream) return undefined; // absent: its timer runs
    this.#sample(now);
    const state = this.#watch.state(now);
    if (state === "looking") this.#again = AGAIN_MS[0];
    if (state !== "waiting") this.#say(state);
    return this.#watch.isDue(now) ? this.#start() : undefined;
  }

  /**
   * Nobody has answered yet. Asking again would only ask them twice; one that was allowed and hangs is asked for anew.
   * @param {number} now
   * @param {number} asked
   */
  async #await(now, asked) {
    if (this.dataset.state === "looking" && this.#watch.state(now) === "still") this.#say("still");
    if (now - asked > UNANSWERED_MS && this.dataset.state !== "still") this.#say("unanswered");
    if (now - asked > GIVES_UP_MS && (await isAllowed()) && this.#askedAt !== null) await this.#start();
  }

  /**
   * currentTime goes on with each frame also where the video is not shown and tells of none (an answer stands there).
   * @param {number} now
   */
  #sample(now) {
    const { currentTime, readyState } = this.#video;
    if (readyState < 2 || currentTime === this.#shownTime) return;
    this.#shownTime = currentTime;
    const brush = this.#canvas.getContext("2d", { willReadFrequently: true });
    if (!brush) return;
    brush.drawImage(this.#video, 0, 0, SAMPLE.width, SAMPLE.height);
    this.#watch.saw(now, brush.getImageData(0, 0, SAMPLE.width, SAMPLE.height).data.join());
  }

  /** @param {AbortSignal} signal */
  async #look(signal) {
    while (!signal.aborted) {
      const at = await this.#nextFrame();
      if (this.#stream && !this.paused && !document.hidden && this.#video.readyState >= 2) await this.#read(at);
      await new Promise((go) => setTimeout(go, this.#stream ? BETWEEN_FRAMES_MS : BETWEEN_LOOKS_MS));
    }
  }

  /** @param {number} at */
  async #read(at) {
    if (this.dataset.state !== "looking") this.#check(); // its first frame
    const text = await this.#reader.read(this.#video);
    if (text) this.#tell(text, at);
  }

  /**
   * @param {string} text
   * @param {number} at
   */
  #tell(text, at) {
    this.toggleAttribute("found", true);
    clearTimeout(this.#found);
    this.#found = setTimeout(() => this.removeAttribute("found"), FOUND_MS);
    this.dispatchEvent(new CustomEvent("scan", { bubbles: true, detail: { text, at, by: "camera" } }));
  }

  /** @returns {Promise<number>} */
  #nextFrame() {
    const video = this.#video;
    // A video that is not shown (an answer stands there) goes on, but tells of no frames: the next in line is seen.
    const told = "requestVideoFrameCallback" in video && this.checkVisibility() && !document.hidden;
    if (!told) return Promise.resolve(performance.now());
    return new Promise((go) => {
      const timer = setTimeout(() => go(performance.now()), 500); // it may have been hidden meanwhile
      video.requestVideoFrameCallback((at) => {
        clearTimeout(timer);
        go(at);
      });
    });
  }

  /** @param {string} state */
  #say(state) {
    if (this.dataset.state === state) return;
    this.dataset.state = state;
    for (const word of findAll(this, "[data-camera]")) word.hidden = word.dataset.camera !== state;
  }

  #release() {
    if (this.#stream) end(this.#stream);
    this.#stream = null;
  }

  get #isOpen() {
    return this.#stream?.getVideoTracks()[0]?.readyState === "live";
  }

  get #video() {
    return find(this, "video");
  }
}

/** @param {MediaStream} stream */
function end(stream) {
  for (const track of stream.getTracks()) track.stop();
}

// A video without a frame holds the page's load event back, and what waits for it: keeping the page for a cut-off day.
async function loaded() {
  if (document.readyState !== "complete") await new Promise((go) => addEventListener("load", go, { once: true }));
}

async function isAllowed() {
  try {
    return (await navigator.permissions.query({ name: "camera" })).state === "granted";
  } catch {
    return true; // a browser that doesn't tell
  }
}

customElements.define("code-camera", CodeCamera);
