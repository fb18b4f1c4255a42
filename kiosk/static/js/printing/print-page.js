// <print-page>: prints the badge it shows, once it is drawn and again by its button.

class PrintPage extends HTMLElement {
  async connectedCallback() {
    this.querySelector("[data-print-now]").addEventListener("click", () => print());
    await this.querySelector("img").decode().then(() => print(), () => {});
  }
}

customElements.define("print-page", PrintPage);
