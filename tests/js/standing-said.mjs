// Reads cases as JSON from stdin and writes what static/js/phone/standing.js says of each (tests/screens/test_standing.py).
import { inOrderOfCalls, leading, leadTexts, rowText, standingOf } from "../../kiosk/static/js/phone/standing.js";

let text = "";
for await (const part of process.stdin) text += part;
process.stdout.write(JSON.stringify(JSON.parse(text).map(said)));

function said({ places, words, now }) {
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  const waits = places.map(({ name, p50, from, near }) => ({ name, p50, from, near }));
  return {
    texts: Object.fromEntries(places.map((place) => [place.name, textsOf(place, say)])),
    leading: leading(waits, now)?.place.name ?? null,
    soon: leading(waits, now)?.soon ?? null,
    order: inOrderOfCalls(waits, now).map(({ name }) => name),
  };
}

function textsOf({ name, shared, kept }, say) {
  const standing = standingOf(name, shared);
  return standing && { ...leadTexts(standing, say), row: rowText(standing, kept, say), p50: standing.wait?.[0] ?? null };
}
