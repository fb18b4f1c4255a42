// What somebody has typed, ticked or unfolded stays when the place around it is painted anew. Fields are known by their ids.
export class KeptFields {
  /** @type {Map<string, string | boolean>} */
  #values = new Map();

  /**
   * @param {HTMLElement} place
   * @param {AbortSignal} signal
   */
  keepFrom(place, signal) {
    for (const type of ["input", "toggle"]) place.addEventListener(type, (event) => this.#keep(event), { signal, capture: true });
  }

  /** @param {HTMLElement} place */
  restore(place) {
    for (const [id, value] of this.#values) {
      const field = place.querySelector(`#${CSS.escape(id)}`);
      if (field instanceof HTMLDetailsElement) field.open = value === true;
      else if (field instanceof HTMLInputElement && typeof value === "boolean") field.checked = value;
      else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = String(value);
    }
  }

  forget() {
    this.#values.clear();
  }

  /** @param {Event} event */
  #keep({ target }) {
    if (target instanceof HTMLDetailsElement) this.#values.set(target.id, target.open);
    else if (target instanceof HTMLInputElement && target.type === "checkbox") this.#values.set(target.id, target.checked);
    else if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) this.#values.set(target.id, target.value);
  }
}
