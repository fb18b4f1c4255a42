// <sound-panel>: how loud, how fast the spoken guidance reads, and whether it reads at all.
import { read } from "../core/answers.js";
import { play, setVolume, volume } from "../core/sounds.js";
import { setSpeed, setVoice, speak, speed, voiceOn } from "./speech.js";

const LEVELS = { volume: [volume, setVolume], speed: [speed, setSpeed] };

class SoundPanel extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.#paint();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent(event) {
    const { change, by } = event.target.closest("[data-change]")?.dataset ?? {};
    if (change) {
      const [read, set] = LEVELS[change];
      set(read() + Number(by));
    } else if (event.target.closest("[data-voice]")) setVoice(!voiceOn());
    else return;
    this.#paint();
    play("new");
    speak(this.querySelector("h2").textContent);
  }

  #paint() {
    for (const [name, [read]] of Object.entries(LEVELS)) {
      this.querySelector(`[data-of="${name}"]`).textContent = "●".repeat(read()) + "○".repeat(5 - read());
    }
    this.querySelector("[data-voice]").setAttribute("aria-pressed", String(voiceOn()));
  }
}

customElements.define("sound-panel", SoundPanel);
