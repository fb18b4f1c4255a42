"""The end of a day for its organiser: what is open, with its remedy; what will be frozen; and once it is closed, what was.

On the next morning the same page says what the day before has left open.
"""

import sqlite3
from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from kiosk.actions.verbs import kind_of
from kiosk.data.heard import Heard
from kiosk.expo.figures import corrections, definitions, open_things
from kiosk.expo.figures import scope as scopes
from kiosk.expo.figures.open_things import Sort
from kiosk.expo.square import closings, days
from kiosk.expo.square.closings import Closing
from kiosk.expo.square.days import Day
from kiosk.language.sentences import N_, gettext

# later: its day is to come; open: its hours run; due: it may be closed; closed.
State = Literal["later", "open", "due", "closed"]

# What is read first; the rest is unfolded.
LEADING = (
    "persons",
    "enterprises",
    "consultations_finished",
    "outcome_contract",
    "outcome_contract_won",
    "outcome_commitment",
    "outcome_commitment_won",
    "outcome_mou",
    "wait_per_call_min",
)
STATES: dict[State, str] = {
    "later": N_("아직"),
    "open": N_("여는 중"),
    "due": N_("마감 전"),
    "closed": N_("마감함"),
}


class Tab(TypedDict):
    """A day of the expo to choose; `says` its state in a word."""

    day: str
    label: str
    state: State
    says: str


class ShownFigure(TypedDict):
    """A figure in words; `corrected` and `corrections`: as it is now and how often it was touched, where it was."""

    name: str
    word: str
    value: str
    definition: str
    corrected: str | None
    corrections: int


class Group(TypedDict):
    title: str
    figures: list[ShownFigure]


class Frozen(TypedDict):
    """A closing in words. `sha256` in pieces of eight; `reopened`: when it was taken back, `reason` why."""

    at: str
    by: str
    sha256: list[str]
    reopened: str | None
    reason: str | None


class Done(TypedDict):
    """What was done after the closing: when it happened and when it was told (HH:MM)."""

    says: str
    number: int | None
    consultation: int | None
    happened: str
    told: str


class Page(TypedDict):
    """`closes`: until when the day is open (HH:MM); `left`: how many things are open; `yesterday`: a day before that nobody
    closed."""

    day: str
    label: str
    state: State
    closes: str
    tabs: list[Tab]
    yesterday: Tab | None
    sorts: list[Sort]
    left: int
    leading: list[ShownFigure]
    groups: list[Group]
    closing: Frozen | None
    later: list[Done]
    history: list[Frozen]


def page(
    db: sqlite3.Connection, asked: str | None, heard: Mapping[int, Heard], now: int, lang: str
) -> Page | None:
    """The page of a day (ISO), of the one that matters now where none is asked for. None for an expo without days."""
    every = days.all_days(db)
    if not every:
        return None
    day = next((one for one in every if one.day == asked), None) or _of_now(every, now)
    return _Look(db, day, every, heard, now, lang).page()


def twin(
    db: sqlite3.Connection, asked: str | None, heard: Mapping[int, Heard], now: int, lang: str
) -> dict[str, Any]:
    """The same for programs; `figures` as `GET /figures.json` tells them, `history` with every closing. Raises NotFound for what
    is no day of the expo."""
    every = days.all_days(db)
    if asked:
        scopes.of_day(db, asked, now, lang)
    if not every:
        return {"day": None, "state": None, "open": [], "figures": {}, "closing": None, "history": []}
    day = next((one for one in every if one.day == asked), None) or _of_now(every, now)
    about = scopes.of_day(db, day.day, now)
    told = corrections.told(db, about)
    found = open_things.look(db, day, heard, now, lang)
    return {
        "day": day.day,
        "state": _state(day, now),
        "open": [
            {"sort": one["sort"], "count": one["count"], "title": one["title"], "things": one["things"]}
            for one in found
        ],
        "figures": told["figures"],
        "closing": told.get("closing"),
        "history": [_told_closing(one, about.zone) for one in closings.every(db) if one["day"] == day.day],
    }


def not_closed(db: sqlite3.Connection, now: int) -> list[Day]:
    """The days whose hours are over and that nobody has closed."""
    return [day for day in days.all_days(db) if _state(day, now) == "due"]


def _of_now(every: list[Day], now: int) -> Day:
    """The last day that has begun, as it is the one to close; before the first, the first."""
    begun = [day for day in every if day.opens_at <= now]
    return begun[-1] if begun else every[0]


def _state(day: Day, now: int) -> State:
    if day.closed_at is not None:
        return "closed"
    if now >= day.closes_at:
        return "due"
    return "open" if now >= day.opens_at else "later"


def _told_closing(one: Closing, zone: str) -> dict[str, Any]:
    return {
        "closed_at": days.iso(one["closed_at"], zone),
        "sha256": one["sha256"],
        "reopened_at": days.iso(one["reopened_at"], zone),
        "reason": one["reopen_reason"],
    }


