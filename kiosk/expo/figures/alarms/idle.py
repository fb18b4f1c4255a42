"""A counter is free and people who could come wait, and nobody was called for a while: perhaps nobody sits there."""

from collections.abc import Iterator

from kiosk.expo.figures.alarms import remedies
from kiosk.expo.figures.alarms.alarm import Alarm
from kiosk.expo.figures.alarms.look import Look, joined
from kiosk.language.sentences import N_

IDLE_MIN = 5


def find(look: Look) -> Iterator[Alarm]:
    """Whom a call would send, might stand before an empty table: so the booth is asked first, and calling comes last."""
    for row in look.in_state("open"):
        counters, people = look.counters_without(row, {"called", "serving"}), look.able_at(row)
        if not counters or not people:
            continue
        has_come = row["id"] in look.last_activity
        since = max(look.last_activity.get(row["id"], 0), people[0]["since"], look.day.opens_at)
        minutes = look.minutes(since)
        if minutes < IDLE_MIN:
            continue
        yield Alarm(
            f"idle:{row['number']}",
            0,
            since,
            minutes,
            look.about(row, _IDLE, minutes=minutes),
            booth=row["number"],
            cost=joined(
                look.waiting(row),
                look.say(_EMPTY, n=len(counters), minutes=minutes * len(counters)),
                look.before_break(),
            ),
            people=look.people(row),
            able=len(people),
            remedies=remedies.of(
                remedies.message(look, row, look.say(_ASKED, n=len(people))),
                None if has_come else remedies.absent(look, row),
                remedies.pause(look, row),
                remedies.move(look, row, then="pause"),
                remedies.call_next(look, row, counters[0]),
            ),
        )


_IDLE = N_("%(booth)s %(agency)s: 상담석이 비었는데 %(minutes)s분째 아무도 부르지 않았어요")
_ASKED = N_("%(n)s명이 지금 올 수 있어요. 자리에 계시면 다음 분을 불러 주세요.")
_EMPTY = N_("빈 상담석 %(n)s개에서 %(minutes)s분이 지나갔어요")
