"""Attendance of the programme: badges at the door, citizens by taps, who signed up and who still waits for a seat."""

import sqlite3
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.figures.scope import Scope


class Programme(TypedDict):
    """Items that took place or will; sign-ups; badges that came in at the door, signed up or not; citizens; who waits for a
    seat."""

    programme_items: int
    programme_sign_ups: int
    programme_attended: int
    programme_citizens: int
    programme_waiting: int


class Item(TypedDict):
    """One item of the programme (`starts_at` in ms; `capacity` None: no bound; `cancelled` 1: it did not take place)."""

    item_id: int
    title: str
    kind: str
    place: str | None
    starts_at: int
    capacity: int | None
    cancelled: int
    signed_up: int
    attended: int
    citizens: int
    waiting: int


def by_item(db: sqlite3.Connection, scope: Scope) -> list[Item]:
    """Every item that begins on these days, in the order of beginning, cancelled ones too."""
    return rows.every(
        db,
        Item,
        "SELECT i.id AS item_id, i.title, i.kind, i.place, i.starts_at, i.capacity, i.cancelled_at IS NOT NULL AS cancelled,"
        " count(s.id) FILTER (WHERE s.at_door = 0) AS signed_up, count(s.attended_at) AS attended, i.citizens,"
        " count(s.id) - count(s.seated_at) AS waiting FROM programme i LEFT JOIN sign_ups s ON s.item_id = i.id"
        f" AND s.{conditions.SIGNED_UP} WHERE i.starts_at >= ? AND i.starts_at < ? GROUP BY i.id ORDER BY i.starts_at, i.id",
        scope.since,
        scope.until,
    )


def programme(db: sqlite3.Connection, scope: Scope) -> Programme:
    """The sums of `by_item` without what was cancelled. Who comes to two items counts twice."""
    held = [one for one in by_item(db, scope) if not one["cancelled"]]
    return {
        "programme_items": len(held),
        "programme_sign_ups": sum(one["signed_up"] for one in held),
        "programme_attended": sum(one["attended"] for one in held),
        "programme_citizens": sum(one["citizens"] for one in held),
        "programme_waiting": sum(one["waiting"] for one in held),
    }
