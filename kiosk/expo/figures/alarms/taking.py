"""Who sees to an alarm. It steps back while somebody does, and comes back where it is still there after a while
(`alarm_again_min`)."""

import re
import sqlite3
from collections.abc import Mapping
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.figures.alarms.kinds import TITLES
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

_KEY = re.compile(r"([a-z_]{1,30})(:[\w.-]{1,40}){0,2}")
_OPEN = (
    "SELECT a.id, a.key, a.raised_at, a.taken_at, a.taken_by, s.name AS by FROM alarms a"
    " LEFT JOIN stations s ON s.id = a.taken_by WHERE a.ended_at IS NULL"
)


class Open(TypedDict):
    """An alarm that is not over; times in ms. `taken_by`: a station's id, `by` its name: who sees to it."""

    id: int
    key: str
    raised_at: int
    taken_at: int | None
    taken_by: int | None
    by: str | None


def open_alarms(db: sqlite3.Connection) -> dict[str, Open]:
    """By key."""
    return {one["key"]: one for one in rows.every(db, Open, _OPEN)}


def again_at(row: Open, settings: Mapping[str, Any]) -> int | None:
    """When an alarm that somebody took on comes back, if it is still there (ms)."""
    return None if row["taken_at"] is None else row["taken_at"] + settings["alarm_again_min"] * days.MIN_MS


def take(change: Change, *, alarm: str) -> dict[str, Any]:
    """An organiser sees to an alarm. One that the clock has not noted yet is noted; if it is none, the clock's next look ends it.

    Raises NotFound, Refused wrong_state while somebody else sees to it.
    """
    _require_kind(change, alarm)
    row = _find(change, alarm)
    if row is None:
        change.insert(
            "alarms", key=alarm, booth_id=_booth_of(change, alarm), since=change.now, raised_at=change.now
        )
        row = _find(change, alarm)
        assert row is not None
    again = again_at(row, change.settings)
    if again is not None and change.now < again and row["taken_by"] != change.actor.station_id:
        sentence = N_("%(who)s 님이 이미 보고 있어요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, who=called(row["by"], change.lang)))
    change.update(
        "UPDATE alarms SET taken_at = ?, taken_by = ? WHERE id = ?",
        change.now,
        change.actor.station_id,
        row["id"],
    )
    change.record("alarm.take", alarm=alarm, booth_id=_booth_of(change, alarm))
    sentence = N_("맡았어요. %(n)s분 뒤에도 그대로면 다시 알려 드려요.")
    minutes = change.settings["alarm_again_min"]
    return {"alarm": alarm, "message": gettext(sentence, change.lang, n=minutes)}


def release(change: Change, *, alarm: str) -> dict[str, Any]:
    """Nobody sees to it any more. Raises NotFound, Refused wrong_state where nobody did."""
    _require_kind(change, alarm)
    done = change.update(
        "UPDATE alarms SET taken_at = NULL, taken_by = NULL WHERE key = ? AND ended_at IS NULL"
        " AND taken_at IS NOT NULL",
        alarm,
    )
    if not done:
        raise Refused("wrong_state", gettext("맡은 사람이 없는 일이에요.", change.lang))
    change.record("alarm.release", alarm=alarm, booth_id=_booth_of(change, alarm))
    return {"alarm": alarm, "message": gettext("다시 모두에게 보여요.", change.lang)}


def called(name: str | None, lang: str) -> str:
    """Who sees to it: an organiser's name."""
    return name or gettext("운영본부", lang)


def _find(change: Change, key: str) -> Open | None:
    return rows.one(change.db, Open, f"{_OPEN} AND a.key = ?", key)


def _require_kind(change: Change, key: str) -> None:
    found = _KEY.fullmatch(key)
    if found is None or found[1] not in TITLES:
        raise NotFound(gettext("그런 살펴볼 일은 없어요.", change.lang))


def _booth_of(change: Change, key: str) -> int | None:
    """The booth that a key names."""
    found: int | None = change.value("SELECT id FROM booths WHERE number = ?", key.partition(":")[2])
    return found
