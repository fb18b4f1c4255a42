"""Which other agencies could stand in for a booth that is overloaded, closed or gone home."""

import sqlite3
from typing import TypedDict

from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import routing, visits
from kiosk.expo.queue.choices import worth_min, would_start_too_late
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.promises import Promises
from kiosk.expo.square import booths, days, waits
from kiosk.expo.square.ground import Booth

PROPOSED = 3


class SubstituteShape(TypedDict):
    """The contract's substitute; `wait_min` is P50 and P80 in minutes."""

    booth: str
    agency: str
    short: str
    english: str | None
    wait_min: list[int]


def substitutes(
    db: sqlite3.Connection, booth: Booth, visitor: Visitor, state: Loads, today: days.Day, now: int
) -> list[SubstituteShape]:
    """Open booths whose agencies announced the same kinds of purchase as this one, the least waiting first."""
    wanted = routing.matches_of(db, visitor["enterprise_id"], state.ground).get(booth["agency_id"])
    categories = list(wanted.categories) if wanted else _categories_of_agency(db, booth["agency_id"])
    if not categories:
        return []
    marks = ",".join("?" * len(categories))
    rows = db.execute(
        f"SELECT b.id, sum(s.items) AS items, sum(s.won) AS won FROM plan_sums s"
        f" JOIN booths b ON b.agency_id = s.agency_id WHERE s.category IN ({marks}) AND b.id <> ? GROUP BY b.id",
        (*categories, booth["id"]),
    ).fetchall()
    live, seen, _, _ = visits.of(db, visitor["id"], today)
    options = []
    for row in rows:
        other = state.booths[row["id"]]
        if other["paused_at"] is not None or row["id"] in live | seen:
            continue
        if would_start_too_late(state, other, today, now):
            continue
        worth = worth_min(row["items"], row["won"]) - state.wait_ms(row["id"])[0] / waits.MIN_MS
        options.append((-worth, other["number"], other))
    best = sorted(options, key=lambda one: one[:2])[:PROPOSED]
    promises = Promises(db, state, visitor["id"], now)
    return [
        {
            "booth": other["number"],
            "agency": other["agency"],
            "short": other["agency_short"],
            "english": other["agency_en"],
            "wait_min": promises.wait_min(other["id"]),
        }
        for _, _, other in best
    ]


def alike(
    db: sqlite3.Connection, booth: Booth, state: Loads, today: days.Day, now: int
) -> list[tuple[Booth, bool]]:
    """The open booths that somebody could be sent to instead, and whether their agency plans to buy what this one does: those
    first, then where one waits least."""
    fits = {
        one["id"]
        for one in db.execute(
            "SELECT DISTINCT b.id FROM plan_sums s JOIN plan_sums o ON o.category = s.category"
            " JOIN booths b ON b.agency_id = o.agency_id WHERE s.agency_id = ?",
            (booth["agency_id"],),
        )
    }
    found = [
        (other, other["id"] in fits)
        for other in state.booths.values()
        if other["id"] != booth["id"]
        and booths.state_of(other, today, now) == "open"
        and not would_start_too_late(state, other, today, now)
    ]
    return sorted(found, key=lambda one: (not one[1], state.wait_ms(one[0]["id"])[0], one[0]["number"]))


def _categories_of_agency(db: sqlite3.Connection, agency_id: int) -> list[str]:
    rows = db.execute(
        "SELECT category FROM plan_sums WHERE agency_id = ? ORDER BY won DESC LIMIT 3", (agency_id,)
    ).fetchall()
    return [row["category"] for row in rows]
