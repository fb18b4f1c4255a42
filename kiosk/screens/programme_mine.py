"""What of the programme one visitor is signed up for, and could be: phone, kiosk and desk."""

import sqlite3
from typing import Literal, TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.programme import items, seats
from kiosk.expo.square import days
from kiosk.screens.programme import Card, card

MOVED_UP_SHOWN_MS = 30 * days.MIN_MS
OFFERED = 30

Mine = Literal["seated", "waiting", "attended"]


class Row(TypedDict):
    """A sign-up; ms. nth: its place on the waiting list, from 1, where it has no seat."""

    item_id: int
    signed_at: int
    seated_at: int | None
    attended_at: int | None
    callable: int
    nth: int


class SignedUp(Card):
    """An item that the visitor is signed up for. mine: how they stand there, nth: from 1, on the waiting list; moved_up: they
    got a seat a moment ago; callable: booths may call them out of it; date: unless it is today."""

    mine: Mine
    nth: int
    moved_up: bool
    callable: bool
    date: str | None


class Offered(Card):
    """An item that the visitor could sign up for; date: unless it is today."""

    date: str | None


class Told(TypedDict):
    """The contract's sign-up: the item's id, title, place and time (ISO 8601), and how its owner stands."""

    item: int
    title: str
    place: str | None
    starts_at: str | None
    state: Mine
    nth: int | None
    cancelled: bool


def signed_up(db: sqlite3.Connection, visitor_id: int, now: int) -> list[SignedUp]:
    """What is not over yet, in its order."""
    zone = days.time_zone(db)
    found: list[SignedUp] = []
    for row in _rows(db, visitor_id):
        item = items.find(db, row["item_id"])
        if item is None or items.until(item) <= now:
            continue
        moved_up = row["seated_at"] is not None and row["seated_at"] > row["signed_at"]
        found.append(
            {
                **card(item, seats.taken(db, item["id"]), now, zone),
                "mine": _mine(row),
                "nth": row["nth"],
                "moved_up": moved_up and now - (row["seated_at"] or 0) < MOVED_UP_SHOWN_MS,
                "callable": bool(row["callable"]),
                "date": _date(item["starts_at"], now, zone),
            }
        )
    return sorted(found, key=lambda one: (one["starts_at"], one["id"]))


def offered(db: sqlite3.Connection, visitor_id: int, now: int) -> list[Offered]:
    """What they could sign up for: not over, not cancelled, and people sit down there."""
    zone = days.time_zone(db)
    mine = {row["item_id"] for row in _rows(db, visitor_id)}
    coming = [
        row
        for row in items.every(db)
        if row["id"] not in mine
        and items.until(row) > now
        and row["cancelled_at"] is None
        and row["kind"] != "exhibition"
    ]
    return [
        {
            **card(row, seats.taken(db, row["id"]), now, zone),
            "date": _date(row["starts_at"], now, zone),
        }
        for row in coming[:OFFERED]
    ]


def told(db: sqlite3.Connection, visitor_id: int, now: int) -> list[Told]:
    """The same as `signed_up` for the JSON twin."""
    zone = days.time_zone(db)
    return [
        {
            "item": one["id"],
            "title": one["title"],
            "place": one["place"],
            "starts_at": days.iso(one["starts_at"], zone),
            "state": one["mine"],
            "nth": one["nth"] or None,
            "cancelled": one["state"] == "cancelled",
        }
        for one in signed_up(db, visitor_id, now)
    ]


def _rows(db: sqlite3.Connection, visitor_id: int) -> list[Row]:
    return rows.every(
        db,
        Row,
        "SELECT s.item_id, s.signed_at, s.seated_at, s.attended_at, s.callable,"
        " CASE WHEN s.seated_at IS NOT NULL THEN 0 ELSE (SELECT count(*) FROM sign_ups o WHERE o.item_id = s.item_id"
        f"  AND o.{conditions.SIGNED_UP} AND o.seated_at IS NULL AND o.id <= s.id) END AS nth"
        f" FROM sign_ups s WHERE s.visitor_id = ? AND s.{conditions.SIGNED_UP} ORDER BY s.item_id",
        visitor_id,
    )


def _mine(row: Row) -> Mine:
    if row["attended_at"] is not None:
        return "attended"
    return "seated" if row["seated_at"] is not None else "waiting"


def _date(at: int, now: int, zone: str) -> str | None:
    """The date as `10.30`, unless it is today's."""
    date = days.date_of(at, zone)
    return None if date == days.date_of(now, zone) else f"{int(date[5:7])}.{int(date[8:])}"
