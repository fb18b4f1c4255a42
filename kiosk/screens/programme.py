"""The programme (`programme`), for everybody: what is on now, and each day's items. Counts, and nobody's name.

Cards of one item stand on many screens (boards, phones, kiosks, the door): `card` makes them all.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.data import conditions, rows
from kiosk.expo.programme import items, seats
from kiosk.expo.programme.items import Item, Kind
from kiosk.expo.programme.seats import Taken
from kiosk.expo.square import days, gatherings, ground
from kiosk.expo.square.places import named_place
from kiosk.language.sentences import gettext
from kiosk.screens import Part, Shown

NOW_MOST = 3
PEOPLE_SHOWN = 500

State = Literal["later", "soon", "now", "over", "cancelled"]


class Card(TypedDict):
    """An item as screens show it. state: `soon` begins within ten minutes; starts, ends: HH:MM; starts_at, until: ms; in_min:
    minutes until it begins; free: seats left, None without a bound; taken: who has one, with citizens; attended: of these who is in by a badge; was: when
    and where it was to be before, while that is worth a word."""

    id: int
    kind: Kind
    title: str
    place: str | None
    host: str | None
    spoken: str | None
    state: State
    starts: str
    ends: str | None
    starts_at: int
    until: int
    in_min: int
    capacity: int | None
    free: int | None
    taken: int
    attended: int
    citizens: int
    waiting: int
    reason: str | None
    was_starts: str | None
    was_place: str | None
    event: int | None


class DayOf(TypedDict):
    """One day of the programme; month and day of its date; on_map: today's items (ids) whose place
    stands on the map, with its name there; events: the names of gatherings by their ids."""

    date: str
    month: int
    day: int
    is_today: bool
    cards: list[Card]
    on_map: dict[int, str]
    events: dict[int, str]
    lang: str


class NowOn(TypedDict):
    """What is on now, or begins next."""

    cards: list[Card]
    next: Card | None


class SignedUpRow(TypedDict):
    """Somebody who is signed up; ms."""

    visitor_id: int
    number: int
    enterprise: str | None
    seated_at: int | None
    attended_at: int | None


class Sheet(Card):
    """An item with its date (ISO), and who is signed up: seated ones first, then who waits, in their order."""

    date: str
    people: list[SignedUpRow]


def show(
    db: sqlite3.Connection,
    key: str = "",
    touched: Collection[Any] | None = None,
    *,
    now: int,
    lang: str,
    badge_key: bytes = b"",
) -> Shown:
    """The whole programme."""
    zone = days.time_zone(db)
    found = items.every(db)
    taken = {row["id"]: seats.taken(db, row["id"]) for row in found}
    by_day = _by_day(db, found, taken, now, zone, lang)
    parts = [
        Part("programme-now", "programme/_now.html", now_on(one for day in by_day for one in day["cards"])),
        *(Part(f"programme-{day['date']}", "programme/_day.html", day) for day in by_day),
    ]
    data = {"items": [items.shape(one, taken[one["id"]], zone) for one in found]}
    page = {
        "days": by_day,
        "places": any(one["on_map"] for one in by_day),
        "events": gatherings.named(ground.of(db), lang),
    }
    return Shown(data, parts, page, "programme/_topic.html")


def now_on(cards: Iterable[Card]) -> NowOn:
    """Of the cards in their order: what runs now (exhibitions, which run all day, are no news), and what begins next."""
    sitting = [one for one in cards if one["kind"] != "exhibition"]
    running = [one for one in sitting if one["state"] == "now"]
    coming = (one for one in sitting if one["state"] in ("soon", "later"))
    return {"cards": running[:NOW_MOST], "next": next(coming, None)}


def card(row: Item, taken: Taken, now: int, zone: str) -> Card:
    """An item as it stands at `now` (ms)."""
    filled = taken["seated"] + row["citizens"]
    was_moved, was_elsewhere = _was_moved(row, now)
    return {
        "id": row["id"],
        "kind": row["kind"],
        "title": row["title"],
        "place": row["place"],
        "host": row["host"],
        "spoken": row["spoken"],
        "state": state_of(row, now),
        "starts": days.clock_text(row["starts_at"], zone),
        "ends": days.clock_text(row["ends_at"], zone) if row["ends_at"] else None,
        "starts_at": row["starts_at"],
        "until": items.until(row),
        "in_min": max(0, -((now - row["starts_at"]) // days.MIN_MS)),
        "capacity": row["capacity"],
        "free": None if row["capacity"] is None else max(0, row["capacity"] - filled),
        "taken": filled,
        "attended": taken["attended"],
        "citizens": row["citizens"],
        "waiting": taken["waiting"],
        "reason": row["cancel_reason"],
        "was_starts": days.clock_text(row["was_starts_at"], zone)
        if was_moved and row["was_starts_at"]
        else None,
        "was_place": row["was_place"] if was_elsewhere else None,
        "event": row["gathering_id"],
    }


def state_of(row: Item, now: int) -> State:
    if row["cancelled_at"] is not None:
        return "cancelled"
    if now >= items.until(row):
        return "over"
    if now >= row["starts_at"]:
        return "now"
    return "soon" if now >= row["starts_at"] - conditions.ITEM_SOON_MS else "later"


def is_news(row: Item, now: int) -> bool:
    """Whether it is cancelled, or at another time or place than was said, and not over yet."""
    is_cancelled = row["cancelled_at"] is not None and now < items.until(row)
    return is_cancelled or any(_was_moved(row, now))


def _was_moved(row: Item, now: int) -> tuple[bool, bool]:
    """Whether it was to be at another time, and at another place, before its last change; of what is not over yet."""
    was_told = row["changed_at"] is not None and now < items.until(row)
    return was_told and row["was_starts_at"] != row["starts_at"], was_told and row["was_place"] != row[
        "place"
    ]


def cards(db: sqlite3.Connection, found: Iterable[Item], now: int) -> list[Card]:
    """The cards of these items."""
    zone = days.time_zone(db)
    return [card(row, seats.taken(db, row["id"]), now, zone) for row in found]


def of_today(db: sqlite3.Connection, now: int) -> list[Item]:
    """Today's items."""
    zone = days.time_zone(db)
    midnight = days.at_local(days.date_of(now, zone), "00:00", zone)
    return items.between(db, midnight, midnight + 24 * 60 * days.MIN_MS)


