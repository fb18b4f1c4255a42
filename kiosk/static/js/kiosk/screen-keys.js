// <screen-keys>: a Korean (두벌식) and Latin keyboard on the screen, for kiosks that bring none. It types into the
// field beside it; a real keyboard goes on working.
import { find, findAround, make, makeButton } from "../core/dom.js";
import { page } from "../core/page.js";
import { KeyTyping } from "./key-typing.js";

/** @type {Record<string, string[]>} */
const ROWS = {
  ko: ["ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"],
  shifted: ["ㅃㅉㄸㄲㅆㅛㅕㅑㅒㅖ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"],
  en: ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"],
  digits: ["1234567890", "()&.-·,", ""],
};

class ScreenKeys extends HTMLElement {
  #layer = page.lang === "en" ? "en" : "ko";
  #typing = new KeyTyping();

  connectedCallback() {
    this.#paint();
    this.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.addEventListener("click", (event) => this.#press(findAround(event, "button")));
    this.#field.form?.addEventListener("reset", () => this.#typing.end());
  }

  /** @param {HTMLButtonElement | null} button */
  #press(button) {
    if (!button) return;
    const { key = "", layer } = button.dataset;
    if (layer) return this.#turn(layer);
    const field = this.#field;
    field.value = this.#typing.press(field.value, key);
    if (this.#layer === "shifted") this.#turn("ko");
    field.focus();
  }

  /** @param {string} layer */
  #turn(layer) {
    this.#layer = layer === this.#layer ? "ko" : layer;
    if (layer !== "shifted" && layer !== "ko") this.#typing.end();
    this.#paint();
  }

  #paint() {
    const rows = ROWS[this.#layer].map((letters) => [...letters].map((letter) => key(letter, { key: letter })));
    rows[2].unshift(key("⇧", { layer: "shifted" }, this.#layer === "shifted"));
    rows[2].push(key("←", { key: "back" }));
    const space = key(" ", { key: " " });
    space.classList.add("keys-space");
    rows.push([
      key("한", { layer: "ko" }, this.#layer === "ko"),
      key("ABC", { layer: "en" }, this.#layer === "en"),
      key("123", { layer: "digits" }, this.#layer === "digits"),
      space,
    ]);
    this.replaceChildren(...rows.map((keys) => row(keys)));
  }

  get #field() {
    return find(/** @type {HTMLElement} */ (this.parentElement), ".kiosk-input", HTMLInputElement);
  }
}

/** @param {HTMLElement[]} keys */
function row(keys) {
  const made = make("div", { className: "keys-row" });
  made.append(...keys);
  return made;
}

/**
 * @param {string} label
 * @param {Record<string, string>} data
 * @param {boolean} [pressed]
 */
function key(label, data, pressed) {
  const made = makeButton(label === " " ? "␣" : label, "button keys-key", data);
  if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
  return made;
}

customElements.define("screen-keys", ScreenKeys);