class _Look:
    """One look at a day at a moment (ms)."""

    def __init__(
        self,
        db: sqlite3.Connection,
        day: Day,
        every: list[Day],
        heard: Mapping[int, Heard],
        now: int,
        lang: str,
    ) -> None:
        self.db, self.day, self.every, self.heard, self.now, self.lang = db, day, every, heard, now, lang
        self.zone = days.time_zone(db)

    def page(self) -> Page:
        sorts = open_things.look(self.db, self.day, self.heard, self.now, self.lang)
        groups, shown = self._figures()
        history = [one for one in closings.every(self.db) if one["day"] == self.day.day]
        standing = next((one for one in history if one["reopened_at"] is None), None)
        tabs = [self._tab(one) for one in self.every]
        before = [tab for tab, one in zip(tabs, self.every, strict=True) if one.opens_at < self.day.opens_at]
        return {
            "day": self.day.day,
            "label": self._label(self.day),
            "state": _state(self.day, self.now),
            "closes": days.hours_text(self.day, self.zone)[1],
            "tabs": tabs,
            "yesterday": next((tab for tab in before if tab["state"] == "due"), None),
            "sorts": sorts,
            "left": sum(one["count"] for one in sorts),
            "leading": [shown[name] for name in LEADING],
            "groups": groups,
            "closing": self._frozen(standing) if standing else None,
            "later": self._later(standing) if standing else [],
            "history": [self._frozen(one) for one in history if one is not standing],
        }

    def _tab(self, day: Day) -> Tab:
        state = _state(day, self.now)
        return {
            "day": day.day,
            "label": self._label(day),
            "state": state,
            "says": self._(STATES[state]),
        }

    def _figures(self) -> tuple[list[Group], dict[str, ShownFigure]]:
        told = corrections.told(self.db, scopes.of_day(self.db, self.day.day, self.now))["figures"]
        shown = {name: self._figure(name, one) for name, one in told.items()}
        groups: list[Group] = [
            {
                "title": self._(title),
                "figures": [shown[name] for name, one in definitions.FIGURES.items() if one.group == group],
            }
            for group, title in definitions.GROUPS.items()
            if group != "after"  # what comes of it later is frozen by no closing
        ]
        return groups, shown

    def _figure(self, name: str, told: Mapping[str, Any]) -> ShownFigure:
        one = definitions.FIGURES[name]
        was_touched = "corrected" in told
        return {
            "name": name,
            "word": self._(one.word),
            "value": self._amount(told["value"], one.unit),
            "definition": self._(one.definition),
            "corrected": self._amount(told["corrected"], one.unit) if was_touched else None,
            "corrections": told.get("corrections", 0),
        }

    def _amount(self, value: Any, unit: str) -> str:
        if value is None:
            return "–"
        if unit == "비율":
            return f"{value * 100:.1f}%"
        number = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
        return self._(AMOUNTS[unit], n=number)

    def _frozen(self, one: Closing) -> Frozen:
        return {
            "at": self._moment(one["closed_at"]),
            "by": self._who(one["closed_by"]),
            "sha256": [one["sha256"][at : at + 8] for at in range(0, 64, 8)],
            "reopened": self._moment(one["reopened_at"]) if one["reopened_at"] is not None else None,
            "reason": one["reopen_reason"],
        }

    def _later(self, standing: Closing) -> list[Done]:
        return [
            {
                "says": self._said(one["kind"], one["booth"]),
                "number": one["number"],
                "consultation": one["consultation"],
                "happened": self._moment(one["happened_at"]),
                "told": self._moment(one["at"]),
            }
            for one in corrections.later(self.db, standing["id"])
        ]

    def _said(self, kind: str, booth: str | None) -> str:
        """What was done, as the feed says it; where that depends on more, as a cut-off station's list calls it."""
        row = kind_of(kind)
        said = row.in_feed if row else None
        sentence = said if isinstance(said, str) else getattr(row, "deed", "") or kind
        return gettext(sentence, self.lang, booth=booth or "")

    def _who(self, station: int | None) -> str:
        row = self.db.execute("SELECT name FROM stations WHERE id = ?", (station,)).fetchone()
        return (row and row["name"]) or self._(N_("운영본부"))

    def _moment(self, at: int) -> str:
        """`18:32`, on another day `10.30 09:12`"""
        same = days.date_of(at, self.zone) == self.day.day
        return days.clock_text(at, self.zone) if same else f"{days.local(at, self.zone):%m.%d %H:%M}"

    def _label(self, day: Day) -> str:
        """`10월 29일`"""
        at = days.local(day.opens_at, self.zone)
        return self._(N_("%(month)s월 %(day)s일"), month=at.month, day=at.day)

    def _(self, sentence: str, **values: Any) -> str:
        return gettext(sentence, self.lang, **values)


AMOUNTS = {
    "명": N_("%(n)s명"),
    "곳": N_("%(n)s곳"),
    "건": N_("%(n)s건"),
    "회": N_("%(n)s회"),
    "원": N_("%(n)s원"),
    "분": N_("%(n)s분"),
}
