"""Every call of a simulated day, from when to when it stood: what boards have to announce.

`python -m kiosk.simulation.calls 3000` prints the first day of ten times the crowd as CSV (about a minute).
"""

import csv
import io
import sys
from typing import TypedDict

from kiosk.data import rows
from kiosk.data.store import Store
from kiosk.simulation import live, scenario
from kiosk.simulation.scenario import Scenario

HEADINGS = ("called_s", "over_s", "ticket", "number", "booth", "counter")


class Entry(TypedDict):
    """What happened to a ticket; ms."""

    at: int
    kind: str
    ticket: int
    number: int
    booth: str
    counter: int | None


class Call(TypedDict):
    """A call or its repetition; whole seconds after opening. `over_s`: came, was called again, put back, or left."""

    called_s: int
    over_s: int
    ticket: int
    number: int
    booth: str
    counter: int | None


def first_day(seed: int, visitors: int) -> list[Call]:
    """The calls of the first day as the kiosk's own policy makes them, in their order."""
    plan = scenario.make(seed, visitors)
    found: list[Call] = []
    live("ours", plan, afterwards=lambda store: found.extend(_calls(store, plan)))
    return found


def as_csv(calls: list[Call]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADINGS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(calls)
    return out.getvalue()


def _calls(store: Store, plan: Scenario) -> list[Call]:
    day = plan.days[0]
    with store.read() as db:
        entries = rows.every(
            db,
            Entry,
            "SELECT j.at, j.kind, t.id AS ticket, v.number, b.number AS booth, j.detail ->> 'counter' AS counter"
            " FROM journal j JOIN tickets t ON t.id = j.ticket_id JOIN visitors v ON v.id = t.visitor_id"
            " JOIN booths b ON b.id = t.booth_id WHERE j.at < ? ORDER BY j.seq",
            day.closes_at,
        )
    standing: dict[int, Call] = {}
    found: list[Call] = []
    for one in entries:
        at_s = (one["at"] - day.opens_at) // 1000
        if one["ticket"] in standing:
            standing.pop(one["ticket"])["over_s"] = at_s
        if one["kind"] in ("ticket.call_next", "ticket.recall"):
            standing[one["ticket"]] = _call(one, at_s, (day.closes_at - day.opens_at) // 1000)
            found.append(standing[one["ticket"]])
    return found


def _call(entry: Entry, called_s: int, over_s: int) -> Call:
    return {
        "called_s": called_s,
        "over_s": over_s,
        "ticket": entry["ticket"],
        "number": entry["number"],
        "booth": entry["booth"],
        "counter": entry["counter"],
    }


if __name__ == "__main__":
    sys.stdout.write(as_csv(first_day(seed=1, visitors=int(sys.argv[1]))))
