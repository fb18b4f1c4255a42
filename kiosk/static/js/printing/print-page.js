// <print-page>: prints the badge it shows, once it is drawn and again by its button.

import { find } from "../core/dom.js";

class PrintPage extends HTMLElement {
  async connectedCallback() {
    find(this, "[data-print-now]").addEventListener("click", () => print());
    await find(this, "img")
      .decode()
      .then(
        () => print(),
        () => {},
      );
  }
}

customElements.define("print-page", PrintPage);
