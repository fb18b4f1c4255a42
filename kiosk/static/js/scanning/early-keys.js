// Not a module: keeps the keys that come while the page's modules are still on their way, for hand-scanner.js.
(() => {
  const kept = [];
  const keep = (event) => kept.length < 500 && kept.push({ event, value: event.target.value ?? null });
  const names = ["keydown", "keyup"];
  for (const name of names) addEventListener(name, keep, true);
  window.earlyKeys = {
    take() {
      for (const name of names) removeEventListener(name, keep, true);
      return kept.splice(0);
    },
  };
})();
