"""Who changed which setting when, read from the journal: its entries are the history, no table says it again."""

import json
import sqlite3
from typing import Any, TypedDict

from kiosk.data import rows
from kiosk.data.expo_settings import BOOTH, EXPO
from kiosk.expo.square import days, organisers
from kiosk.language.sentences import N_, gettext

# As an index of the journal says it (m039), so that it is used.
KINDS = "kind IN ('expo.settings', 'booth.settings', 'expo.set_up', 'expo.face')"
LOOKED_AT = 2000

WHOLE = {"expo.set_up": N_("이름, 날, 시간"), "expo.face": N_("박람회의 얼굴")}


class Entry(TypedDict):
    """An entry of the journal that changed settings; `at` in ms, `detail` JSON."""

    seq: int
    at: int
    kind: str
    actor: str
    detail: str
    booth: str | None
    booth_id: int | None
    station_id: int | None
    name: str | None


class By(TypedDict):
    """Who set it, and when: an organiser's name, `10-29 14:02`."""

    by: str
    time: str


class Line(By):
    """One change as a sentence has it: what, from which value to which (words; None for what has no single value)."""

    what: str
    before: str | None
    after: str | None


def of_expo(db: sqlite3.Connection, lang: str) -> dict[str, By]:
    """Setting of the expo -> who changed it last; also `days` and `face`."""
    zone, found = days.time_zone(db), dict[str, By]()
    for row in _entries(db):
        if row["kind"] == "expo.settings":
            for name in json.loads(row["detail"]).get("settings", {}):
                found.setdefault(name, _by(row, zone, lang))
        elif row["kind"] in WHOLE:
            found.setdefault(row["kind"], _by(row, zone, lang))
    return found


def of_booth(db: sqlite3.Connection, booth_id: int, lang: str) -> dict[str, By]:
    """Setting of this booth -> who changed it last."""
    zone, found = days.time_zone(db), dict[str, By]()
    for row in _entries(db):
        if row["kind"] == "booth.settings" and row["booth_id"] == booth_id:
            for name in json.loads(row["detail"]).get("settings", {}):
                found.setdefault(name, _by(row, zone, lang))
    return found


def settled(db: sqlite3.Connection, name: str) -> int:
    """The seq of the change by which this setting of the expo is what it is; 0 before any."""
    sql = f"SELECT max(seq) AS seq FROM journal WHERE {KINDS} AND json_type(detail, '$.settings.' || ?) IS NOT NULL"
    return db.execute(sql, (name,)).fetchone()["seq"] or 0


def settled_of(db: sqlite3.Connection, booth_id: int) -> int:
    """The same of a booth's settings."""
    sql = f"SELECT max(seq) AS seq FROM journal WHERE {KINDS} AND kind = 'booth.settings' AND booth_id = ?"
    return db.execute(sql, (booth_id,)).fetchone()["seq"] or 0


def lines(db: sqlite3.Connection, lang: str, most: int) -> list[Line]:
    """The last changes, the newest first."""
    zone, found = days.time_zone(db), list[Line]()
    for row in _entries(db):
        found += _lines(row, zone, lang)
        if len(found) >= most:
            break
    return found[:most]


def _lines(row: Entry, zone: str, lang: str) -> list[Line]:
    by = _by(row, zone, lang)
    if row["kind"] in WHOLE:
        return [{**by, "what": gettext(WHOLE[row["kind"]], lang), "before": None, "after": None}]
    detail: dict[str, Any] = json.loads(row["detail"])
    table, before = BOOTH if row["kind"] == "booth.settings" else EXPO, detail.get("before", {})
    place = f"{row['booth']} " if row["booth"] else ""
    return [
        {
            **by,
            "what": place + gettext(table[name].label, lang),
            "before": table[name].kind.said(before[name], lang) if name in before else None,
            "after": table[name].kind.said(value, lang),
        }
        for name, value in detail.get("settings", {}).items()
        if name in table
    ]


def _entries(db: sqlite3.Connection) -> list[Entry]:
    return rows.every(
        db,
        Entry,
        "SELECT j.seq, j.at, j.kind, j.actor, j.detail, b.number AS booth, j.booth_id, j.station_id, s.name"
        f" FROM (SELECT * FROM journal WHERE {KINDS} ORDER BY seq DESC LIMIT {LOOKED_AT}) j"
        " LEFT JOIN booths b ON b.id = j.booth_id LEFT JOIN stations s ON s.id = j.station_id ORDER BY j.seq DESC",
    )


def _by(row: Entry, zone: str, lang: str) -> By:
    who = organisers.called(row["name"], row["station_id"], row["actor"], lang)
    return {"by": who, "time": f"{days.local(row['at'], zone):%m-%d %H:%M}"}
