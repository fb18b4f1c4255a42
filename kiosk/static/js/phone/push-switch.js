// <push-switch data-key data-visitor data-code [data-on]>: whether this phone is told while its page is closed. One tap asks
// the phone and tells the server where its maker takes messages; another stops it. What the phone can't do, it says.
//
// The worker (push-worker.js) serves this visitor's page alone, so its own address says which page a message opens.
import { act, whileBusy } from "../core/actions.js";
import { find, findAll } from "../core/dom.js";
import { toast } from "../core/toast.js";

const WORKER = "/v/push-worker.js";

class PushSwitch extends HTMLElement {
  #stop = new AbortController();

  connectedCallback() {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const [allow, end] = [find(this, "[data-allow]", HTMLButtonElement), find(this, "[data-end]", HTMLButtonElement)];
    allow.addEventListener("click", () => whileBusy(allow, () => this.#allow()), { signal });
    end.addEventListener("click", () => whileBusy(end, () => this.#end()), { signal });
    this.#show(this.#state());
    if ("on" in this.dataset) this.#lookAtThePhone();
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #state() {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "unable";
    if (Notification.permission === "denied") return "denied";
    return "on" in this.dataset ? "on" : "off";
  }

  // The server may still know what the phone has forgotten: then it has to be allowed once more.
  async #lookAtThePhone() {
    if (!(await this.#subscription().catch(() => null))) this.#show(this.#state() === "on" ? "off" : this.#state());
  }

  async #allow() {
    if ((await Notification.requestPermission()) !== "granted") {
      this.#show(this.#state());
      return;
    }
    const keys = await this.#subscribe().catch(() => null);
    if (keys === null) {
      this.#show("failed");
      return;
    }
    await this.#perform("push.subscribe", keys);
  }

  async #end() {
    const subscription = await this.#subscription().catch(() => null);
    await subscription?.unsubscribe().catch(() => false);
    await this.#perform("push.unsubscribe", {});
  }

  async #subscribe() {
    const { code, key = "" } = this.dataset;
    const registration = await navigator.serviceWorker.register(WORKER, { scope: `/v/${code}` });
    await active(registration);
    const known = await registration.pushManager.getSubscription();
    await known?.unsubscribe(); // it may be of a key that this server has no more
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    const { endpoint, keys } = subscription.toJSON();
    return { endpoint, p256dh: keys?.p256dh, auth: keys?.auth };
  }

  async #subscription() {
    const registration = await navigator.serviceWorker?.getRegistration(`/v/${this.dataset.code}`);
    return (await registration?.pushManager.getSubscription()) ?? null;
  }

  /**
   * @param {"push.subscribe" | "push.unsubscribe"} verb
   * @param {Fields} fields
   */
  async #perform(verb, fields) {
    const place = this.parentElement;
    const answer = await act(verb, { visitor: Number(this.dataset.visitor), ...fields });
    if (answer.ok) toast(answer.message);
    place?.dispatchEvent(new CustomEvent("acted", { bubbles: true, detail: answer }));
  }

  /** @param {string} state */
  #show(state) {
    for (const one of findAll(this, "[data-when]")) one.hidden = !one.dataset.when?.split(" ").includes(state);
    this.closest("main")?.toggleAttribute("data-pushed", state === "on");
  }
}

/** @param {ServiceWorkerRegistration} registration */
function active(registration) {
  const worker = registration.installing ?? registration.waiting;
  if (registration.active || !worker) return Promise.resolve();
  return new Promise((/** @type {(value: void) => void} */ go) =>
    worker.addEventListener("statechange", () => worker.state === "activated" && go()),
  );
}

/**
 * A browser of 2020 takes no base64url.
 * @param {string} key
 */
function bytes(key) {
  const binary = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (one) => one.charCodeAt(0));
}

customElements.define("push-switch", PushSwitch);
