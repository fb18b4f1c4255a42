"""The organiser's settings: each with its value, default and bound, who changed it when; booths; organisers; the history."""

import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound
from kiosk.data import journal
from kiosk.data.expo_settings import BOOTH, EXPO, GROUPS, Setting
from kiosk.data.setting_kinds import Choice, Line, Whole
from kiosk.expo.person import retention
from kiosk.expo.square import (
    booth_plans,
    days,
    event,
    ground,
    organisers,
    setting_history,
    total_purchases,
)
from kiosk.expo.square.setting_history import By
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_name, agency_short

CHANGES_SHOWN = 20


class Row(TypedDict):
    """One setting as the page and the twin show it. `said`, `standard`: value and default in words; `bound` likewise;
    `least`, `most`, `longest`: for the field, None where its kind has none; `choices`: the words it may be, and what each is called; `by`, `time`: who changed it last, None for
    nobody."""

    name: str
    label: str
    help: str
    form: str
    unit: str
    value: Any
    default: Any
    said: str
    standard: str
    bound: str
    least: int | None
    most: int | None
    longest: int | None
    choices: dict[str, str]
    by: str | None
    time: str | None


class Group(TypedDict):
    key: str
    title: str
    rows: list[Row]


class DayRow(TypedDict):
    """A day with its hours as clocks show them, and how many persons came on it."""

    day: str
    opens: str
    closes: str


class BoothLine(TypedDict):
    """A booth in the list: what of it is not the default, in words."""

    number: str
    agency: str
    counters: int
    own: list[str]


class OrganiserLine(TypedDict):
    """`state`: `open`, `waiting` (the link was not opened yet), `program` (a token), `locked`; `since`: `10-29 14:02`."""

    id: int
    name: str | None
    state: str
    since: str
    is_asking: bool


class Retention(TypedDict):
    """From which day on contact data is to be forgotten, of how many people it is kept, and whether it is time."""

    due_on: str | None
    people: int
    is_due: bool


class Settings(TypedDict):
    groups: list[Group]
    days: list[DayRow]
    set_up: dict[str, str]
    days_by: By | None
    booths: list[BoothLine]
    organisers: list[OrganiserLine]
    retention: Retention
    changes: list[setting_history.Line]


def of_expo(db: sqlite3.Connection, *, now: int, lang: str, asking: int | None = None) -> Settings:
    """Everything at `now` (ms); `asking`: the organiser's station that looks."""
    square = ground.of(db)
    by = setting_history.of_expo(db, lang)
    rows = [(one.group, _row(one, square.settings[name], by.get(name), lang)) for name, one in EXPO.items()]
    return {
        "groups": [
            {"key": key, "title": gettext(title, lang), "rows": [row for group, row in rows if group == key]}
            for key, title in GROUPS.items()
        ],
        "days": [_day(one, square.time_zone) for one in square.days],
        "set_up": event.set_up_as_said(db),
        "days_by": by.get("expo.set_up"),
        "booths": [_booth_line(row, lang) for row in square.booths.values()],
        "organisers": [_organiser(row, square.time_zone, asking) for row in organisers.everybody(db, now)],
        "retention": {
            "due_on": retention.due_on(db),
            "people": retention.kept(db),
            "is_due": retention.is_due(db, now, square.time_zone),
        },
        "changes": setting_history.lines(db, lang, CHANGES_SHOWN),
    }


def of_booth(db: sqlite3.Connection, number: str, *, lang: str) -> dict[str, Any]:
    """One booth's settings. Raises NotFound."""
    booth = ground.of(db).by_number.get(number)
    if booth is None:
        sentence = N_("%(booth)s 부스는 없어요. 안내도에서 부스 번호를 확인해 주세요.")
        raise NotFound(gettext(sentence, lang, booth=number[:20]))
    by = setting_history.of_booth(db, booth["id"], lang)
    values = booth_plans.settings_of(booth)
    return {
        "number": booth["number"],
        "agency": agency_name(booth, lang),
        "counters": booth["counters"],
        "of_file": booth["counters"] if booth["file_counters"] is None else booth["file_counters"],
        "rows": [_row(one, values[name], by.get(name), lang) for name, one in BOOTH.items()],
        "total_purchase_won": total_purchases.of_agency(db, booth["agency_id"]),
    }


def twin(db: sqlite3.Connection, *, now: int, lang: str) -> dict[str, Any]:
    """The JSON twin: the expo's settings, days, every booth's settings, organisers, the last changes."""
    shown = of_expo(db, now=now, lang=lang)
    booths = [of_booth(db, row["number"], lang=lang) for row in shown["booths"]]
    return {
        "seq": journal.latest_seq(db),
        "settings": [_plain(row) for group in shown["groups"] for row in group["rows"]],
        "days": shown["days"],
        "booths": [
            {"booth": one["number"], "settings": [_plain(row) for row in one["rows"]]} for one in booths
        ],
        "organisers": [{name: one[name] for name in ("id", "name", "state")} for one in shown["organisers"]],
        "retention": shown["retention"],
        "changes": shown["changes"],
    }


def _plain(row: Row) -> dict[str, Any]:
    names = ("name", "label", "value", "default", "bound", "by", "time")
    return {name: row[name] for name in names}  # type: ignore[literal-required]


def _row(setting: Setting, value: Any, by: By | None, lang: str) -> Row:
    kind = setting.kind
    whole = kind if isinstance(kind, Whole) else None
    line = kind if isinstance(kind, Line) else None
    return {
        "name": setting.name,
        "label": gettext(setting.label, lang),
        "help": gettext(setting.help, lang),
        "form": kind.form,
        "unit": whole.unit if whole else "",
        "value": value,
        "default": setting.default,
        "said": kind.said(value, lang),
        "standard": _standard(setting, lang),
        "bound": kind.bound(lang),
        "least": whole.least if whole else None,
        "most": whole.most if whole else None,
        "longest": line.longest if line else None,
        "choices": {word: kind.said(word, lang) for word in kind.words} if isinstance(kind, Choice) else {},
        "by": by["by"] if by else None,
        "time": by["time"] if by else None,
    }


def _standard(setting: Setting, lang: str) -> str:
    """The default in words; of words that the program has itself, these."""
    kind = setting.kind
    if isinstance(kind, Line) and kind.standard:
        return gettext(kind.standard, lang)
    return kind.said(setting.default, lang)


def _day(day: days.Day, zone: str) -> DayRow:
    opens, closes = days.hours_text(day, zone)
    return {"day": day.day, "opens": opens, "closes": closes}


def _booth_line(booth: ground.Booth, lang: str) -> BoothLine:
    values = booth_plans.settings_of(booth)
    own = [
        f"{gettext(one.label, lang)} {one.kind.said(values[name], lang)}"
        for name, one in BOOTH.items()
        if values[name] != one.default
    ]
    return {
        "number": booth["number"],
        "agency": agency_short(booth, lang),
        "counters": booth["counters"],
        "own": own,
    }


def _organiser(row: organisers.Organiser, zone: str, asking: int | None) -> OrganiserLine:
    at = row["paired_at"] or row["created_at"]
    opened = "open" if row["paired_at"] else "program" if row["has_token"] else "waiting"
    return {
        "id": row["id"],
        "name": row["name"],
        "state": "locked" if row["locked_at"] else opened,
        "since": f"{days.local(at, zone):%m-%d %H:%M}",
        "is_asking": row["id"] == asking,
    }
