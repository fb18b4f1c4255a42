// The fields of one setting as its value (JSON), and back. By kind, as kiosk/data/setting_kinds.py names them.
import { copyOf, find, findAll } from "../core/dom.js";

/** @typedef {Record<string, unknown>} Line */

/**
 * What the fields hold. An empty one is null, or "" where words are meant.
 * @param {HTMLElement} row
 * @returns {unknown}
 */
export function valueOf(row) {
  switch (row.dataset.form) {
    case "flag":
      return find(row, "input", HTMLInputElement).checked;
    case "line":
      return field(row).value.trim().replace(/\s+/g, " ");
    case "choice":
      return field(row).value;
    case "languages":
      return field(row).value.split(",");
    case "clock":
    case "date":
      return field(row).value || null;
    case "spot":
      return spotOf(row);
    case "breaks":
    case "steps":
      return findAll(row, ".setting-line").map(lineOf).sort(byTime);
    default:
      return numberOf(field(row).value);
  }
}

/**
 * Show this value.
 * @param {HTMLElement} row
 * @param {unknown} value
 */
export function show(row, value) {
  if (row.dataset.form === "flag") find(row, "input", HTMLInputElement).checked = Boolean(value);
  else if (row.dataset.form === "spot") {
    const [x = "", y = ""] = /** @type {number[]} */ (value ?? []);
    of(row, "x").value = String(x);
    of(row, "y").value = String(y);
  } else if (row.dataset.form === "breaks" || row.dataset.form === "steps") {
    const list = find(row, ".setting-lines");
    list.replaceChildren(.../** @type {Line[]} */ (value).map((one) => filled(row, one)));
  } else field(row).value = Array.isArray(value) ? value.join(",") : String(value ?? "");
}

/**
 * One more line of a setting that has several.
 * @param {HTMLElement} row
 */
export function addLine(row) {
  const line = filled(row, {});
  find(row, ".setting-lines").append(line);
  find(line, "input").focus();
}

/** @param {HTMLElement} row */
function spotOf(row) {
  const [x, y] = [of(row, "x").value, of(row, "y").value];
  return x === "" && y === "" ? null : [numberOf(x), numberOf(y)];
}

/** @param {HTMLElement} line */
function lineOf(line) {
  /** @type {Line} */
  const one = {};
  for (const input of findAll(line, "[data-of]", HTMLInputElement)) {
    const words = input.value.trim();
    one[input.dataset.of ?? ""] = input.type === "number" ? numberOf(words) : words;
  }
  return one;
}

/**
 * @param {HTMLElement} row
 * @param {Line} values
 */
function filled(row, values) {
  const line = copyOf(find(row, "template", HTMLTemplateElement));
  for (const input of findAll(line, "[data-of]", HTMLInputElement)) input.value = String(values[input.dataset.of ?? ""] ?? "");
  return line;
}

/**
 * @param {Line} one
 * @param {Line} other
 */
function byTime(one, other) {
  return String(one.from).localeCompare(String(other.from));
}

/** @param {string} text what is no number stays text, for the server to say what would be right */
function numberOf(text) {
  if (text === "") return null;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

/** @param {HTMLElement} row */
function field(row) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (find(row, "[name]"));
}

/**
 * @param {HTMLElement} row
 * @param {string} name
 */
function of(row, name) {
  return find(row, `[data-of="${name}"]`, HTMLInputElement);
}
