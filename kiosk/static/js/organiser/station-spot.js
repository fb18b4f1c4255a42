// <station-spot>: a tap on the map of the square fills in where a station stands (metres).
import { find, findAround, formField } from "../core/dom.js";
import { metresAt } from "../core/square.js";

class StationSpot extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  /** @param {MouseEvent} event */
  handleEvent(event) {
    const map = findAround(event, "svg");
    if (!(map instanceof SVGSVGElement)) return;
    const { x_m, y_m } = metresAt(map, event);
    const form = find(this, "form", HTMLFormElement);
    formField(form, "x_m").value = String(x_m);
    formField(form, "y_m").value = String(y_m);
    const dot = find(map, ".square-dot");
    dot.setAttribute("cx", String(x_m));
    dot.setAttribute("cy", String(y_m));
    find(map, ".drawn-here").remove();
  }
}

customElements.define("station-spot", StationSpot);
