// The expo's own words on a page that is open: its welcome, what people agree to, which languages are offered. They are
// changed in the settings, and shown at once without opening the page anew.
import { read } from "./answers.js";
import { findAll } from "./dom.js";
import { page } from "./page.js";

const OF_A_CONSENT = '[data-words="keep"], [data-words="share"], [data-words="need"]';

let shown = document.querySelector('meta[name="own-words"]')?.getAttribute("content") ?? "";

/**
 * The server's words are of this mark.
 * @param {string | undefined} mark
 */
export async function sawWords(mark) {
  if (mark && mark !== shown) await lookForWords();
}

/** Show the words of now. Who has ticked words agrees to these: others wait until that form is sent or left. */
export async function lookForWords() {
  if (isBeingAgreedTo()) return;
  const words = await read("/words.json");
  if (!words.ok || isBeingAgreedTo()) return; // away just now: the next look tells
  shown = words.mark;
  for (const place of findAll(document, "[data-words]")) {
    const name = place.dataset.words ?? "";
    place.textContent = name === "welcome" ? words.welcome : words.consents[name];
    if (name === "welcome") place.hidden = !words.welcome;
  }
  for (const place of findAll(document, "[data-consent-version]")) place.dataset.consentVersion = words.consent_version;
  for (const place of findAll(document, "[data-other-language]")) place.hidden = words.languages.length < 2 && page.lang === "ko";
}

/** Which version of the words this page shows, as a field of a registration. */
export function wordsRead() {
  const version = document.querySelector("[data-consent-version]")?.getAttribute("data-consent-version");
  return version ? { consent_version: version } : {};
}

function isBeingAgreedTo() {
  return findAll(document, OF_A_CONSENT).some((place) => place.closest("label")?.querySelector("input")?.checked);
}
