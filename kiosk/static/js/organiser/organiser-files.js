// <organiser-files>: files that are made in the background: begun, followed, ended, saved.
import { whileBusy } from "../core/actions.js";
import { read } from "../core/answers.js";
import { find, findAll, findAround } from "../core/dom.js";
import { page, say, withStation } from "../core/page.js";

const LOOK_MS = 700;

/** @typedef {{ id: string, what: string, state: string, done: number, total: number, message: string, name: string | null, bytes: number | null }} Job */

class OrganiserFiles extends HTMLElement {
  #timer = 0;
  #making = new Set();

  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
    this.#look();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.removeEventListener("submit", this);
    this.removeEventListener("click", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const form = findAround(event, "form[data-what]", HTMLFormElement);
    if (event.type === "submit" && form) {
      event.preventDefault();
      whileBusy(/** @type {SubmitEvent} */ (event).submitter, () => this.#start(form));
    }
    const stop = event.type === "click" && findAround(event, "[data-stop]");
    if (stop) whileBusy(stop, () => this.#stop(stop.dataset.stop ?? ""));
  }

  /** @param {HTMLFormElement} form */
  async #start(form) {
    const file_lang = find(this, "[name='file_lang']", HTMLSelectElement).value;
    const asked = { ...Object.fromEntries(new FormData(form)), what: form.dataset.what, file_lang };
    const answer = await read("/organiser/files.json", asked);
    complain(form, answer.ok ? "" : answer.message || say("unreachable"));
    await this.#look();
  }

  /** @param {string} job */
  async #stop(job) {
    await read(`/organiser/files/${job}/stop.json`, {});
    await this.#look();
  }

  /** See how far they are; again soon while one is on its way. */
  async #look() {
    clearTimeout(this.#timer);
    const answer = await read("/organiser/files.json");
    if (!this.isConnected) return;
    const jobs = /** @type {{ jobs?: Job[] }} */ (answer).jobs ?? [];
    if (this.#hasEnded(jobs)) location.reload(); // what it made stands on the page
    for (const form of findAll(this, "form[data-what]", HTMLFormElement))
      if (answer.ok)
        paint(
          form,
          jobs.find((job) => job.what === form.dataset.what),
        );
    const busy = !answer.ok || jobs.some((job) => isOnItsWay(job));
    if (busy) this.#timer = window.setTimeout(() => this.#look(), LOOK_MS);
  }

  /**
   * Whether one that changes this page (data-reload) has just been made.
   * @param {Job[]} jobs
   */
  #hasEnded(jobs) {
    const changing = jobs.filter(({ what }) => this.querySelector(`form[data-what="${what}"][data-reload]`));
    const ended = changing.some(({ id, state }) => state === "done" && this.#making.has(id));
    this.#making = new Set(changing.filter((job) => isOnItsWay(job)).map(({ id }) => id));
    return ended;
  }
}

/** @param {Job} job */
function isOnItsWay({ state }) {
  return state === "waiting" || state === "working";
}

/**
 * @param {HTMLFormElement} form
 * @param {Job | undefined} job
 */
function paint(form, job) {
  const box = find(form, ".made-job");
  box.hidden = !job || (job.state === "stopped" && box.hidden);
  if (!job) return;
  box.dataset.state = job.state;
  find(form, ".made-says").textContent = saysOf(job);
  const bar = find(form, ".made-bar", HTMLProgressElement);
  bar.hidden = !isOnItsWay(job);
  if (job.total) Object.assign(bar, { max: job.total, value: job.done });
  else bar.removeAttribute("value");
  const save = find(form, "[data-save]", HTMLAnchorElement);
  save.hidden = job.state !== "done";
  save.href = withStation(`/organiser/files/${job.id}`);
  const stop = find(form, "[data-stop]", HTMLButtonElement);
  stop.hidden = !isOnItsWay(job) && job.state !== "done";
  stop.dataset.stop = job.id;
  stop.textContent = say(isOnItsWay(job) ? "stop" : "drop");
  find(form, ".made-ask .button", HTMLButtonElement).classList.toggle("button-primary", job.state !== "done");
}

/** @param {Job} job */
function saysOf({ state, done, total, message, name, bytes }) {
  if (state === "done") return say("done", { name, size: sizeOf(bytes ?? 0) });
  const counted = state === "working" && total ? say("progress", { done: number(done), total: number(total) }) : "";
  return counted || message || say(state);
}

/** @param {number} bytes */
function sizeOf(bytes) {
  const kb = Math.max(1, Math.round(bytes / 1024));
  return kb < 1024 ? say("kb", { n: number(kb) }) : say("mb", { n: (kb / 1024).toFixed(1) });
}

/** @param {number} n */
function number(n) {
  return n.toLocaleString(page.lang);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} sentence
 */
function complain(form, sentence) {
  const place = find(form, ".field-error");
  place.textContent = sentence;
  place.hidden = !sentence;
}

customElements.define("organiser-files", OrganiserFiles);
