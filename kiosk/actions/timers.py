"""What the clock does: once a second it looks for what has come due, and performs it as actions of `system`.

An action_id is made from the row and its deadline, so a restart, or a second server, repeats nothing. What fails is tried
less and less often, and after three times in a row the organiser is told.
"""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypedDict

from kiosk.actions.perform import perform
from kiosk.actions.refusals import NotWritten
from kiosk.actions.verbs import VERBS
from kiosk.data import rows
from kiosk.data.health import Trouble
from kiosk.data.store import SYSTEM, Store
from kiosk.expo.meeting import forgotten
from kiosk.expo.person import retention
from kiosk.expo.programme import moments
from kiosk.expo.queue import loads
from kiosk.expo.square import (
    booth_plans,
    booths,
    breaks,
    days,
    ground,
    notices,
    pairing_cards,
    rehearsal,
    setting_history,
)
from kiosk.language.sentences import N_

log = logging.getLogger(__name__)

TICK_S, TICK_LEAST_S = 1, 0.1
PER_TICK = 200
RETRY_MS = 20_000  # nobody could come: asked again after so long
BACK_OFF_S = (1, 2, 4, 8, 15, 30, 60, 120, 300)
TOLD_AFTER = 3  # failures in a row

# Here a refusal is no failure: perhaps nobody can be called yet.
MAY_BE_REFUSED = frozenset({"ticket.call_next"})

Due = tuple[str, dict[str, object], str]


class Called(TypedDict):
    """A ticket whose owner was called, and perhaps called again (ms)."""

    id: int
    called_at: int
    recalled_at: int | None


class OpenMeeting(TypedDict):
    """A meeting that runs; times in ms."""

    id: int
    started_at: int
    extended_ms: int
    saved_at: int | None


class MeetingAhead(TypedDict):
    """A meeting before whose end the clock may call: `started_at` (ms) counts what it was extended by; `number` is its
    booth's."""

    id: int
    booth_id: int
    counter: int
    started_at: int
    number: str


@dataclass
class _Failing:
    """An action that fails: since when (ms), how many times in a row, how many refusals of it are kept as answers, and
    when it may be tried again (ms)."""

    since: int
    times: int = 0
    answered: int = 0
    not_before: int = 0


