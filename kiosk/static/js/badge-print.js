// Prints the page once and says so: `sent` before anything can come out, so that no reload prints a badge twice.
import { act } from "./actions.js";
import { say } from "./page.js";

class BadgePrint extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.button.addEventListener("click", () => this.print());
    if (this.getAttribute("state") === "queued") this.print();
    else this.note(say("print_not_now"));
  }

  async print() {
    const image = this.querySelector("img");
    try {
      await image.decode();
    } catch {
      return this.note(say("print_no_image"));
    }
    this.button.hidden = true;
    const begun = await this.report("sent");
    if (!begun.ok) return this.note(begun.message);
    await printed();
    const done = await this.report("done");
    this.note(done.ok ? say("print_done") : done.message);
    // Who opened the page in a frame takes it away again.
    window.parent.postMessage({ printed: Number(this.getAttribute("job")), ok: done.ok }, location.origin);
  }

  report(state) {
    return act("print.report", { job: Number(this.getAttribute("job")), state }, { quiet: true });
  }

  note(sentence) {
    this.querySelector("p").textContent = sentence;
  }
}

/** Resolves once the browser has taken the page: it tells `afterprint`, with a dialog or without. */
function printed() {
  return new Promise((done) => {
    window.addEventListener("afterprint", done, { once: true });
    window.print();
  });
}

customElements.define("badge-print", BadgePrint);
