"""Alarms as an organiser sees them: who sees to one, when it comes back, and which there were."""

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypedDict

from kiosk.actions.verbs import kind_of
from kiosk.data import rows
from kiosk.expo.figures.alarms import Alarm, Remedy, taking
from kiosk.expo.figures.alarms.kinds import TITLES
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import days, fleet
from kiosk.language.sentences import gettext
from kiosk.screens import history

SHOWN = 12
PAST_SHOWN = 200


class Taken(TypedDict):
    """Who sees to an alarm, since how many minutes; `is_back`: it comes back, for it is still there."""

    by: str
    min: int
    is_back: bool


class ShownAlarm(TypedDict):
    """An alarm in the list. `since`: HH:MM."""

    key: str
    code: str
    level: int
    minutes: int
    since: str
    booth: str
    sentence: str
    cost: str
    people: int
    able: int
    link: str
    remedies: tuple[Remedy, ...]
    taken: Taken | None


class Alarms(TypedDict):
    """What needs somebody, the worst first and what somebody sees to last; `count` of those nobody sees to; how many `more`."""

    alarms: list[ShownAlarm]
    count: int
    more: int
    is_open: bool


class PastAlarm(TypedDict):
    """An alarm that was, or is (`until` None). Times as HH:MM, `day` MM.DD; `what`: its kind; `where`: booth and agency, station or
    number; `deed`: what ended it, `deed_by` whom did it."""

    key: str
    what: str
    where: str
    href: str
    day: str
    begun: str
    until: str | None
    minutes: int
    people: int
    taken_by: str | None
    taken_at: str | None
    deed: str
    deed_by: str


class _Row(TypedDict):
    id: int
    key: str
    booth: str | None
    agency: str | None
    agency_en: str | None
    raised_at: int
    ended_at: int | None
    people: int
    taken_at: int | None
    taken: int
    by: str | None
    kind: str | None
    detail: str | None
    actor: str | None
    station: str | None


def listed(
    db: sqlite3.Connection, square: Loads, found: Sequence[Alarm], now: int, lang: str
) -> list[ShownAlarm]:
    """Each with who sees to it; those that somebody sees to last."""
    known = taking.open_alarms(db)
    settings, zone = square.ground.settings, square.ground.time_zone
    shown: list[ShownAlarm] = [
        {
            "key": one.key,
            "code": one.code,
            "level": one.level,
            "minutes": one.minutes,
            "since": days.clock_text(one.since, zone),
            "booth": one.booth,
            "sentence": one.sentence,
            "cost": one.cost,
            "people": one.people,
            "able": one.able,
            "link": one.link or (f"/organiser/booths/{one.booth}" if one.booth else ""),
            "remedies": one.remedies,
            "taken": _taken(known.get(one.key), settings, now, lang),
        }
        for one in found
    ]
    return sorted(shown, key=is_seen_to)


def panel(shown: list[ShownAlarm], *, is_open: bool) -> Alarms:
    """The place on the first screen."""
    return {
        "alarms": shown[:SHOWN],
        "count": sum(not is_seen_to(one) for one in shown),
        "more": max(0, len(shown) - SHOWN),
        "is_open": is_open,
    }


def twin(one: ShownAlarm) -> dict[str, Any]:
    """As organiser.json has it."""
    told: dict[str, Any] = dict(one)
    told["message"] = told.pop("sentence")
    told["remedies"] = [asdict(remedy) for remedy in one["remedies"]]
    return told


