// The square drawn in metres: where on it somebody points.

/**
 * @param {SVGSVGElement} map
 * @param {{ clientX: number, clientY: number }} point
 * @returns {{ x_m: number, y_m: number }} metres, to the decimetre
 */
export function metresAt(map, { clientX, clientY }) {
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(map.getScreenCTM()?.inverse());
  return { x_m: Math.round(x * 10) / 10, y_m: Math.round(y * 10) / 10 };
}
