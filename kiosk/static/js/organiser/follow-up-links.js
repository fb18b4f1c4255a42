// <follow-up-links>: the addresses at which agencies answer, or (data-verb) mark. One is made by a tap and shown this once, to be copied.
import { act, whileBusy } from "../core/actions.js";
import { find, findAround } from "../core/dom.js";
import { say } from "../core/page.js";
import { ask } from "../core/question.js";
import { toast } from "../core/toast.js";

class FollowUpLinks extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const made = findAround(event, "[data-link]");
    if (made) whileBusy(made, () => this.#make(made));
    else if (findAround(event, "[data-copy]")) this.#copy();
  }

  /** @param {HTMLElement} button */
  async #make(button) {
    const { link, name = "" } = button.dataset;
    if ("again" in button.dataset && !(await ask(say("again", { name }), { yes: say("again_yes"), danger: true }))) return;
    const verb = this.dataset.verb === "timetable.link" ? "timetable.link" : "follow_up.link";
    const answer = await act(verb, { agency: Number(link) }, { quiet: true });
    const place = find(this, "[data-error]");
    place.textContent = answer.ok ? "" : answer.message;
    place.hidden = answer.ok;
    if (!answer.ok) return;
    const path = new URL(answer.url, location.href).pathname;
    const url = new URL(path, this.dataset.origin || location.href).href; // what others can open
    Object.assign(find(this, "[data-address]", HTMLAnchorElement), { href: url, textContent: url });
    find(this, "[data-title]").textContent = say("made_link", { name });
    button.dataset.again = "";
    find(this, "[data-shown]").hidden = false;
    find(this, "[data-title]").focus();
  }

  async #copy() {
    const { href } = find(this, "[data-address]", HTMLAnchorElement);
    try {
      await navigator.clipboard.writeText(href);
      toast(say("copied"));
    } catch {
      getSelection()?.selectAllChildren(find(this, ".org-link")); // a page that is not secure has no clipboard
    }
  }
}

customElements.define("follow-up-links", FollowUpLinks);
