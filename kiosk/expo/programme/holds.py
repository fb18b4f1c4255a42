"""Who is called by no booth now, because they attend an item of the programme: `conditions.is_attended` is the one rule.

`queue/turns.py` asks it of everybody who waits, so calls, tablets, boards and phones say the same. The timetable asks it of days to
come: it plans no appointment for a time at which nobody could be called.
"""

import json
import sqlite3
from collections import defaultdict
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.programme.items import Kind


class Attended(TypedDict):
    """An item that somebody attends now, or in a few minutes; ms."""

    id: int
    kind: Kind
    title: str
    place: str | None
    starts_at: int
    until: int


def attended(db: sqlite3.Connection, visitor_id: int, now: int) -> Attended | None:
    """What this visitor attends at `now` (ms); of several at once the one that lasts longest."""
    return rows.one(
        db,
        Attended,
        f"SELECT i.id, i.kind, i.title, i.place, i.starts_at, {conditions.item_until()} AS until"
        f" FROM {conditions.attends('?1', '?2')} ORDER BY until DESC LIMIT 1",
        visitor_id,
        now,
    )


def everybody(db: sqlite3.Connection, now: int) -> set[int]:
    """All who attend something at `now` (ms)."""
    found = db.execute(
        "SELECT DISTINCT s.visitor_id FROM programme i CROSS JOIN sign_ups s ON s.item_id = i.id"
        f" WHERE {conditions.is_attended('?1')}",
        (now,),
    )
    return {row["visitor_id"] for row in found}


def until(visitor: str, at: str) -> str:
    """SQL: until when (ms) this visitor (SQL) attends something at a moment (SQL), NULL for who attends nothing."""
    return f"(SELECT max({conditions.item_until()}) FROM {conditions.attends(visitor, at)})"


class Held(TypedDict):
    """From when until when an enterprise's people all sit at something (the first of them at `title`); ms."""

    title: str
    starts_at: int
    begins_at: int
    until: int


class _Seat(Held):
    visitor_id: int
    enterprise_id: int


class _People(TypedDict):
    enterprise_id: int
    people: int


_OF_ENTERPRISE = (
    "v.enterprise_id IS NOT NULL AND v.state <> 'merged' AND v.voided_at IS NULL AND v.forgotten_at IS NULL"
)


def of_enterprises(db: sqlite3.Connection, now: int) -> dict[int, list[Held]]:
    """Enterprise -> when no booth could call anybody of it, from `now` (ms) on: who has two people is held only while both are."""
    seats: dict[int, dict[int, list[Held]]] = defaultdict(lambda: defaultdict(list))
    for one in rows.every(
        db,
        _Seat,
        "SELECT s.visitor_id, v.enterprise_id, i.title, i.starts_at,"
        f" i.starts_at - {conditions.ITEM_SOON_MS} AS begins_at, {conditions.item_until()} AS until"
        " FROM programme i CROSS JOIN sign_ups s ON s.item_id = i.id CROSS JOIN visitors v ON v.id = s.visitor_id"
        f" WHERE {conditions.is_held()} AND {conditions.item_until()} > ? AND {_OF_ENTERPRISE} ORDER BY i.starts_at, i.id",
        now,
    ):
        seats[one["enterprise_id"]][one["visitor_id"]].append(
            Held(
                title=one["title"],
                starts_at=one["starts_at"],
                begins_at=one["begins_at"],
                until=one["until"],
            )
        )
    people = {
        one["enterprise_id"]: one["people"]
        for one in rows.every(
            db,
            _People,
            "SELECT v.enterprise_id, count(*) AS people FROM json_each(?) e CROSS JOIN visitors v ON v.enterprise_id = e.value"
            f" WHERE {_OF_ENTERPRISE} GROUP BY v.enterprise_id",
            json.dumps(list(seats)),
        )
    }
    found = {
        enterprise: _all_of_them(list(of_person.values()))
        for enterprise, of_person in seats.items()
        if len(of_person) == people[enterprise]
    }
    return {enterprise: held for enterprise, held in found.items() if held}


def _all_of_them(people: list[list[Held]]) -> list[Held]:
    """What all of these share, each with when they are held."""
    first, *others = people
    for one in others:
        first = [
            {**mine, "begins_at": begins_at, "until": until}
            for mine in first
            for theirs in one
            if (begins_at := max(mine["begins_at"], theirs["begins_at"]))
            < (until := min(mine["until"], theirs["until"]))
        ]
    return first
