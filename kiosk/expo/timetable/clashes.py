"""What a meeting that somebody sets by hand would clash with: who, where, and the nearest time that is free."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypedDict

from kiosk.data import rows
from kiosk.expo.programme.holds import Held
from kiosk.expo.square import days, ground
from kiosk.expo.timetable import reading
from kiosk.expo.timetable.problem import Meeting, Problem, Span
from kiosk.language.sentences import N_, gettext

NAMED_MOST = 3
SITS = N_(
    "%(who)s: %(time)s ‘%(what)s’에 자리가 있어 그동안에는 부르지 않아요. 다른 시각으로 하거나 그 자리를 취소해 주세요."
)


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
        meetings: set[Meeting],
        held: Mapping[int, list[Held]],
        names: dict[int, str],
        shown: dict[int, str],
        zone: str,
        lang: str,
    ) -> None:
        self._problem, self._held = problem, held
        self._at: dict[int, list[Meeting]] = defaultdict(list)  # by booth, in their order
        self._of: dict[int, list[Meeting]] = defaultdict(list)  # by enterprise, likewise
        for one in sorted(meetings):
            self.also(one)
        self._names, self._shown, self._zone, self._lang = names, shown, zone, lang

    @classmethod
    def read(cls, db: sqlite3.Connection, now: int, lang: str, *, without: int | None = None) -> "Standing":
        """`without`: the proposal that is being moved. Raises Refused wrong_state (reading.read)."""
        problem, held = reading.standing(db, now, lang)
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
        return cls(problem, standing, held, names, shown, square.time_zone, lang)

    def also(self, meeting: Meeting) -> None:
        """This one stands from now on, too."""
        self._at[meeting.booth].append(meeting)
        self._of[meeting.enterprise].append(meeting)

    def of_pair(self, enterprise: int, booth: int, now: int) -> Meeting | None:
        """What these two have together already, and is to come (ms)."""
        theirs = (one for one in self._of[enterprise] if one.booth == booth and one.starts_at >= now)
        return next(theirs, None)

    def clashes(self, meeting: Meeting) -> list[Clash]:
        """Nothing where it may be."""
        return [*self._of_booth(meeting), *self._of_enterprise(meeting)]

    def nearest(self, meeting: Meeting) -> int | None:
        """The free moment (ms) nearest to the one that was wanted, on any day; None: there is none. It looks at this booth's and this
        enterprise's own meetings alone, of which the settings allow few."""
        length = meeting.ends_at - meeting.starts_at
        starts = (
            start
            for day in self._problem.days
            for start in range(day.begins_at, day.ends_at - length + 1, reading.STEP_MS)
        )
        for start in sorted(starts, key=lambda one: (abs(one - meeting.starts_at), one)):
            wanted = meeting._replace(starts_at=start, ends_at=start + length)
            if next(self._of_enterprise(wanted), next(self._of_booth(wanted), None)) is None:
                return start
        return None

    def _of_booth(self, meeting: Meeting) -> Iterator[Clash]:
        offer = self._problem.booths[meeting.booth]
        inside = any(
            day.begins_at <= meeting.starts_at and meeting.ends_at <= day.ends_at
            for day in self._problem.days
        )
        if not inside:
            yield Clash(self._(N_("운영 시간 밖이에요.")), False)
            return
        if any(span.meets(meeting.span) for span in offer.away):
            where = self._shown[meeting.booth]
            yield Clash(self._(N_("%(where)s: 그때는 쉬거나 오지 못해요."), where=where), False)
            return
        there = [one for one in self._at[meeting.booth] if one.span.meets(meeting.span)]
        counters = offer.counters(meeting.span)
        if _most_at_once(there, meeting.span) < counters:
            return
        who = ", ".join(
            f"{self._names.get(one.enterprise, '?')} {self._clock(one.starts_at)}"
            for one in there[:NAMED_MOST]
        )
        sentence = N_("%(where)s의 상담석 %(n)s개가 찼어요: %(who)s.")
        told = self._(sentence, where=self._shown[meeting.booth], n=counters, who=who or "-")
        yield Clash(told, counters > 0)

    def _of_enterprise(self, meeting: Meeting) -> Iterator[Clash]:
        name = self._names.get(meeting.enterprise, "?")
        sitting = [
            one
            for one in self._held.get(meeting.enterprise, ())
            if Span(one["begins_at"], one["until"]).meets(meeting.span)
        ]
        for one in sitting:
            yield Clash(self._(SITS, who=name, time=self._clock(one["starts_at"]), what=one["title"]), False)
        if not sitting and any(
            span.meets(meeting.span) for span in self._problem.away.get(meeting.enterprise, ())
        ):
            yield Clash(self._(N_("%(who)s: 그때는 오지 못해요."), who=name), False)
        for other in self._of[meeting.enterprise]:
            if self._problem.clash(other, meeting):
                sentence = N_("%(who)s: %(time)s에 %(where)s에서 상담이 있어 걸어올 시간이 없어요.")
                where, time = self._shown.get(other.booth, "?"), self._clock(other.starts_at)
                yield Clash(self._(sentence, who=name, time=time, where=where), True)

    def _clock(self, at: int) -> str:
        return days.clock_text(at, self._zone)

    def _(self, sentence: str, **values: object) -> str:
        return gettext(sentence, self._lang, **values)


def _most_at_once(meetings: list[Meeting], span: Span) -> int:
    """How many of these run at the fullest moment of the span."""
    moments = [max(one.starts_at, span.begins_at) for one in meetings]
    return max((sum(one.starts_at <= at < one.ends_at for one in meetings) for at in moments), default=0)
