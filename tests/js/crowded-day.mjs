// The first day of ten times the crowd as `python -m kiosk.simulation.calls 3000` prints it, as a board hears of it.
import { readFileSync } from "node:fs";

const [headings, ...rows] = readFileSync(new URL("crowded-day.csv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((row) => row.split(","));

/** Every call: { called_s, over_s, ticket, number, counter } as numbers, and booth. */
export const calls = rows.map((row) => {
  const call = Object.fromEntries(row.map((text, at) => [headings[at], headings[at] === "booth" ? text : Number(text)]));
  return { ...call, moment: call.called_s * 1000, name: "김○서" };
});

/** What a board is told, in order: [{ at (ms), called: booth -> who is called there now }]. */
export function newsOf(day) {
  const standing = new Map(day.map(({ booth }) => [booth, []]));
  const changes = day.flatMap((call) => [
    { at: call.over_s * 1000, call, on: false },
    { at: call.moment, call, on: true },
  ]);
  changes.sort((one, other) => one.at - other.at || Number(one.on) - Number(other.on));
  return changes.map(({ at, call, on }) => {
    const others = standing.get(call.booth).filter((one) => one !== call);
    standing.set(call.booth, on ? [...others, call] : others);
    return { at, called: new Map([[call.booth, standing.get(call.booth)]]) };
  });
}
