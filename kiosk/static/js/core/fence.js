// Which laptop is listened to. Each that takes over from another has a higher fence, and whoever has seen it believes no lower:
// the old laptop, back again, is not the server any more. Remembered by this browser for the whole origin, and of one expo.
import { keepInMind, recall } from "./recall.js";

const FENCE = "kiosk-fence"; // "<mark of the expo> <highest fence>"
let remembered = ""; // where storage is blocked

/**
 * Something came that says of which expo and under which fence it is: whether it may be used.
 * @param {{ expo?: string, fence?: number }} said
 */
export function sawFence({ expo, fence }) {
  if (!expo || !Number.isSafeInteger(fence)) return true; // somebody else's answer, or an older program's
  const [known, highest] = seen();
  if (expo === known && Number(fence) < highest) return false;
  if (expo !== known || Number(fence) > highest) {
    remembered = `${expo} ${fence}`;
    keepInMind(FENCE, remembered);
  }
  return true;
}

/**
 * The same of an answer over HTTP, which says it in a header.
 * @param {Response} response
 */
export function sawFenceOf(response) {
  const [expo, fence] = (response.headers.get("X-Fence") ?? "").split(" ");
  return sawFence({ expo, fence: Number(fence) });
}

/** The highest fence that this browser has seen; 0 for none. */
export function highestFence() {
  return seen()[1];
}

/** @returns {[string, number]} */
function seen() {
  const [expo, fence] = (recall(FENCE) ?? remembered).split(" ");
  return [expo ?? "", Number(fence) || 0];
}
