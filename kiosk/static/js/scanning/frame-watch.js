// Whether a camera still sees: from when its frames came and when its picture last changed. Pure; times in ms.

const STILL_MS = 10_000; // then people are pointed to the digits
const FIRST_AGAIN_MS = 4_000; // without a frame, the camera is started again; then after twice as long each time
const MOST_AGAIN_MS = 60_000;

export class FrameWatch {
  /** @type {number | null} */
  #frame = null; // time of the newest frame
  /** @type {number | null} */
  #change = null; // of the newest picture that differs from the one before
  /** @type {string | null} */
  #picture = null;
  #since = 0; // what came before counts for nothing: the page was hidden
  #isFresh = false; // a frame and a change since the last start
  #again = FIRST_AGAIN_MS;
  #next = 0;

  /** @param {number} now */
  constructor(now) {
    this.look(now);
  }

  /**
   * Wait anew from now on: the page was hidden, where frames stand still.
   * @param {number} now
   */
  look(now) {
    this.#since = now;
    this.started(now);
  }

  /**
   * The camera was started again: only what it shows now tells that it sees.
   * @param {number} now
   */
  started(now) {
    this.#isFresh = false;
    this.#next = now + this.#again;
  }

  /**
   * A frame came. picture: a small sample of its pixels as a string, or null where none was taken.
   * @param {number} now
   * @param {string | null} picture
   */
  saw(now, picture = null) {
    this.#frame = now;
    if (picture === null || picture === this.#picture) return;
    this.#picture = picture;
    this.#change = now;
    this.#isFresh = true;
  }

  /**
   * "waiting" for the first frame, "looking", or "still": no frame, or the same picture, for 10 s.
   * @param {number} now
   */
  state(now) {
    if (now - Math.max(this.#since, this.#seen) > STILL_MS) return "still";
    return this.#isFresh ? "looking" : "waiting";
  }

  /**
   * Whether the camera should be started again now; the next time is further away, until it sees again.
   * @param {number} now
   */
  isDue(now) {
    const isRecent = (/** @type {number | null} */ time) => time !== null && now - time < FIRST_AGAIN_MS / 2;
    if (this.#isFresh && isRecent(this.#seen)) {
      this.#again = FIRST_AGAIN_MS;
      this.#next = now + this.#again;
    }
    if (now < this.#next || (isRecent(this.#frame) && this.state(now) !== "still")) return false;
    this.#again = Math.min(MOST_AGAIN_MS, this.#again * 2);
    this.#next = now + this.#again;
    return true;
  }

  get #seen() {
    return Math.min(this.#frame ?? 0, this.#change ?? 0);
  }
}