def places_named(db: sqlite3.Connection) -> list[str]:
    """The places where something is on, for a form that proposes them."""
    found = db.execute("SELECT DISTINCT place FROM programme WHERE place IS NOT NULL ORDER BY place")
    return [row["place"] for row in found]


def sheet(db: sqlite3.Connection, item_id: int, *, now: int, lang: str) -> Sheet:
    """One item for whoever makes the programme. Raises NotFound."""
    row = items.find(db, item_id)
    if row is None:
        raise NotFound(gettext("그런 프로그램이 없어요. 목록을 새로 열어 주세요.", lang))
    zone = days.time_zone(db)
    found = rows.every(
        db,
        SignedUpRow,
        "SELECT s.visitor_id, v.number, e.name AS enterprise, s.seated_at, s.attended_at FROM sign_ups s"
        " JOIN visitors v ON v.id = s.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
        f" WHERE s.item_id = ? AND s.{conditions.SIGNED_UP} ORDER BY s.seated_at IS NULL, s.id LIMIT ?",
        item_id,
        PEOPLE_SHOWN,
    )
    return {
        **card(row, seats.taken(db, item_id), now, zone),
        "date": days.date_of(row["starts_at"], zone),
        "people": found,
    }


def _by_day(
    db: sqlite3.Connection, found: Iterable[Item], taken: Mapping[int, Taken], now: int, zone: str, lang: str
) -> list[DayOf]:
    """Every day of the expo, and whatever other day something is on, in their order."""
    dates = {one.day: list[Card]() for one in days.all_days(db)}
    for row in found:
        made = card(row, taken[row["id"]], now, zone)
        dates.setdefault(days.date_of(row["starts_at"], zone), []).append(made)
    today = days.date_of(now, zone)
    events = {one["id"]: one["name"] for one in gatherings.named(ground.of(db), lang)}
    return [
        {
            "date": date,
            "month": int(date[5:7]),
            "day": int(date[8:]),
            "is_today": date == today,
            "cards": dates[date],
            "on_map": _on_map(db, dates[date]) if date == today else {},
            "events": events,
            "lang": lang,
        }
        for date in sorted(dates)
    ]


def _on_map(db: sqlite3.Connection, shown: Iterable[Card]) -> dict[int, str]:
    places = ground.of(db).places
    found = {one["id"]: named_place(places, one["place"], one["kind"]) for one in shown}
    return {item: places[at]["name"] for item, at in found.items() if at is not None}
