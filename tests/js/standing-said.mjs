// Reads cases as JSON from stdin and writes what static/js/phone/standing.js says of each (tests/screens/test_standing.py).
import { along, inOrderOfCalls, leading, leadTexts, rowText, standingOf } from "../../kiosk/static/js/phone/standing.js";

let text = "";
for await (const part of process.stdin) text += part;
process.stdout.write(JSON.stringify(JSON.parse(text).map(said)));

function said({ places, words, now }) {
  const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  const waits = places.map(({ name, p50, from, near, atOnce }) => ({ name, p50, from, near, atOnce }));
  return {
    texts: Object.fromEntries(places.map((place) => [place.name, textsOf(place, say, now)])),
    leading: leading(waits, now)?.place.name ?? null,
    step: leading(waits, now)?.step ?? null,
    order: inOrderOfCalls(waits, now).map(({ name }) => name),
  };
}

function textsOf({ name, shared, more, kept, appointment, lapses }, say, now) {
  const standing = standingOf(name, shared, more);
  const booked = lapses !== null && now <= lapses ? appointment : null;
  return (
    standing && {
      ...leadTexts(standing, booked, say),
      row: rowText(standing, booked, kept, say),
      p50: standing.p50,
      atOnce: standing.atOnce,
      along: along(standing.ahead),
    }
  );
}
