"""A booth rests, or has gone home, while people wait there. Shortly before the expo's break that is a kind of its own: nobody is
left to meet them before it."""

from collections.abc import Iterator

from kiosk.data import conditions
from kiosk.expo.figures.alarms import remedies
from kiosk.expo.figures.alarms.alarm import Alarm
from kiosk.expo.figures.alarms.look import Look, joined
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_

LONG_PAUSE_MIN = 15
NO_END_MIN = 5  # while people wait, and nobody said when it opens again; or not before the break


def find(look: Look) -> Iterator[Alarm]:
    for row in look.in_state("paused"):
        since, people = row["paused_at"] or look.now, look.people(row)
        minutes, is_left = look.minutes(since), _is_left(look, row)
        least = NO_END_MIN if is_left or (people and row["pause_until"] is None) else LONG_PAUSE_MIN
        if minutes >= least:
            yield _left(look, row, since) if is_left else _paused(look, row, since, minutes, people)
    for row in look.in_state("closed"):
        if row["left_on"] == look.day.day and look.people(row):
            since = _left_at(look, row)
            yield _left(look, row, since) if _is_left(look, row) else _gone(look, row, since)


def _is_left(look: Look, row: Booth) -> bool:
    """Nobody comes back to those who wait before the break that is near."""
    span, until = look.coming_break, row["pause_until"]
    return span is not None and look.people(row) > 0 and (until is None or until >= span.begins_at)


def _left(look: Look, row: Booth, since: int) -> Alarm:
    is_paused = row["paused_at"] is not None
    time = look.clock(since)
    return Alarm(
        f"left_before_break:{row['number']}",
        1,
        since,
        look.minutes(since),
        look.about(row, _LEFT, n=look.people(row)),
        booth=row["number"],
        cost=joined(
            look.waiting(row),
            look.say(_PAUSED_SINCE if is_paused else _GONE_SINCE, time=time),
            look.before_break(),
        ),
        people=look.people(row),
        able=len(look.able_at(row)),
        remedies=remedies.of(
            remedies.message(look, row, look.say(_ASKED, n=look.people(row))) if is_paused else None,
            remedies.move(look, row),
            remedies.reopen(look, row),
            remedies.look_at(look, row),
        ),
    )


def _paused(look: Look, row: Booth, since: int, minutes: int, people: int) -> Alarm:
    until = row["pause_until"]
    ends = look.say(_UNTIL, time=look.clock(until)) if until else look.say(_NO_END)
    return Alarm(
        f"paused:{row['number']}",
        1 if people else 3,
        since,
        minutes,
        look.about(row, _PAUSED, minutes=minutes),
        booth=row["number"],
        cost=joined(look.waiting(row), ends),
        people=people,
        able=len(look.able_at(row)),
        remedies=remedies.of(
            remedies.message(look, row, look.say(_ASKED, n=people))
            if people
            else remedies.look_at(look, row),
            remedies.reopen(look, row),
            remedies.move(look, row) if people else None,
        ),
    )


def _gone(look: Look, row: Booth, since: int) -> Alarm:
    return Alarm(
        f"gone:{row['number']}",
        2,
        since,
        look.minutes(since),
        look.about(row, _GONE, time=look.clock(since)),
        booth=row["number"],
        cost=look.waiting(row),
        people=look.people(row),
        able=len(look.able_at(row)),
        remedies=remedies.of(
            remedies.move(look, row), remedies.reopen(look, row), remedies.look_at(look, row)
        ),
    )


def _left_at(look: Look, row: Booth) -> int:
    found = look.db.execute(
        "SELECT max(at) AS at FROM journal INDEXED BY booth_rests WHERE booth_id = ?"
        f" AND {conditions.OF_BOOTHS_RESTS} AND kind = 'booth.go_home'",
        (row["id"],),
    ).fetchone()
    return found["at"] or look.day.opens_at


_ASKED = N_("%(n)s명이 기다려요. 언제 다시 여는지 알려 주세요.")
_LEFT = N_("%(booth)s %(agency)s: 쉬는 시간 전에 %(n)s명을 만날 사람이 부스에 없어요")
_PAUSED_SINCE, _GONE_SINCE = N_("%(time)s부터 멈춰 있어요"), N_("%(time)s에 오늘 상담을 마쳤어요")
_PAUSED = N_("%(booth)s %(agency)s: %(minutes)s분째 멈춰 있어요")
_GONE = N_("%(booth)s %(agency)s: %(time)s에 오늘 상담을 마쳤는데 아직 기다리는 사람이 있어요")
_UNTIL = N_("%(time)s에 다시 열어요")
_NO_END = N_("언제 다시 여는지 적지 않았어요")
