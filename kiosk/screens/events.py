"""The journal as programs follow it: a line of JSON an entry, without anything of a person and without what anybody typed.

`{"seq", "at", "happened_at", "kind", "actor", "station", "booth", "ticket", "consultation"}`, and what the verb's row says that it
tells (`tells`); of a refused scan `refused`, its code. Nobody is told by number or id: a ticket and a meeting have ids of
their own, which tell nothing of whose they are.
"""

import json
import re
import sqlite3
from typing import Any, TypedDict

from kiosk.actions.verbs import kind_of
from kiosk.data import rows
from kiosk.expo.square import days

# A word of the program, a booth's number, a date: text that nobody wrote.
_WORD = re.compile(r"[a-z]+(?:_[a-z]+)*|[A-Z]{1,2}[0-9]{2,3}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_WORD = 40
_text = json.JSONEncoder(ensure_ascii=False).encode


class Entry(TypedDict):
    """An entry of the journal; `detail` is JSON, times in ms, `booth` its number."""

    seq: int
    at: int
    happened_at: int
    kind: str
    actor: str
    station_id: int | None
    booth: str | None
    ticket_id: int | None
    consultation_id: int | None
    detail: str


def after(db: sqlite3.Connection, seq: int, until: int, limit: int) -> list[Entry]:
    """The oldest entries behind `seq`, up to `until` and so many."""
    return rows.every(
        db,
        Entry,
        "SELECT j.seq, j.at, j.happened_at, j.kind, j.actor, j.station_id, b.number AS booth, j.ticket_id,"
        " j.consultation_id, j.detail FROM journal j LEFT JOIN booths b ON b.id = j.booth_id"
        " WHERE j.seq > ? AND j.seq <= ? ORDER BY j.seq LIMIT ?",
        seq,
        until,
        limit,
    )


def line(entry: Entry, zone: str) -> str:
    """The entry as it is told."""
    return _text(event(entry, zone)) + "\n"


def event(entry: Entry, zone: str) -> dict[str, Any]:
    """The same as an object. Of a kind that this program does not know the detail is not told."""
    kind, detail = kind_of(entry["kind"]), json.loads(entry["detail"])
    told = ("refused", *(kind.tells if kind else ()))
    return {
        "seq": entry["seq"],
        "at": days.iso(entry["at"], zone),
        "happened_at": days.iso(entry["happened_at"], zone),
        "kind": entry["kind"],
        "actor": entry["actor"].partition(":")[0],
        "station": entry["station_id"],
        "booth": entry["booth"],
        "ticket": entry["ticket_id"],
        "consultation": entry["consultation_id"],
    } | {name: detail[name] for name in told if name in detail and _is_plain(detail[name])}


def _is_plain(value: Any) -> bool:
    """Whatever a rule writes one day: no text that is more than a word of the program, and no nested things."""
    if isinstance(value, list):
        return all(not isinstance(one, list) and _is_plain(one) for one in value)
    if isinstance(value, str):
        return len(value) <= _LONGEST_WORD and _WORD.fullmatch(value) is not None
    return value is None or isinstance(value, int | float)
