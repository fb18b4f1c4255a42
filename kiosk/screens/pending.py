"""Who registered on a phone and waits for a desk: all of them, and no network's many before the others' few."""

import sqlite3
from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.square import days

# A carrier's phones share an address, so a crowd of one network is folded, not refused: its people are all there.
CROWD = 30
LISTED_MAX = 1000


class PersonRow(TypedDict):
    """Somebody who waits; ms; crowded: 1 where more than CROWD of their network do."""

    id: int
    number: int
    registered_at: int
    name: str
    enterprise: str | None
    crowded: int


class Person(PersonRow):
    """With when they registered, as HH:MM."""

    time: str


class Pending(TypedDict):
    """Who waits for a desk: `count` all of them; the first LISTED_MAX in order of registering, `crowd` those of networks
    from which more than CROWD wait. The search finds everybody."""

    count: int
    newest_first: bool
    few: list[Person]
    crowd: list[Person]


_CROWDS = "SELECT network FROM pending_networks GROUP BY network HAVING count(*) > ?"


def pending(db: sqlite3.Connection, *, newest_first: bool = False) -> Pending:
    """Who waits now, the first to register first unless asked otherwise."""
    zone = days.time_zone(db)
    way = "DESC" if newest_first else "ASC"
    found = rows.every(
        db,
        PersonRow,
        "SELECT v.id, v.number, v.registered_at, c.name, e.name AS enterprise,"
        f" coalesce(p.network IN ({_CROWDS}), 0) AS crowded FROM visitors v"
        " JOIN contacts c ON c.visitor_id = v.id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        " LEFT JOIN pending_networks p ON p.visitor_id = v.id"
        f" WHERE v.state = 'pending' ORDER BY crowded, v.registered_at {way}, v.id {way} LIMIT ?",
        CROWD,
        LISTED_MAX,
    )
    shown: list[Person] = [{**row, "time": days.clock_text(row["registered_at"], zone)} for row in found]
    return {
        "count": db.execute("SELECT count(*) AS n FROM visitors WHERE state = 'pending'").fetchone()["n"],
        "newest_first": newest_first,
        "few": [row for row in shown if not row["crowded"]],
        "crowd": [row for row in shown if row["crowded"]],
    }


def of_crowds(db: sqlite3.Connection) -> set[int]:
    """The ids of those who wait and came with a crowd of one network."""
    found = db.execute(
        f"SELECT visitor_id FROM pending_networks WHERE network IN ({_CROWDS})",
        (CROWD,),
    )
    return {row["visitor_id"] for row in found}
