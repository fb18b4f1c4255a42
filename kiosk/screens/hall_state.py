"""What the hall board says instead of, or above, the square: before opening, after closing, in the rain, without booths."""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Literal, TypedDict

from kiosk.expo.square import booths, days, own_words
from kiosk.expo.square.days import Day
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import reworded
from kiosk.screens.news import programme
from kiosk.screens.programme import Card

PROGRAMME_MOST = 5

State = Literal["open", "before", "closed", "over", "rain", "empty"]


class HallState(TypedDict):
    """`before` an expo day, today's or the first; `closed` between two days; `over`: after the last. `rain`: every booth
    pauses. `month`, `day`: of the day told, None today; `opens`: HH:MM, None where no day is to come. `reason`, `until`:
    why and until when (HH:MM) they pause, where most say the same. `words`: the expo's own, a welcome or a closing sentence.
    """

    state: State
    opens: str | None
    month: int | None
    day: int | None
    is_tomorrow: bool
    programme: list[Card]
    reason: str | None
    until: str | None
    words: str


def hall_state(
    db: sqlite3.Connection, here: Collection[Booth], today: Day | None, now: int, zone: str, lang: str
) -> HallState:
    """How the whole hall stands at `now` (ms)."""
    found, settings = _stands(db, here, today, now, zone, lang), booths.settings_of(db)
    words = {"before": own_words.welcome, "closed": own_words.closing, "over": own_words.closing}.get(
        found["state"]
    )
    return {**found, "words": words(settings, lang) if words else ""}


def _stands(
    db: sqlite3.Connection, here: Collection[Booth], today: Day | None, now: int, zone: str, lang: str
) -> HallState:
    if today is not None and today.is_open(now):
        return _while_open(here, today, now, zone, lang)
    if today is not None and now < today.opens_at:
        return _told(db, "before" if here else "empty", today, now, zone)
    date = days.date_of(now, zone)
    coming = days.next_day(db, date)
    if coming is None:
        return _nothing("over" if _has_begun(db, date) else "empty")
    return _told(db, "closed" if _has_begun(db, date) else "before", coming, now, zone)


def _while_open(here: Collection[Booth], today: Day, now: int, zone: str, lang: str) -> HallState:
    states = {booths.state_of(booth, today, now) for booth in here}
    if not here:
        return _nothing("empty")
    if "open" in states or "paused" not in states:
        return _nothing("open")
    paused = [booth for booth in here if booths.state_of(booth, today, now) == "paused"]
    ends = (booth["pause_until"] for booth in paused)
    return {
        **_nothing("rain"),
        "reason": reworded(_most(booth["pause_reason"] for booth in paused), lang),
        "until": _most(days.clock_text(end, zone) if end else None for end in ends),
    }


def _most(said: Iterable[str | None]) -> str | None:
    """What more than half of them say."""
    all_said = list(said)
    value, times = Counter(all_said).most_common(1)[0]
    return value if 2 * times > len(all_said) else None


def _told(db: sqlite3.Connection, state: State, day: Day, now: int, zone: str) -> HallState:
    """A day to come, and its programme."""
    date, opens = days.local(now, zone), days.local(day.opens_at, zone)
    return {
        **_nothing(state),
        "opens": days.clock_text(day.opens_at, zone),
        "month": opens.month if opens.date() != date.date() else None,
        "day": opens.day if opens.date() != date.date() else None,
        "is_tomorrow": (opens.date() - date.date()).days == 1,
        "programme": programme(db, max(now, day.morning), day.closes_at, PROGRAMME_MOST),
    }


def _has_begun(db: sqlite3.Connection, date: str) -> bool:
    """Whether an expo day has been before or on this date."""
    return any(day.day <= date for day in days.all_days(db))


def _nothing(state: State) -> HallState:
    return {
        "state": state,
        "opens": None,
        "month": None,
        "day": None,
        "is_tomorrow": False,
        "programme": [],
        "reason": None,
        "until": None,
        "words": "",
    }