def past(
    db: sqlite3.Connection, lang: str, *, before: int | None = None
) -> tuple[list[PastAlarm], int | None]:
    """The last alarms by when they were seen, earlier than `before` (ms); and the `before` of those before them, None at the end."""
    found = rows.every(
        db,
        _Row,
        "SELECT a.id, a.key, b.number AS booth, g.name AS agency, g.name_en AS agency_en, a.raised_at, a.ended_at, a.people,"
        " a.taken_at, a.taken_at IS NOT NULL AS taken, s.name AS by, j.kind, j.detail, j.actor, js.name AS station"
        " FROM alarms a LEFT JOIN booths b ON b.id = a.booth_id LEFT JOIN agencies g ON g.id = b.agency_id"
        " LEFT JOIN stations s ON s.id = a.taken_by LEFT JOIN journal j ON j.seq = a.mended_by"
        " LEFT JOIN stations js ON js.id = j.station_id"
        " WHERE a.raised_at < ? ORDER BY a.raised_at DESC, a.id LIMIT ?",
        before if before is not None else 2**53,
        PAST_SHOWN,
    )
    zone = days.time_zone(db)
    earlier = found[-1]["raised_at"] if len(found) == PAST_SHOWN else None
    return [_past(db, row, zone, lang) for row in found], earlier


def is_seen_to(one: ShownAlarm) -> bool:
    """Whether an organiser has taken it on, and it has not come back."""
    return one["taken"] is not None and not one["taken"]["is_back"]


def _taken(row: taking.Open | None, settings: dict[str, Any], now: int, lang: str) -> Taken | None:
    if row is None or row["taken_at"] is None:
        return None
    again = taking.again_at(row, settings)
    return {
        "by": taking.called(row["by"], lang),
        "min": max(0, now - row["taken_at"]) // days.MIN_MS,
        "is_back": again is not None and now >= again,
    }


def _past(db: sqlite3.Connection, row: _Row, zone: str, lang: str) -> PastAlarm:
    code = row["key"].partition(":")[0]
    where, href = _where(db, row, lang)
    ended = row["ended_at"]
    return {
        "key": row["key"],
        "what": gettext(TITLES.get(code, code), lang),
        "where": where,
        "href": href,
        "day": f"{days.local(row['raised_at'], zone):%m.%d}",
        "begun": days.clock_text(row["raised_at"], zone),
        "until": days.clock_text(ended, zone) if ended is not None else None,
        "minutes": round(((ended or row["raised_at"]) - row["raised_at"]) / days.MIN_MS),
        "people": row["people"],
        "taken_by": taking.called(row["by"], lang) if row["taken"] else None,
        "taken_at": days.clock_text(row["taken_at"], zone) if row["taken_at"] is not None else None,
        "deed": _deed(row, lang),
        "deed_by": (
            row["station"] or gettext(history.ROLES.get((row["actor"] or "").partition(":")[0], ""), lang)
        )
        if row["kind"]
        else "",
    }


def _where(db: sqlite3.Connection, row: _Row, lang: str) -> tuple[str, str]:
    """What an alarm is about, and the address of its sheet."""
    code, _, key = row["key"].partition(":")
    if row["booth"]:
        agency = (lang == "en" and row["agency_en"]) or row["agency"]
        return f"{row['booth']} {agency}", f"/organiser/booths/{row['booth']}"
    if code in ("station_silent", "battery", "unsent", "clock") and key.isdecimal():
        station = db.execute(
            "SELECT s.role, b.number AS booth, s.name FROM stations s LEFT JOIN booths b ON b.id = s.booth_id"
            " WHERE s.id = ?",
            (int(key),),
        ).fetchone()
        return (fleet.called(station, lang), f"/organiser/stations/{key}") if station else ("", "")
    if code == "day_unclosed":
        return key, f"/organiser/closing?day={key}"
    if code == "printer" and key.isdecimal():
        printer = db.execute("SELECT name FROM printers WHERE id = ?", (int(key),)).fetchone()
        return (printer["name"], "/organiser/printers") if printer else ("", "")
    return "", ""


def _deed(row: _Row, lang: str) -> str:
    """The sentence of the action that ended it."""
    if row["kind"] is None or row["detail"] is None:
        return ""
    kind = kind_of(row["kind"])
    entry: history.Entry = {"kind": row["kind"], "detail": row["detail"], "booth": row["booth"]}
    return history.sentence_of(entry, kind.in_feed or kind.history, lang) or "" if kind else ""
