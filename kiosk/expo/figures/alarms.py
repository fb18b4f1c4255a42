"""Trouble on the square, worst first: each is one sentence with the one action that mends it.

What is read stands first; which of it is trouble is decided by values alone.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypedDict

from kiosk.data import conditions, rows
from kiosk.expo.person import forgetting
from kiosk.expo.queue import tickets
from kiosk.expo.queue.loads import Loads
from kiosk.expo.square import booths, days
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_, gettext

IDLE_MIN = 5
VERY_LONG = 1.5  # so many times `long_wait_min`
LONG_PAUSE_MIN = 15
LONG_MEETING_MIN = 40
NOT_COME_MIN = 1  # after the recall

_ACTIVITY = (
    "'ticket.call_next', 'ticket.call', 'ticket.recall', 'ticket.no_show', 'consultation.start',"
    " 'consultation.finish', 'booth.open'"
)


class LongWaiting(TypedDict):
    """A place whose owner could be called, and since when they have waited (ms)."""

    id: int
    booth_id: int
    number: int
    since: int


class NotCome(TypedDict):
    """A place whose owner was called, and called again."""

    id: int
    called_at: int
    booth_id: int
    number: int


class LongMeeting(TypedDict):
    booth_id: int
    counter: int
    started_at: int


@dataclass(frozen=True)
class Alarm:
    """`level` 0 is worst; `verb` and `fields` are the action that mends it, said by `button` and asked first by `ask`, which
    says what follows; no verb: a look at `link` (a page of the organiser's), or at the booth, where there is one."""

    code: str
    level: int
    minutes: int
    booth: str
    sentence: str
    button: str
    verb: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    link: str = ""
    ask: str = ""


def find(db: sqlite3.Connection, state: Loads, today: days.Day | None, now: int, lang: str) -> list[Alarm]:
    """Every trouble at `now` (ms), worst first; none of the square's while the expo is closed."""
    if today is None or not today.is_open(now):
        return list(_overdue(db, state, now, lang))
    look = _Look(db, state, today, now, lang)
    found = [*look.idle(), *look.not_come(), *look.paused(), *look.long_waits(), *look.long_meetings()]
    return worst_first(found)


def _overdue(db: sqlite3.Connection, state: Loads, now: int, lang: str) -> Iterator[Alarm]:
    """Contact data that is kept longer than was agreed to."""
    if forgetting.is_due(db, now, state.ground.time_zone):
        sentence = N_("보관하기로 한 기간이 지났어요. 연락처 %(n)s명을 지워 주세요.")
        said = gettext(sentence, lang, n=forgetting.kept(db))
        link = "/organiser/settings#privacy"
        yield Alarm("contacts_due", 2, 0, "", said, gettext("설정 보기", lang), link=link)


def worst_first(found: Iterable[Alarm]) -> list[Alarm]:
    return sorted(found, key=lambda one: (one.level, -one.minutes, one.booth))


def _waiting(db: sqlite3.Connection, today: days.Day, now: int) -> dict[int, list[LongWaiting]]:
    """Booth id -> who waits there, is in today and free to come, the longest first. An appointment waits from its time."""
    since = f"max({tickets.waited_since(str(now))}, coalesce(t.appointment_at, 0))"
    waiting = rows.every(
        db,
        LongWaiting,
        f"SELECT t.id, t.booth_id, v.number, {since} AS since FROM tickets t"
        " JOIN visitors v ON v.id = t.visitor_id AND v.paused_at IS NULL"
        f" JOIN arrivals a ON {conditions.owner_is_in_on()}"
        " WHERE t.state = 'waiting' AND max(t.joined_at, coalesce(t.appointment_at, 0)) <= ?"
        f" AND NOT {conditions.owner_is_busy()} AND NOT {conditions.is_attending('t.visitor_id', now)}"
        " ORDER BY since",
        today.day,
        now,
    )
    found: dict[int, list[LongWaiting]] = {}
    for row in waiting:
        found.setdefault(row["booth_id"], []).append(row)
    return found


def _busy(db: sqlite3.Connection) -> dict[tuple[int, int], set[str]]:
    """(booth id, counter) -> the states of tickets there: called, serving."""
    found: dict[tuple[int, int], set[str]] = {}
    for row in db.execute(
        f"SELECT booth_id, counter, state FROM tickets WHERE {conditions.CALLED_OR_SERVING}"
    ):
        found.setdefault((row["booth_id"], row["counter"]), set()).add(row["state"])
    return found


class _Look:
    """One look over the square at a moment: what is read once, and each kind of trouble in it."""

    def __init__(self, db: sqlite3.Connection, state: Loads, today: days.Day, now: int, lang: str) -> None:
        self._db, self._booths, self._today, self._now, self._lang = db, state.booths, today, now, lang
        self._long_min: int = state.ground.settings["long_wait_min"]
        self._waiting, self._busy = _waiting(db, today, now), _busy(db)

    def idle(self) -> Iterator[Alarm]:
        """A counter is free and people who could come wait, and nobody was called for a while: somebody looks there."""
        last = self._last_activity()
        for row in self._in_state("open"):
            counter = self._counter_without(row, {"called", "serving"})
            people = self._waiting.get(row["id"], [])
            if counter is None or not people:
                continue
            minutes = self._minutes(max(last.get(row["id"], 0), people[0]["since"], self._today.opens_at))
            if minutes < IDLE_MIN:
                continue
            sentence = self._about(
                row,
                N_(
                    "%(booth)s %(agency)s: 자리가 비었는데 %(minutes)s분째 아무도 부르지 않았어요. %(n)s명이 기다려요."
                ),
                minutes=minutes,
                n=len(people),
            )
            # Perhaps nobody sits there: whom a call would send, would stand before an empty table.
            yield Alarm("idle", 0, minutes, row["number"], sentence, self._("부스 보기"))

    def not_come(self) -> Iterator[Alarm]:
        """Called, called again, and still not there."""
        called = rows.every(
            self._db,
            NotCome,
            "SELECT t.id, t.called_at, t.booth_id, v.number FROM tickets t JOIN visitors v ON v.id = t.visitor_id"
            " WHERE t.state = 'called' AND t.recalled_at <= ?",
            self._now - NOT_COME_MIN * days.MIN_MS,
        )
        for ticket in called:
            row, minutes = self._booths[ticket["booth_id"]], self._minutes(ticket["called_at"])
            sentence = self._about(
                row,
                N_("%(booth)s: %(number)s번을 두 번 불렀는데 %(minutes)s분째 오지 않았어요."),
                number=ticket["number"],
                minutes=minutes,
            )
            fields = {"ticket": ticket["id"]}
            ask = self._(
                N_("%(number)s번을 뒤로 옮길까요? 두 사람 뒤에 다시 서고, 두 번째면 자리가 끝나요."),
                number=ticket["number"],
            )
            button = self._("뒤로 옮기기")
            yield Alarm(
                "not_come", 1, minutes, row["number"], sentence, button, "ticket.no_show", fields, ask=ask
            )

    def paused(self) -> Iterator[Alarm]:
        for row in self._in_state("paused"):
            minutes = self._minutes(row["paused_at"] or self._now)
            if minutes < LONG_PAUSE_MIN:
                continue
            people = len(self._waiting.get(row["id"], []))
            sentence = self._about(
                row,
                N_("%(booth)s %(agency)s: %(minutes)s분째 멈춰 있어요. %(n)s명이 기다려요."),
                minutes=minutes,
                n=people,
            )
            level, fields = 1 if people else 3, {"booth": row["number"]}
            ask = self._about(
                row,
                N_(
                    "%(booth)s %(agency)s 부스를 다시 열까요? 바로 부를 수 있게 돼요. 부스에 사람이 있는지 먼저 확인해 주세요."
                ),
            )
            button = self._("다시 열기")
            yield Alarm(
                "paused", level, minutes, row["number"], sentence, button, "booth.open", fields, ask=ask
            )

    def long_waits(self) -> Iterator[Alarm]:
        """Who has waited longest at a booth is called first, or (all counters have called) the booth is looked at."""
        for booth_id, people in self._waiting.items():
            row, first = self._booths[booth_id], people[0]
            minutes = self._minutes(first["since"])
            if minutes < self._long_min or row["paused_at"] is not None:
                continue
            sentence = self._about(
                row,
                N_(
                    "%(booth)s %(agency)s: %(n)s명이 %(limit)s분 넘게 기다려요. %(number)s번은 %(minutes)s분째예요."
                ),
                n=sum(self._minutes(one["since"]) >= self._long_min for one in people),
                limit=self._long_min,
                number=first["number"],
                minutes=minutes,
            )
            level = 1 if minutes >= VERY_LONG * self._long_min else 2
            counter = self._counter_without(row, {"called"})
            if counter is None:
                yield Alarm("long_wait", level, minutes, row["number"], sentence, self._("부스 보기"))
                continue
            button = self._("%(number)s번 부르기", number=first["number"])
            fields = {"ticket": first["id"], "counter": counter, "reason": self._("오래 기다렸어요")}
            ask = self._about(
                row,
                N_(
                    "%(number)s번을 %(booth)s 상담석 %(counter)s로 부를까요? 현황판과 휴대전화에 바로 나와요."
                ),
                number=first["number"],
                counter=counter,
            )
            yield Alarm(
                "long_wait", level, minutes, row["number"], sentence, button, "ticket.call", fields, ask=ask
            )

    def long_meetings(self) -> Iterator[Alarm]:
        """The next visitor may be called meanwhile, where somebody waits and nobody was."""
        meetings = rows.every(
            self._db,
            LongMeeting,
            "SELECT booth_id, counter, started_at FROM consultations WHERE state = 'open' AND started_at + extended_ms <= ?",
            self._now - LONG_MEETING_MIN * days.MIN_MS,
        )
        for meeting in meetings:
            row, counter = self._booths[meeting["booth_id"]], meeting["counter"]
            people, minutes = len(self._waiting.get(row["id"], [])), self._minutes(meeting["started_at"])
            sentence = self._about(
                row,
                N_("%(booth)s 상담석 %(counter)s: 상담이 %(minutes)s분째예요. %(n)s명이 기다려요."),
                counter=counter,
                minutes=minutes,
                n=people,
            )
            if people and "called" not in self._busy.get((row["id"], counter), set()):
                button = self._("다음 분 미리 부르기")
                yield self._call_next("long_meeting", 2, minutes, row, counter, sentence, button)
            else:
                yield Alarm("long_meeting", 3, minutes, row["number"], sentence, self._("부스 보기"))

    def _last_activity(self) -> dict[int, int]:
        """Booth id -> when something last went on there today (ms)."""
        newest = f"SELECT max(j.at) FROM journal j WHERE j.booth_id = b.id AND j.kind IN ({_ACTIVITY}) AND j.at >= ?"
        found = self._db.execute(f"SELECT b.id, ({newest}) AS at FROM booths b", (self._today.opens_at,))
        return {row["id"]: row["at"] for row in found if row["at"] is not None}

    def _in_state(self, state: booths.State) -> Iterator[Booth]:
        every = self._booths.values()
        return (row for row in every if booths.state_of(row, self._today, self._now) == state)

    def _counter_without(self, row: Booth, states: set[str]) -> int | None:
        """The first counter where nothing of `states` goes on."""
        numbers = range(1, row["counters"] + 1)
        return next((n for n in numbers if not self._busy.get((row["id"], n), set()) & states), None)

    def _minutes(self, since: int) -> int:
        return (self._now - since) // days.MIN_MS

    def _(self, sentence: str, **values: Any) -> str:
        return gettext(sentence, self._lang, **values)

    def _about(self, row: Booth, sentence: str, **values: Any) -> str:
        agency = (self._lang == "en" and row["agency_en"]) or row["agency"]
        return gettext(sentence, self._lang, booth=row["number"], agency=agency, **values)

    def _call_next(
        self, code: str, level: int, minutes: int, row: Booth, counter: int, sentence: str, button: str
    ) -> Alarm:
        fields = {"booth": row["number"], "counter": counter}
        ask = self._about(
            row,
            N_("다음 사람을 %(booth)s 상담석 %(counter)s로 부를까요? 현황판과 휴대전화에 바로 나와요."),
            counter=counter,
        )
        return Alarm(
            code, level, minutes, row["number"], sentence, button, "ticket.call_next", fields, ask=ask
        )
