// <digit-pad data-length="16" data-group="4">: big keys for digits. Fires `digits` {digits, name, full} at each key.

class DigitPad extends HTMLElement {
  #digits = "";
  #stop = null;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener("click", (event) => this.#press(event.target.closest("[data-key]")?.dataset.key), { signal });
    addEventListener("keydown", (event) => this.#typed(event), { signal });
    this.#paint();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  get digits() {
    return this.#digits;
  }

  set digits(digits) {
    this.#digits = digits.slice(0, this.#length);
    this.#paint();
  }

  get full() {
    return this.#digits.length === this.#length;
  }

  #typed(event) {
    if (!this.checkVisibility() || event.ctrlKey || event.metaKey || event.target.closest?.("input")) return;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    const key = digit ?? { Backspace: "back", Delete: "clear" }[event.code];
    if (key) this.#press(key);
  }

  #press(key) {
    if (!key) return;
    if (key === "clear") this.digits = "";
    else if (key === "back") this.digits = this.#digits.slice(0, -1);
    else this.digits = this.#digits + key;
    const detail = { digits: this.#digits, name: this.dataset.name, full: this.full };
    this.dispatchEvent(new CustomEvent("digits", { bubbles: true, detail }));
  }

  // Groups as they are printed, with a line where a digit is missing.
  #paint() {
    const whole = this.#digits.padEnd(this.#length, "_");
    let at = 0;
    const groups = this.#groups.map((size) => whole.slice(at, (at += size)));
    const shown = this.querySelector(".pad-shown");
    shown.replaceChildren(...groups.map((text) => Object.assign(document.createElement("span"), { textContent: text })));
  }

  get #length() {
    return Number(this.dataset.length);
  }

  get #groups() {
    const sizes = this.dataset.group.split(",").map(Number);
    if (sizes.length > 1) return sizes;
    return Array.from({ length: this.#length / sizes[0] }, () => sizes[0]);
  }
}

customElements.define("digit-pad", DigitPad);
