// <board-sound>: one tap switches a board's sound on and it stays on; its volume and its quiet hours are its own.
import { find, findAround } from "../core/dom.js";
import { say as words } from "../core/page.js";
import { keepInMind, recall } from "../core/recall.js";
import { play, setVolume, soundReady, unlock, volume } from "../core/sounds.js";
import { fetchClips } from "./clips.js";
import { KEPT_ON, KEPT_QUIET, voiceOf } from "./speaker.js";

const LOOK_MS = 2_000;

class BoardSound extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.addEventListener("click", this);
    this.addEventListener("change", this);
    this.#timer = setInterval(() => this.#paint(), LOOK_MS);
    this.#fillHours();
    if (this.#isOn) this.#wake();
    this.#paint();
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
    this.removeEventListener("change", this);
    clearInterval(this.#timer);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { do: deed, by } = findAround(event, "[data-do], [data-by]")?.dataset ?? {};
    if (event.type === "change") this.#keepHours();
    else if (deed === "panel") this.#panel.hidden = !this.#panel.hidden;
    else if (deed === "on") this.#turn(true);
    else if (deed === "sound") this.#turn(!this.#isOn);
    else if (by) {
      setVolume(volume() + Number(by));
      play("call");
    } else return;
    this.#paint();
  }

  /** @param {boolean} on */
  async #turn(on) {
    keepInMind(KEPT_ON, on ? "on" : "off");
    if (!on) return;
    await this.#wake();
    play("call");
    this.#paint();
  }

  // A browser that was started so sounds without a touch.
  #wake() {
    unlock();
    return fetchClips();
  }

  // A browser lets a page sound after a touch alone: a board that was switched on before asks for one.
  #paint() {
    find(this, '[data-do="on"]', HTMLElement).hidden = this.#isOn && soundReady();
    find(this, '[data-do="panel"]').setAttribute("aria-expanded", String(!this.#panel.hidden));
    const sound = find(this, '[data-do="sound"]');
    sound.setAttribute("aria-pressed", String(this.#isOn));
    sound.textContent = words(this.#isOn ? "sound_on" : "sound_off");
    find(this, ".board-volume").textContent = "●".repeat(volume()) + "○".repeat(5 - volume());
    find(this, "[data-voices]", HTMLElement).hidden = Boolean(voiceOf("ko"));
  }

  #fillHours() {
    const [from = "", until = ""] = (recall(KEPT_QUIET) ?? "").split("-");
    this.#hour("quiet_from").value = from;
    this.#hour("quiet_until").value = until;
  }

  #keepHours() {
    const hours = `${this.#hour("quiet_from").value}-${this.#hour("quiet_until").value}`;
    keepInMind(KEPT_QUIET, hours === "-" ? null : hours);
  }

  /** @param {string} name */
  #hour(name) {
    return find(this, `[name="${name}"]`, HTMLInputElement);
  }

  get #panel() {
    return find(this, ".board-panel", HTMLElement);
  }

  get #isOn() {
    return recall(KEPT_ON) === "on";
  }
}

customElements.define("board-sound", BoardSound);
