// <action-button data-verb="ticket.leave" data-fields='{"ticket":12}'>: the button inside performs one action.
// data-ask: a question asked first; data-say: the answer's sentence is shown when it was done. Fires `acted` (bubbling; detail: the answer) when it was done or refused.
import { act, whileBusy } from "./actions.js";
import { toast } from "./toast.js";

class ActionButton extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
  }

  handleEvent(event) {
    const button = event.target.closest("button");
    const { verb, fields, ask } = this.dataset;
    if (!button || (ask && !confirm(ask))) return;
    whileBusy(button, async () => {
      const answer = await act(verb, JSON.parse(fields || "{}"));
      if (answer.ok && "say" in this.dataset) toast(answer.message);
      this.dispatchEvent(new CustomEvent("acted", { bubbles: true, detail: answer }));
    });
  }
}

customElements.define("action-button", ActionButton);
