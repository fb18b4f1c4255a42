// Makes a text so much smaller that it stands whole in its place, in the steps of styles/parts/face.css.
const STEP = 5;
const LEAST = 35;

/**
 * In whole steps the largest size at which nothing of this element is outside of the element around it.
 * @param {HTMLElement} element
 */
export function fit(element) {
  const place = element.parentElement;
  if (!place) return;
  for (let percent = 100; percent >= LEAST; percent -= STEP) {
    element.style.setProperty("--fit", String(percent / 100));
    if (element.scrollWidth <= place.clientWidth && place.scrollHeight <= place.clientHeight) return;
  }
}
