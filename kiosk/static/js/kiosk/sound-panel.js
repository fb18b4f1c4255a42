// <sound-panel>: how loud, how fast the spoken guidance reads, and whether it reads at all.
import { find, findAround } from "../core/dom.js";
import { play, setVolume, volume } from "../core/sounds.js";
import { setSpeed, setVoice, speak, speed, voiceOn } from "./speech.js";

/** @type {Record<string, [() => number, (level: number) => void]>} */
const LEVELS = { volume: [volume, setVolume], speed: [speed, setSpeed] };

class SoundPanel extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.#paint();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { change, by } = findAround(event, "[data-change]")?.dataset ?? {};
    if (change) {
      const [read, set] = LEVELS[change];
      set(read() + Number(by));
    } else if (findAround(event, "[data-voice]")) setVoice(!voiceOn());
    else return;
    this.#paint();
    play("new");
    speak(find(this, "h2").textContent);
  }

  #paint() {
    for (const [name, [read]] of Object.entries(LEVELS)) {
      find(this, `[data-of="${name}"]`).textContent = "●".repeat(read()) + "○".repeat(5 - read());
    }
    find(this, "[data-voice]").setAttribute("aria-pressed", String(voiceOn()));
  }
}

customElements.define("sound-panel", SoundPanel);
