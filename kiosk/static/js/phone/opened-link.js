// <opened-link data-code data-unopened>: tells the server, once, that somebody has opened the page of this badge. A message's
// preview asks for the page too and runs no script.
import { act } from "../core/actions.js";

class OpenedLink extends HTMLElement {
  connectedCallback() {
    const { code, unopened } = this.dataset;
    if (unopened !== undefined) act("link.open", { code }, { quiet: true });
  }
}

customElements.define("opened-link", OpenedLink);
