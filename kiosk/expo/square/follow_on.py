"""A new expo begins as the next of one that was: with its agencies, square, face and settings, and without anybody who came."""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from kiosk.actions.refusals import NotFound, Refused
from kiosk.data import handed_on
from kiosk.data.expo_settings import EXPO
from kiosk.data.kept import Kept
from kiosk.data.setting_kinds import Date
from kiosk.data.store import Change
from kiosk.expo.square import event
from kiosk.language.sentences import N_, gettext

YEAR = timedelta(days=364)  # 52 weeks: a year later on the same weekday

Rows = Mapping[str, list[dict[str, Any]]]


class Old(NamedTuple):
    """What is taken of an expo: its rows by table (handed_on.py), its own settings, and its figures (figures/past.py)."""

    rows: Rows
    settings: dict[str, Any]
    time_zone: str
    figures: dict[str, Any]


_kept = Kept[Old](4)


def keep(old: Old) -> str:
    """Keep what was read of an expo in this process until it is taken over; returns the word that names it in the action."""
    return _kept.add(old)


def next_name(name: str, years: int = 1) -> str:
    """What the next expo would be called: `박람회 2026` -> `박람회 2027`, `제3회 박람회` -> `제4회 박람회`."""
    later = re.sub(r"(?<![0-9])20[0-9]{2}(?![0-9])", lambda found: str(int(found[0]) + years), name)
    return re.sub(r"(?<=제)([0-9]{1,3})(?=회)", lambda found: str(int(found[0]) + years), later)


def next_days(dates: list[str]) -> list[str]:
    """The same weekdays a year later (ISO dates)."""
    return [str(date.fromisoformat(one) + YEAR) for one in dates]


def follow_on(change: Change, *, old: str, name: str, days: list[str], hours: str) -> dict[str, Any]:
    """Take over what keep() holds under `old`, under this name, on these days (as `expo.set_up` takes them).

    Answers `expo`, and `took`: how many of what. Raises NotFound, BadFields, Refused wrong_state where there is an expo already.
    """
    taken = _kept.get(old)
    if taken is None:
        raise NotFound(gettext(N_("옮길 박람회를 읽지 못했어요. 처음부터 다시 해 주세요."), change.lang))
    if change.one("SELECT 1 FROM expo"):
        raise Refused("wrong_state", gettext(N_("여기에는 이미 박람회가 있어요."), change.lang))
    change.time_zone = taken.time_zone
    made = event.set_up(change, name=name, days=days, hours=hours)
    settings = lasting(taken.settings)
    change.update("UPDATE expo SET settings = ?, time_zone = ?", json.dumps(settings), taken.time_zone)
    for table in handed_on.TAKEN:
        also = {"made_at": change.now} if table == "pairing_cards" else {}
        for row in taken.rows[table]:
            change.insert(table, **_renamed(table, row), **also)
    change.insert("past_expos", taken_at=change.now, told=json.dumps(taken.figures, ensure_ascii=False))
    took = {table: len(taken.rows[table]) for table in handed_on.TAKEN} | {"settings": len(settings)}
    change.record("expo.follow_on", took=took)
    return {"expo": made["expo"], "took": took}


def lasting(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Those settings that are as good in another year: without dates."""
    return {name: value for name, value in settings.items() if name in EXPO and not _is_date(name)}


def _is_date(name: str) -> bool:
    return isinstance(EXPO[name].kind, Date)


def _renamed(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A year in the face's names is another one."""
    if table != "face":
        return row
    names = {name: next_name(row[name]) for name in ("name_en", "short_name") if row[name]}
    return row | names
