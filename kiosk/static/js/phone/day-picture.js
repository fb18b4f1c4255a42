// <day-picture data-source="/v/…/day.json">: the visitor's day as a picture to keep, drawn on the phone with its own letters: the
// server sends words alone. What is drawn is shown too, for a phone that saves a picture by a long press.
import { read } from "../core/answers.js";
import { whileBusy } from "../core/actions.js";
import { findAround, make } from "../core/dom.js";
import { say } from "../core/page.js";
import { toast } from "../core/toast.js";

const WIDTH = 1080;
const EDGE = 72;
const ROW = 150;
const HEAD = 430;
const FOOT = 130;
const FONT = "system-ui, -apple-system, 'Apple SD Gothic Neo', 'Noto Sans KR', sans-serif";

class DayPicture extends HTMLElement {
  #address = "";

  connectedCallback() {
    this.addEventListener("click", this);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this);
    URL.revokeObjectURL(this.#address);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const button = findAround(event, "button");
    if (button) whileBusy(button, () => this.#draw());
  }

  async #draw() {
    const day = await read(/** @type {"/v/day.json"} */ (this.dataset.source ?? ""));
    if (!day.ok) return void toast(day.message || say("unreachable"), { kind: "failed" });
    const image = await blobOf(drawn(day));
    URL.revokeObjectURL(this.#address);
    this.#address = URL.createObjectURL(image);
    this.#show(say("day_picture_of", { number: day.number }));
  }

  // In a dialog of its own: what stands around is painted anew whenever the visitor's places change.
  /** @param {string} alt */
  #show(alt) {
    const dialog = make("dialog", { className: "dialog day-picture" });
    const save = make("a", { href: this.#address, download: "my-day.png", textContent: say("day_save") });
    save.className = "button button-primary button-wide";
    const close = make("button", { type: "button", textContent: say("day_close"), className: "button button-wide" });
    close.addEventListener("click", () => dialog.remove());
    const hint = make("p", { textContent: say("day_keep"), className: "quiet small" });
    dialog.setAttribute("aria-label", alt);
    dialog.append(make("img", { src: this.#address, alt }), hint, save, close);
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    if (dialog.showModal) dialog.showModal();
    else dialog.setAttribute("open", ""); // Safari before 15.4
  }
}

/** @param {VisitorDay} day */
function drawn(day) {
  const meetings = day.timed.map((one) => ({ at: one.starts_at, beside: one.time, what: `${one.booth}  ${one.agency}` }));
  const items = day.programme.map(({ starts_at, time, place, note, title }) => ({
    at: starts_at,
    beside: [time, note, place].filter(Boolean).join(" · "),
    what: title,
  }));
  const untimed = day.untimed.map((one) => ({ at: Infinity, beside: one.note, what: `${one.booth}  ${one.agency}` }));
  const rows = [...[...meetings, ...items].sort((one, other) => one.at - other.at), ...untimed];
  const canvas = make("canvas", { width: WIDTH, height: HEAD + Math.max(rows.length, 1) * ROW + FOOT });
  const pen = canvas.getContext("2d");
  if (!pen) throw new TypeError("no 2d canvas");
  const colour = (/** @type {string} */ name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const [field, on, ink, quiet] = ["--face-field", "--face-on", "--ink", "--ink-quiet"].map(colour);
  box(pen, "#fff", 0, canvas.height);
  box(pen, field || "#005c4f", 0, HEAD - 50);
  write(pen, document.querySelector(".phone-bar .face-line")?.textContent?.trim() ?? "", { y: 100, size: 46, fill: on });
  write(pen, String(day.number), { y: 270, size: 170, fill: on, bold: true });
  write(pen, day.date, { y: 342, size: 40, fill: on });
  if (rows.length === 0) write(pen, say("day_empty"), { y: HEAD + 70, size: 46, fill: quiet });
  rows.forEach(({ what, beside }, at) => {
    const y = HEAD + at * ROW;
    write(pen, beside, { y: y + 44, size: 38, fill: quiet });
    write(pen, what, { y: y + 104, size: 54, fill: ink, bold: true });
  });
  write(pen, say("day_moves"), { y: canvas.height - 50, size: 34, fill: quiet });
  return canvas;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} fill
 * @param {number} y
 * @param {number} height
 */
function box(pen, fill, y, height) {
  pen.fillStyle = fill;
  pen.fillRect(0, y, WIDTH, height);
}

/**
 * One line, as small as it takes to stand within the edges.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} text
 * @param {{ y: number, size: number, fill: string, bold?: boolean }} look
 */
function write(pen, text, { y, size, fill, bold = false }) {
  pen.fillStyle = fill || "#1e2124";
  do pen.font = `${bold ? "700 " : ""}${size}px ${FONT}`;
  while (pen.measureText(text).width > WIDTH - 2 * EDGE && --size > 20);
  pen.fillText(text, EDGE, y);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob>}
 */
function blobOf(canvas) {
  return new Promise((go, fail) => canvas.toBlob((blob) => (blob ? go(blob) : fail(new TypeError("no picture"))), "image/png"));
}

customElements.define("day-picture", DayPicture);