class Clockwork:
    """The clock of one server. It remembers what fails as long as that is due."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._failing: dict[str, _Failing] = {}
        self._done: set[str] = set()

    def tick(self) -> int:
        """Perform what has come due; returns how many actions were done."""
        if self._store.gathering.goes_on:
            return 0
        due = self._look()
        for key in (
            (self._failing.keys() | self._done) - {action_id for _, _, action_id in due} - LOOKS.keys()
        ):
            self._well(key)
        done = 0
        for verb, fields, action_id in due:
            if action_id in self._done:  # what was done and is due again was not done
                self._done.discard(action_id)
                self._answered_in_vain(action_id, verb, "", fields)
            if not self._may_try(action_id):
                continue
            outcome = self._perform(verb, fields, action_id)
            if outcome is None:
                break  # nothing can be written: the rest would only wait as well
            done += outcome
        return done

    def _look(self) -> list[Due]:
        """What is due. If one look fails, the others still count."""
        due: list[Due] = []
        for name, look in LOOKS.items():
            if not self._may_try(name):
                continue
            try:
                due += look.find(self._store)
            except Exception as error:
                self._fails(name, name, error)
            else:
                self._well(name)
        return due

    def _perform(self, verb: str, fields: dict[str, object], action_id: str) -> bool | None:
        """Whether it was done. None: nothing can be written at present."""
        failing = self._failing.get(action_id)
        tried = f"{action_id}:{failing.answered}" if failing and failing.answered else action_id
        try:
            answer = perform(self._store, verb, SYSTEM, {**fields, "action_id": tried})
        except Exception as error:
            self._fails(action_id, verb, error)
            return False
        if answer.status == NotWritten.status:
            return None
        if verb in MAY_BE_REFUSED:
            return answer.ok
        if answer.ok:
            self._done.add(action_id)
        else:
            self._answered_in_vain(action_id, verb, str(answer.data["message"]), fields)
        return answer.ok

    def _answered_in_vain(self, key: str, verb: str, why: str, fields: dict[str, object]) -> None:
        """This answer is kept for the action_id, so the next try needs another one."""
        self._fails(key, verb, why, fields.get("booth", ""))
        self._failing[key].answered += 1

    def _may_try(self, key: str) -> bool:
        failing = self._failing.get(key)
        if failing is None:
            return True
        now = self._store.now()
        return (
            not now < failing.not_before <= now + BACK_OFF_S[-1] * 1000
        )  # a clock set back waits for nothing

    def _fails(self, key: str, verb: str, why: str | Exception, booth: Any = "") -> None:
        now = self._store.now()
        failing = self._failing.setdefault(key, _Failing(now))
        failing.not_before = now + BACK_OFF_S[min(failing.times, len(BACK_OFF_S) - 1)] * 1000
        failing.times += 1
        # Refused once: somebody did it between the look and the try, which is no failure.
        if failing.times == (1 if isinstance(why, Exception) else 2):
            log.error("%s fails: %s", verb, why, exc_info=why if isinstance(why, Exception) else None)
        if failing.times >= TOLD_AFTER:
            said = "" if isinstance(why, Exception) else why
            values = {"verb": verb, "deed": _deed(verb), "why": said, "booth": booth, "times": failing.times}
            self._store.health.tell(("clock", key), Trouble("clock_fails", failing.since, values))

    def _well(self, key: str) -> None:
        self._done.discard(key)
        if self._failing.pop(key, None):
            self._store.health.clear(("clock", key))


def tick_s(pace: float) -> float:
    """How many seconds lie between two ticks of a clock of this pace: a second of its own, where that is not too often."""
    return max(TICK_S / pace, TICK_LEAST_S)


def tick(store: Store) -> int:
    """One second of a clock that remembers nothing; returns how many actions were done."""
    return Clockwork(store).tick()


def due_calls(store: Store) -> list[Due]:
    """Called and not there: recalled after `recall_min`, after as long again no-show. A call of an earlier day, when
    the server was off that evening, is taken back: nobody knows who came."""
    now = store.now()
    with store.read() as db:
        zone = days.time_zone(db)
        midnight = days.at_local(days.date_of(now, zone), "00:00", zone)
        is_over = days.is_over(db, now)
        span_ms = booths.settings_of(db)["recall_min"] * days.MIN_MS
        called = rows.every(
            db,
            Called,
            "SELECT id, called_at, recalled_at FROM tickets WHERE state = 'called'"
            " AND coalesce(recalled_at, called_at) <= ? ORDER BY called_at LIMIT ?",
            now - span_ms,
            PER_TICK,
        )
    return [
        _due_stale_call(row["id"], row["called_at"], is_over)
        if row["called_at"] < midnight
        else _due_call(row["id"], row["called_at"], row["recalled_at"])
        for row in called
    ]


def due_meetings(store: Store) -> list[Due]:
    """Meetings that nobody ended."""
    now = store.now()
    with store.read() as db:
        running = rows.every(
            db,
            OpenMeeting,
            "SELECT id, started_at, extended_ms, saved_at FROM consultations WHERE state = 'open'",
        )
        if not running:
            return []
        zone, expo_days = days.time_zone(db), days.all_days(db)
    over = [(row["id"], forgotten.lapses_at(row, expo_days, zone)) for row in running]
    due: list[Due] = [
        ("consultation.lapse", {"consultation": meeting}, f"lapse:{meeting}:{at}")
        for meeting, at in over
        if at <= now
    ]
    return due[:PER_TICK]


def due_openings(store: Store) -> list[Due]:
    """Days whose opening or closing has passed and is not in the journal yet."""
    now = store.now()
    with store.read() as db:
        zone = days.time_zone(db)
        today = days.today(db, now, zone)
        past = [day for day in days.all_days(db) if day.closes_at <= now]
        due: list[Due] = [
            ("expo.end_day", {"day": day.day}, f"close:{day.day}:{day.closes_at}") for day in past
        ]
        if today and today.is_open(now):
            due.append(("expo.open_day", {"day": today.day}, f"open:{today.day}:{today.opens_at}"))
        return [one for one in due if not _was_done(db, one[2])]


def due_pauses(store: Store) -> list[Due]:
    """Pauses whose end has come: a visitor's budget, a booth's lunch."""
    now = store.now()
    with store.read() as db:
        people = db.execute(
            "SELECT id, pause_until FROM visitors WHERE pause_until <= ? ORDER BY pause_until LIMIT ?",
            (now, PER_TICK),
        ).fetchall()
        stands = db.execute(
            "SELECT id, number, pause_until, pause_reason FROM booths WHERE pause_until <= ? ORDER BY id",
            (now,),
        ).fetchall()
    if (
        len(stands) > 1
        and stands[0]["pause_reason"]
        and len({(one["pause_until"], one["pause_reason"]) for one in stands}) == 1
    ):
        first = stands[0]
        all_of_them: list[Due] = [
            ("expo.open_all", {}, f"open_all:{first['id']}:{first['pause_until']}:{len(stands)}")
        ]
    else:
        all_of_them = [
            ("booth.open", {"booth": row["number"]}, f"open:{row['id']}:{row['pause_until']}")
            for row in stands
        ]
    return [
        ("visitor.resume", {"visitor": row["id"]}, f"resume:{row['id']}:{row['pause_until']}")
        for row in people
    ] + all_of_them


def due_breaks(store: Store) -> list[Due]:
    """A break of the expo's that has begun."""
    now = store.now()
    with store.read() as db:
        span = breaks.running(db, now)
        if span is None:
            return []
        minutes = -(-(span.ends_at - now) // days.MIN_MS)
        key = f"break:{span.begins_at}:{span.ends_at}:{setting_history.settled(db, 'breaks')}"
        due: Due = ("expo.pause_all", {"reason": span.why, "minutes": minutes}, key)
        return [] if _was_done(db, key) else [due]


def due_plans(store: Store) -> list[Due]:
    """What booths have settled for this hour: another count of counters, and an earlier closing."""
    now = store.now()
    with store.read() as db:
        square = ground.of(db)
        today = square.today(now)
        if today is None or not today.is_open(now):
            return []
        others = booth_plans.due_counters(db, now, square.time_zone)
        over = booth_plans.due_closings(square, today, now)
        return [
            (
                verb,
                {"booth": row["number"]},
                f"{verb}:{row['id']}:{key}:{setting_history.settled_of(db, row['id'])}",
            )
            for verb, found in (("booth.counters", others), ("booth.go_home", over))
            for row, key in found
        ]


def due_calls_ahead(store: Store) -> list[Due]:
    """Where a booth has switched it on: the next visitor, `call_ahead_min` before a meeting's expected end (P50), or as long
    before it as people took to come there on the days before."""
    now = store.now()
    with store.read() as db:
        meetings = rows.every(
            db,
            MeetingAhead,
            "SELECT c.id, c.booth_id, c.counter, c.started_at + c.extended_ms AS started_at, b.number FROM consultations c"
            " JOIN booths b ON b.id = c.booth_id WHERE c.state = 'open' AND b.ahead_by_clock = 1 AND c.counter <= b.counters"
            " AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.booth_id = c.booth_id AND t.counter = c.counter"
            " AND t.state = 'called')",
        )
        if not meetings:
            return []
        settings = booths.settings_of(db)
        loads_now = loads.of(db, now)
        today = days.today(db, now, days.time_zone(db))
    ahead_ms = settings["call_ahead_min"] * days.MIN_MS
    answer_ms = loads_now.lesson.answer_ms
    return [
        (
            "ticket.call_next",
            {"booth": row["number"], "counter": row["counter"]},
            f"ahead:{row['id']}:{now // RETRY_MS}",
        )
        for row in meetings
        if now
        >= row["started_at"] + loads_now.pace(row["booth_id"]).p50_ms - answer_ms(row["booth_id"], ahead_ms)
        and loads_now.waiting[row["booth_id"]]
        and booths.state_of(loads_now.booths[row["booth_id"]], today, now) == "open"
    ]


def due_invites(store: Store) -> list[Due]:
    """Invitations that nobody answered in time."""
    with store.read() as db:
        before = store.now() - booths.settings_of(db)["invite_min"] * days.MIN_MS
        row = db.execute(
            "SELECT min(id) AS id FROM invites WHERE state = 'open' AND invited_at <= ?", (before,)
        ).fetchone()
    return [("invite.lapse", {}, f"lapse:{row['id']}")] if row["id"] else []


def due_notices(store: Store) -> list[Due]:
    """Notices whose time is over."""
    with store.read() as db:
        over = notices.due(db, store.now())
    return [("notice.end", {"notice": row["id"]}, f"notice:{row['id']}:{row['ends_at']}") for row in over]


def due_programme(store: Store) -> list[Due]:
    """Items that begin soon, begin or end, where somebody is signed up; each is told once."""
    with store.read() as db:
        due: list[Due] = [
            ("programme.tell", {"item": item["id"], "moment": moment}, f"tell:{item['id']}:{moment}:{at}")
            for item, moment, at in moments.due(db, store.now())
        ]
        return [one for one in due if not _was_done(db, one[2])]


def due_pairing_end(store: Store) -> list[Due]:
    """The switch of the pairing sheet, two hours after somebody put it on."""
    with store.read() as db:
        until = pairing_cards.due_off(db, store.now())
    return [("pairing.close", {}, f"pairing:{until}")] if until else []


def due_erasures(store: Store) -> list[Due]:
    """What people's consent does not cover any more: a week before it is said, and a week after that was said it goes."""
    with store.read() as db:
        square, now = ground.of(db), store.now()
        if square.rehearsal:
            return []
        coming = retention.coming(db, now, square.time_zone)
        said: list[Due] = [
            (
                "contacts.announce",
                {"purpose": one.purpose, "due_on": one.due_on},
                f"erase:{one.purpose}:{one.due_on}:said",
            )
            for one in coming
            if retention.announced(db, one) is None
        ]
        due = retention.for_the_clock(db, now, square.time_zone) if coming else []
    key = ":".join(f"{one.purpose}:{one.due_on}" for one in due)
    return [*said, ("contacts.forget", {}, f"erase:{key}")] if due else said


def due_rehearsal_end(store: Store) -> list[Due]:
    """A rehearsal that nobody ended."""
    with store.read() as db:
        found = rehearsal.due_end(db, store.now())
    return [("rehearsal.end", {}, f"rehearsal:{found['id']}")] if found else []


def _due_call(ticket: int, called_at: int, recalled_at: int | None) -> Due:
    if recalled_at is None:
        return "ticket.recall", {"ticket": ticket}, f"recall:{ticket}:{called_at}"
    return "ticket.no_show", {"ticket": ticket}, f"no_show:{ticket}:{recalled_at}"


def _due_stale_call(ticket: int, called_at: int, is_over: bool) -> Due:
    if is_over:  # nobody waits any more
        return "ticket.no_show", {"ticket": ticket}, f"no_show:{ticket}:{called_at}"
    return "ticket.uncall", {"ticket": ticket, "reason": "closed"}, f"uncall:{ticket}:{called_at}"


def _was_done(db: sqlite3.Connection, action_id: str) -> bool:
    """Whether this action, or a later try of it (`action_id:1`), was done."""
    return bool(
        db.execute(
            "SELECT 1 FROM answers WHERE action_id >= ? AND action_id < ? AND status = 200",
            (action_id, f"{action_id};"),  # the character after the colon
        ).fetchone()
    )


def _deed(name: str) -> str:
    """What the clock does by this verb or look, in a few words."""
    return LOOKS[name].deed if name in LOOKS else VERBS[name].by_clock


class _Look(NamedTuple):
    """`find` gives what has come due of one sort; `deed` is the clock's part in it, told when the look fails."""

    find: Callable[[Store], list[Due]]
    deed: str


LOOKS: dict[str, _Look] = {
    look.find.__name__: look
    for look in (
        _Look(due_openings, N_("하루를 열고 마감하기")),
        _Look(due_meetings, N_("끝내지 않은 상담 닫기")),
        _Look(due_calls, N_("오지 않은 분 다시 부르기")),
        _Look(due_pauses, N_("쉬는 시간 끝내기")),
        _Look(due_breaks, N_("쉬는 시간 시작하기")),
        _Look(due_plans, N_("부스의 상담석 수와 마치는 때")),
        _Look(due_calls_ahead, N_("다음 분 미리 부르기")),
        _Look(due_invites, N_("답이 없는 초대 끝내기")),
        _Look(due_notices, N_("시간이 된 알림 끝내기")),
        _Look(due_programme, N_("프로그램의 시작과 끝 알리기")),
        _Look(due_erasures, N_("보관 기간이 끝난 개인정보 지우기")),
        _Look(due_pairing_end, N_("연결표 끄기")),
        _Look(due_rehearsal_end, N_("연습 끝내기")),
    )
}
