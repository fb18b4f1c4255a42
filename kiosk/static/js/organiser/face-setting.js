// <face-setting>: the expo's names, colour and emblem. What is typed or chosen shows in the preview at once, in the colours
// that the server makes of it; nothing is set before 저장.
import { act, whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, findAround } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

const REST_MS = 300;
const PAINTED_PX = 256; // some six millimetres on paper
const MAX_BYTES = 200_000;

class FaceSetting extends HTMLElement {
  #emblem = ""; // what was chosen, as a data: address
  #timer = 0;
  #asked = 0;

  connectedCallback() {
    for (const type of ["input", "change", "click", "submit"]) this.addEventListener(type, this);
    this.#preview();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    for (const type of ["input", "change", "click", "submit"]) this.removeEventListener(type, this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (event.type === "submit") {
      event.preventDefault();
      whileBusy(/** @type {SubmitEvent} */ (event).submitter, () => this.#save());
    } else if (event.type === "click") {
      const button = findAround(event, "[data-reset]");
      if (button) whileBusy(button, () => this.#set({ reset: [button.dataset.reset] }));
    } else if (target.name === "emblem") {
      if (event.type === "change") this.#choose(target.files?.[0]);
    } else {
      if ("well" in target.dataset) this.#field("colour").value = target.value;
      this.#showNames();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#preview(), REST_MS);
    }
  }

  /** @param {File | undefined} file */
  async #choose(file) {
    this.#emblem = "";
    if (file && file.size > MAX_BYTES) return this.#complain({ emblem: say("emblem_too_large") });
    this.#emblem = file ? await asAddress(file) : "";
    await this.#preview();
  }

  #showNames() {
    const name = this.#field("name").value;
    for (const place of findAll(this, "[data-shows]")) {
      place.textContent = (place.dataset.shows === "short_name" && this.#field("short_name").value) || name;
    }
  }

  async #preview() {
    const asked = ++this.#asked;
    const fields = { colour: this.#field("colour").value, ...(this.#emblem ? { emblem: this.#emblem } : {}) };
    const looks = await read("/organiser/face.json", fields);
    if (asked !== this.#asked || looks.away) return;
    this.#complain(looks.fields ?? {}, looks.ok ? looks.message : "");
    if (!looks.ok || !looks.light || !looks.dark) return;
    if (looks.colour) find(this, "[data-well]", HTMLInputElement).value = looks.colour;
    dress(find(this, ".face-preview"), looks.light);
    dress(find(this, ".face-preview-dark"), looks.dark);
  }

  async #save() {
    const values = ["name", "name_en", "short_name", "colour"].map((name) => [name, this.#field(name).value.trim()]);
    const reset = values.filter(([name, value]) => !value && name !== "name" && name !== "colour").map(([name]) => name);
    /** @type {Record<string, unknown>} */
    const fields = { ...Object.fromEntries(values.filter(([, value]) => value)), ...(reset.length ? { reset } : {}) };
    if (this.#emblem) Object.assign(fields, { emblem: this.#emblem }, await this.#painted());
    await this.#set(fields);
  }

  /** @param {Record<string, unknown>} fields */
  async #set(fields) {
    const answer = await act("expo.face", fields, { quiet: true });
    this.#complain(answer.fields ?? {}, answer.ok || answer.fields ? "" : answer.message);
    if (!answer.ok) return;
    toast([say("face_saved"), answer.message].filter(Boolean).join(" "));
    setTimeout(() => location.reload(), answer.message ? 4_000 : 1_000);
  }

  /** The emblem as badges print it. An SVG that this browser cannot paint goes without. */
  async #painted() {
    const image = new Image();
    image.src = this.#emblem;
    try {
      await image.decode();
      const size = PAINTED_PX / Math.max(image.naturalWidth || 1, image.naturalHeight || 1);
      const canvas = document.createElement("canvas");
      canvas.width = Math.round((image.naturalWidth || PAINTED_PX) * size);
      canvas.height = Math.round((image.naturalHeight || PAINTED_PX) * size);
      canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
      return { emblem_png: canvas.toDataURL("image/png") };
    } catch {
      return {};
    }
  }

  /**
   * @param {Record<string, string>} fields
   * @param {string} rest
   */
  #complain(fields, rest = "") {
    for (const place of findAll(this, "[data-error]")) {
      const name = place.dataset.error ?? "";
      place.textContent = (name === "form" ? rest : fields[name]?.replace(`${name}: `, "")) || "";
      place.hidden = !place.textContent;
    }
  }

  /** @param {string} name */
  #field(name) {
    return find(this, `[name="${name}"]`, HTMLInputElement);
  }
}

/**
 * @param {HTMLElement} place
 * @param {Record<string, string>} properties
 */
function dress(place, properties) {
  for (const [name, value] of Object.entries(properties)) place.style.setProperty(`--${name}`, value);
}

/**
 * @param {File} file
 * @returns {Promise<string>}
 */
function asAddress(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

customElements.define("face-setting", FaceSetting);
