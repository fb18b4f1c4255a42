// <wake-lock>: keeps the screen on while its page is seen. Where that cannot be had (a page that is not secure has no
// wake lock), its sentence says what to do instead.

/** @typedef {{ request?: (type: string) => Promise<unknown> }} WakeLocks */

class ScreenAwake extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    document.addEventListener("visibilitychange", () => this.#hold(), { signal: this.#stop.signal });
    this.#hold();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  async #hold() {
    if (document.hidden) return;
    this.hidden = await held();
  }
}

async function held() {
  const locks = /** @type {WakeLocks | undefined} */ (Reflect.get(navigator, "wakeLock")); // a page or browser may lack it
  try {
    await locks?.request?.("screen");
    return Boolean(locks?.request);
  } catch {
    return false; // an empty battery, or a policy
  }
}

customElements.define("wake-lock", ScreenAwake);
