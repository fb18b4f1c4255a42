// <share-link>: the address of this view for somebody else: handed to the phone's own sharing, or copied; where a page may do
// neither (plain HTTP), it is said.
import { findAround, findAll } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

class ShareLink extends HTMLElement {
  connectedCallback() {
    for (const button of findAll(this, "button")) button.hidden = false;
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (findAround(event, "button")) share(address());
  }
}

/** The canonical address: no station, no language of somebody else. */
function address() {
  const path = document.head.querySelector('link[rel="canonical"]')?.getAttribute("href") ?? location.pathname;
  return new URL(path, location.href).href;
}

/** @param {string} link */
async function share(link) {
  try {
    // eslint-disable-next-line kiosk/newer -- asked for; who lacks it copies
    if (navigator.share) return await navigator.share({ url: link });
    await navigator.clipboard.writeText(link);
    toast(say("link_copied"));
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) toast(say("link_is", { address: link }));
  }
}

customElements.define("share-link", ShareLink);
