"""What a meeting that somebody sets by hand would clash with: who, where, and the nearest time that is free."""

import sqlite3
from typing import NamedTuple, TypedDict

from kiosk.data import rows
from kiosk.expo.square import days, ground
from kiosk.expo.square.days import MIN_MS
from kiosk.expo.timetable import reading
from kiosk.expo.timetable.problem import Meeting, Problem, Span
from kiosk.language.sentences import N_, gettext

STEP_MS = 5 * MIN_MS  # the nearest time is looked for at these minutes
NAMED_MOST = 3


class Clash(NamedTuple):
    """`may_be`: an organiser may do so all the same (two people of one enterprise come; a counter more is found that day)."""

    says: str
    may_be: bool


class Proposed(TypedDict):
    """ms."""

    id: int
    booth_id: int
    enterprise_id: int
    starts_at: int
    ends_at: int


class Name(TypedDict):
    id: int
    name: str


class Standing:
    """All that stands: proposals, and appointments from elsewhere."""

    def __init__(
        self,
        problem: Problem,
        meetings: list[Meeting],
        names: dict[int, str],
        shown: dict[int, str],
        zone: str,
        lang: str,
    ) -> None:
        self._problem, self._meetings = problem, meetings
        self._names, self._shown, self._zone, self._lang = names, shown, zone, lang

    @classmethod
    def read(cls, db: sqlite3.Connection, now: int, lang: str, *, without: int | None = None) -> "Standing":
        """`without`: the proposal that is being moved. Raises Refused wrong_state (reading.read)."""
        problem = reading.read(db, now, lang, needs_marks=False).problem
        proposed = rows.every(
            db,
            Proposed,
            "SELECT id, booth_id, enterprise_id, starts_at, ends_at FROM proposals WHERE state IN ('open', 'applied')",
        )
        own = next((one for one in proposed if one["id"] == without), None)
        standing = {
            Meeting(one["enterprise_id"], one["booth_id"], one["starts_at"], one["ends_at"])
            for one in proposed
            if one["id"] != without
        } | set(problem.kept)
        if own:
            standing.discard(Meeting(own["enterprise_id"], own["booth_id"], own["starts_at"], own["ends_at"]))
        names = {one["id"]: one["name"] for one in rows.every(db, Name, "SELECT id, name FROM enterprises")}
        square = ground.of(db)
        shown = {id: f"{booth['number']} {booth['agency']}" for id, booth in square.booths.items()}
        return cls(problem, sorted(standing), names, shown, square.time_zone, lang)

    def also(self, meeting: Meeting) -> None:
        """This one stands from now on, too."""
        self._meetings = sorted({*self._meetings, meeting})

    def clashes(self, meeting: Meeting) -> list[Clash]:
        """Nothing where it may be."""
        return [*self._of_booth(meeting), *self._of_enterprise(meeting)]

    def nearest(self, meeting: Meeting) -> int | None:
        """The free moment (ms) nearest to the one that was wanted, on any day; None: there is none."""
        length = meeting.ends_at - meeting.starts_at
        starts = (
            start
            for day in self._problem.days
            for start in range(day.begins_at, day.ends_at - length + 1, STEP_MS)
        )
        for start in sorted(starts, key=lambda one: (abs(one - meeting.starts_at), one)):
            if not self.clashes(meeting._replace(starts_at=start, ends_at=start + length)):
                return start
        return None

    def _of_booth(self, meeting: Meeting) -> list[Clash]:
        offer = self._problem.booths[meeting.booth]
        inside = any(
            day.begins_at <= meeting.starts_at and meeting.ends_at <= day.ends_at
            for day in self._problem.days
        )
        if not inside:
            return [Clash(self._(N_("운영 시간 밖이에요.")), False)]
        if any(span.meets(meeting.span) for span in offer.away):
            where = self._shown[meeting.booth]
            return [Clash(self._(N_("%(where)s: 그때는 쉬거나 오지 못해요."), where=where), False)]
        there = [one for one in self._meetings if one.booth == meeting.booth and one.span.meets(meeting.span)]
        counters = offer.counters(meeting.span)
        if _most_at_once(there, meeting.span) < counters:
            return []
        who = ", ".join(
            f"{self._names.get(one.enterprise, '?')} {self._clock(one.starts_at)}"
            for one in there[:NAMED_MOST]
        )
        sentence = N_("%(where)s의 상담석 %(n)s개가 찼어요: %(who)s.")
        return [
            Clash(
                self._(sentence, where=self._shown[meeting.booth], n=counters, who=who or "-"), counters > 0
            )
        ]

    def _of_enterprise(self, meeting: Meeting) -> list[Clash]:
        name = self._names.get(meeting.enterprise, "?")
        found = []
        if any(span.meets(meeting.span) for span in self._problem.away.get(meeting.enterprise, ())):
            found.append(Clash(self._(N_("%(who)s: 그때는 오지 못해요."), who=name), False))
        for one in self._meetings:
            if one.enterprise == meeting.enterprise and self._problem.clash(one, meeting):
                sentence = N_("%(who)s: %(time)s에 %(where)s에서 상담이 있어 걸어올 시간이 없어요.")
                where, time = self._shown.get(one.booth, "?"), self._clock(one.starts_at)
                found.append(Clash(self._(sentence, who=name, time=time, where=where), True))
        return found

    def _clock(self, at: int) -> str:
        return days.clock_text(at, self._zone)

    def _(self, sentence: str, **values: object) -> str:
        return gettext(sentence, self._lang, **values)


def _most_at_once(meetings: list[Meeting], span: Span) -> int:
    """How many of these run at the fullest moment of the span."""
    moments = [max(one.starts_at, span.begins_at) for one in meetings]
    return max((sum(one.starts_at <= at < one.ends_at for one in meetings) for at in moments), default=0)
