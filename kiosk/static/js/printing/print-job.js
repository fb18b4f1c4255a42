// <print-job>: prints the page once and says so: `sent` before anything can come out, so that no reload prints a badge twice.
import { act } from "../core/actions.js";
import { find } from "../core/dom.js";
import { say } from "../core/page.js";

class PrintJob extends HTMLElement {
  connectedCallback() {
    find(this, "button").addEventListener("click", () => this.print());
    if (this.getAttribute("state") === "queued") this.print();
    else this.end(say("print_not_now"));
  }

  async print() {
    const image = find(this, "img");
    try {
      await image.decode();
    } catch {
      return this.end(say("print_no_image"));
    }
    find(this, "button").hidden = true;
    const begun = await this.report("sent");
    if (!begun.ok) return this.end(begun.message);
    await printed();
    const done = await this.report("done");
    this.end(done.ok ? say("print_done") : done.message);
  }

  /** @param {string} state */
  report(state) {
    return act("print.report", { job: Number(this.getAttribute("job")), state }, { quiet: true });
  }

  /**
   * Says how it went, also to the desk's page, which takes the frame away again.
   * @param {string} sentence
   */
  end(sentence) {
    find(this, "p").textContent = sentence;
    if (parent !== window) parent.postMessage({ printed: Number(this.getAttribute("job")) }, location.origin);
  }
}

/**
 * Resolves once the browser has taken the page: it tells `afterprint`, with a dialog or without.
 * @returns {Promise<Event>}
 */
function printed() {
  return new Promise((done) => {
    window.addEventListener("afterprint", done, { once: true });
    window.print();
  });
}

customElements.define("print-job", PrintJob);
