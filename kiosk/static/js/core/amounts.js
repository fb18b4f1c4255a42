// Amounts in won: read as people type them, and the key and values of the sentence that says them. Pure.

const UNITS = { 억: 100_000_000, 만: 10_000 };
const SECTION = /^(?:(\d*\.?\d*)천)?(?:(\d*)백)?(?:(\d*)십)?(\d*\.?\d*)$/;
const MOST = 999_999_999_999;

/**
 * Whole won; null where nothing was typed; NaN where it can't be read or does not fit.
 * @param {string} text
 */
export function parseWon(text) {
  const plain = text.normalize("NFKC").replace(/[\s,원₩]/g, "");
  if (!plain) return null;
  let rest = plain;
  let sum = 0;
  for (const [unit, times] of Object.entries(UNITS)) {
    const at = rest.indexOf(unit);
    if (at < 0) continue;
    sum += section(rest.slice(0, at) || "1") * times;
    rest = rest.slice(at + 1);
  }
  const won = Math.round(sum + section(rest));
  return won >= 1 && won <= MOST ? won : NaN;
}

/** @typedef {[key: string, values: Record<string, string>]} Said a sentence of the page by its key, and what fills it */

/**
 * As people say it: 1,900만 원, 3억 5,000만 원, 8,500원.
 * @param {number} won
 * @returns {Said}
 */
export function exactly(won) {
  const digits = won.toLocaleString("en-US");
  const eok = Math.floor(won / UNITS.억).toLocaleString("en-US");
  const man = Math.floor((won % UNITS.억) / UNITS.만).toLocaleString("en-US");
  if (won < UNITS.만 || won % UNITS.만) return ["won_plain", { won: digits }];
  if (man === "0") return ["won_eok", { eok, won: digits }];
  if (eok === "0") return ["won_man", { man, won: digits }];
  return ["won_eok_man", { eok, man, won: digits }];
}

/**
 * In words, about: 350억 원, 약 12.5억 원, 약 1,651만 원; whole where it is round.
 * @param {number} won
 * @returns {Said}
 */
export function about(won) {
  if (won < UNITS.만 || won % UNITS.만 === 0) return exactly(won);
  const few = (/** @type {number} */ n) => n.toLocaleString("en-US", { maximumFractionDigits: n < 100 ? 1 : 0 });
  const values = {
    eok: few(won / UNITS.억),
    man: Math.round(won / UNITS.만).toLocaleString("en-US"),
    million: few(won / 1_000_000),
  };
  return [won >= UNITS.억 ? "won_about_eok" : "won_about_man", values];
}

/** @param {string} text */
function section(text) {
  const found = SECTION.exec(text);
  if (!found) return NaN;
  const [, thousands, hundreds, tens, ones] = found;
  return times(thousands, 1000) + times(hundreds, 100) + times(tens, 10) + Number(ones || 0);
}

/**
 * @param {string | undefined} digits
 * @param {number} unit
 */
function times(digits, unit) {
  return digits === undefined ? 0 : Number(digits || 1) * unit;
}
