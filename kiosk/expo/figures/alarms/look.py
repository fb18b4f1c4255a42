"""One look over the square at a moment: what several kinds of alarms read, read once, and how they say it."""

import sqlite3
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from kiosk.data import conditions
from kiosk.data.heard import Heard
from kiosk.expo.figures import forecasts
from kiosk.expo.queue import able
from kiosk.expo.queue.able import Able
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import booths, breaks, days
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_, gettext


class Look:
    """`today` is None on no day of the expo. Times in ms; `heard`: station id -> what it told last."""

    def __init__(
        self,
        db: sqlite3.Connection,
        state: Loads,
        today: days.Day | None,
        now: int,
        lang: str,
        heard: Mapping[int, Heard] | None = None,
    ) -> None:
        self.db, self.state, self.today, self.now, self.lang = db, state, today, now, lang
        self.heard = heard or {}

    @property
    def is_open(self) -> bool:
        return self.today is not None and self.today.is_open(self.now)

    @property
    def day(self) -> days.Day:
        """Today, where the expo is open."""
        assert self.today is not None
        return self.today

    @cached_property
    def able(self) -> dict[int, list[Able]]:
        """Booth id -> who waits there and could come now, the longest waiting first."""
        return able.by_booth(self.db, self.day, self.now)

    @cached_property
    def busy(self) -> dict[tuple[int, int], set[str]]:
        """(booth id, counter) -> the states of tickets there: called, serving."""
        found: dict[tuple[int, int], set[str]] = {}
        for row in self.db.execute(
            f"SELECT booth_id, counter, state FROM tickets WHERE {conditions.CALLED_OR_SERVING}"
        ):
            found.setdefault((row["booth_id"], row["counter"]), set()).add(row["state"])
        return found

    @cached_property
    def forecast(self) -> dict[str, Any] | None:
        """What was foretold last of the rest of the day."""
        return forecasts.newest(self.db, self.day, self.now)

    @cached_property
    def last_activity(self) -> dict[int, int]:
        """Booth id -> when something last went on there today (ms)."""
        newest = (
            "SELECT max(j.at) FROM journal j WHERE j.booth_id = b.id"
            f" AND j.{conditions.OF_BOOTHS_WORK} AND j.at >= ?"
        )
        found = self.db.execute(f"SELECT b.id, ({newest}) AS at FROM booths b", (self.day.opens_at,))
        return {row["id"]: row["at"] for row in found if row["at"] is not None}

    def people(self, row: Booth) -> int:
        """How many wait at a booth: the number on the map."""
        return self.state.waiting_today(self.db, self.day).get(row["id"], 0)

    def able_at(self, row: Booth) -> list[Able]:
        return self.able.get(row["id"], [])

    def in_state(self, state: booths.State) -> Iterator[Booth]:
        every = self.state.booths.values()
        return (row for row in every if booths.state_of(row, self.today, self.now) == state)

    def counters_without(self, row: Booth, states: set[str]) -> list[int]:
        """The counters where nothing of `states` goes on."""
        numbers = range(1, row["counters"] + 1)
        return [n for n in numbers if not self.busy.get((row["id"], n), set()) & states]

    def minutes(self, since: int) -> int:
        return max(0, self.now - since) // days.MIN_MS

    def clock(self, at: int) -> str:
        return days.clock_text(at, self.state.ground.time_zone)

    def say(self, sentence: str, **values: Any) -> str:
        return gettext(sentence, self.lang, **values)

    def about(self, row: Booth, sentence: str, **values: Any) -> str:
        """A sentence with the booth's number and agency."""
        agency = (self.lang == "en" and row["agency_en"]) or row["agency"]
        return gettext(sentence, self.lang, booth=row["number"], agency=agency, **values)

    def waiting(self, row: Booth) -> str:
        """How many wait, and how many of them could come now, in the words that every alarm uses."""
        people, able_now = self.people(row), len(self.able_at(row))
        if not people:
            return self.say(_NOBODY)
        return (
            self.say(_WAIT, n=people) if able_now == people else self.say(_OF_WHOM, n=people, able=able_now)
        )

    @cached_property
    def coming_break(self) -> breaks.Span | None:
        """The expo's next break, where it is near."""
        spans = breaks.on(self.day, self.state.ground.settings["breaks"], self.state.ground.time_zone)
        near = self.now + BREAK_NEAR_MIN * days.MIN_MS
        return next((span for span in spans if self.now < span.begins_at <= near), None)

    def before_break(self) -> str:
        """That the expo's next break is near, where it is."""
        if self.coming_break is None:
            return ""
        begins_at = self.coming_break.begins_at
        minutes = -(-(begins_at - self.now) // days.MIN_MS)
        return self.say(_BEFORE_BREAK, time=self.clock(begins_at), n=minutes)


BREAK_NEAR_MIN = 60
_NOBODY = N_("기다리는 사람은 없어요")
_WAIT = N_("%(n)s명이 기다려요")
_OF_WHOM = N_("%(n)s명 중 지금 올 수 있는 %(able)s명")
_BEFORE_BREAK = N_("%(time)s 쉬는 시간까지 %(n)s분 남았어요")


def joined(*parts: str) -> str:
    """What an alarm costs, part by part."""
    return " · ".join(part for part in parts if part)
