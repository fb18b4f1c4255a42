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


class OfGathering(TypedDict):
    """One event that is held with the expo (id None: the expo itself): its items that took place, with their sums as `Programme`
    has them; booths; guests who were invited, and of them who came on these days."""

    id: int | None
    name: str | None
    name_en: str | None
    booths: int
    items: int
    signed_up: int
    attended: int
    citizens: int
    guests: int
    guests_came: int


def by_gathering(db: sqlite3.Connection, scope: Scope) -> list[OfGathering]:
    """Every event, the expo itself last; nothing where there is no event beside it."""
    return rows.every(
        db,
        OfGathering,
        "WITH item AS MATERIALIZED (SELECT i.gathering_id AS of, i.id, i.citizens,"
        " (SELECT count(*) FROM sign_ups s WHERE s.item_id = i.id AND s.at_door = 0"
        f" AND s.{conditions.SIGNED_UP}) AS signed_up, (SELECT count(s.attended_at) FROM sign_ups s WHERE s.item_id = i.id"
        f" AND s.{conditions.SIGNED_UP}) AS attended FROM programme i WHERE i.cancelled_at IS NULL"
        " AND i.starts_at >= ?1 AND i.starts_at < ?2), came AS MATERIALIZED (SELECT DISTINCT v.id, v.gathering_id AS of"
        " FROM visitors v JOIN arrivals a ON a.visitor_id = v.id"
        f" AND {conditions.came()} WHERE v.gathering_id IS NOT NULL AND a.day IN (SELECT value ->> 'day' FROM json_each(?3))),"
        " each AS (SELECT id, name, name_en FROM gatherings UNION ALL SELECT NULL, NULL, NULL"
        " WHERE EXISTS (SELECT 1 FROM gatherings))"
        " SELECT e.id, e.name, e.name_en, (SELECT count(*) FROM booths b WHERE b.gathering_id IS e.id) AS booths,"
        " (SELECT count(*) FROM item WHERE of IS e.id) AS items,"
        + "".join(
            f" (SELECT coalesce(sum({name}), 0) FROM item WHERE of IS e.id) AS {name},"
            for name in ("signed_up", "attended", "citizens")
        )
        + " (SELECT count(*) FROM visitors v WHERE v.gathering_id = e.id AND v.state = 'registered') AS guests,"
        " (SELECT count(*) FROM came WHERE of = e.id) AS guests_came FROM each e ORDER BY e.id IS NULL, e.id",
        scope.since,
        scope.until,
        scope.as_json,
    )


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
