// <own-places>: what this phone itself may do. It never comes over the socket: it is asked for again by the page's
// own request whenever the visitor's places changed.
import { act, whileBusy } from "./actions.js";
import { toast } from "./toast.js";

class OwnPlaces extends HTMLElement {
  #stop = null;

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const changed of ["live:show", "live:join"]) {
      document.addEventListener(changed, () => this.#refresh(), { signal });
    }
    this.addEventListener("acted", () => this.#refresh(), { signal });
    this.addEventListener("submit", (event) => this.#submit(event), { signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  async #submit(event) {
    event.preventDefault();
    const form = event.target;
    const { join, bind } = form.dataset;
    const given = Object.fromEntries(new FormData(form));
    const [verb, fields] = join ? ["ticket.join", { code: join, ...given }] : ["phone.bind", { code: bind, ...given }];
    const answer = await whileBusy(form.querySelector("button"), () => act(verb, fields));
    if (!answer) return;
    if (answer.ok) toast(answer.message);
    this.#refresh();
  }

  // Not while somebody types or chooses here: their hand comes first.
  async #refresh() {
    if (this.contains(document.activeElement) && document.activeElement.matches("input, select")) return;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const fresh = page.querySelector("own-places");
      if (fresh && fresh.innerHTML !== this.innerHTML) this.replaceChildren(...fresh.childNodes);
    } catch {
      // The band says that the server is away; the next change asks again.
    }
  }
}

customElements.define("own-places", OwnPlaces);
