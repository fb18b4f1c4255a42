// Not a module: keeps the keys that come while the page's modules are still on their way, for hand-scanner.js.
(() => {
  /** @type {{ event: KeyboardEvent, value: string | null }[]} */
  const kept = [];
  const keep = (/** @type {KeyboardEvent} */ event) => {
    if (kept.length < 500) kept.push({ event, value: Object(event.target).value ?? null });
  };
  const names = /** @type {const} */ (["keydown", "keyup"]);
  for (const name of names) addEventListener(name, keep, true);
  window.earlyKeys = {
    take() {
      for (const name of names) removeEventListener(name, keep, true);
      return kept.splice(0);
    },
  };
})();
