// What this station has not sent yet, for the organiser's list of stations.
import { tells } from "../core/station-report.js";
import { loaded, outbox, refused, waiting } from "./outbox.js";

let returned = 0;

tells("waiting", counts);
tells("refused", () => returned);
outbox.addEventListener("change", count);
loaded.then(count);

async function count() {
  returned = (await refused()).length;
}

/** Verb -> how many of it wait. */
function counts() {
  /** @type {Record<string, number>} */
  const found = {};
  for (const { verb, provisional } of waiting()) if (provisional) found[verb] = (found[verb] ?? 0) + 1;
  return found;
}
