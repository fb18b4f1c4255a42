"""Who waits at a booth that works, and will sit down only after the expo's break. (Where nobody is left before it: pauses.py.)"""

from collections.abc import Iterator

from kiosk.expo.figures.alarms import remedies
from kiosk.expo.figures.alarms.alarm import Alarm, Remedy
from kiosk.expo.figures.alarms.look import Look, joined
from kiosk.expo.square import days
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_

NEAR_MIN = 30
MANY = 3  # worth a word though no other booth would see them sooner


def find(look: Look) -> Iterator[Alarm]:
    """By the range that those who wait are told (P50)."""
    span = look.coming_break
    if span is None or span.begins_at > look.now + NEAR_MIN * days.MIN_MS:
        return
    for row in look.in_state("open"):
        if not look.able_at(row):
            continue
        expected = look.state.waits_ms(row["id"], look.people(row))
        late = sum(look.now + p50 >= span.begins_at for p50, _ in expected)
        elsewhere = remedies.share_out(look, row) if late else None
        if not late or (elsewhere is None and late < MANY):
            continue
        yield _alarm(look, row, late, elsewhere)


def _alarm(look: Look, row: Booth, late: int, elsewhere: Remedy | None) -> Alarm:
    assert look.coming_break is not None
    begins_at = look.coming_break.begins_at
    return Alarm(
        f"unmet_before_break:{row['number']}",
        2,
        max(look.day.opens_at, begins_at - NEAR_MIN * days.MIN_MS),
        look.minutes(begins_at - NEAR_MIN * days.MIN_MS),
        look.about(row, _UNMET, n=late, time=look.clock(begins_at)),
        booth=row["number"],
        cost=joined(look.waiting(row), look.before_break()),
        people=look.people(row),
        able=len(look.able_at(row)),
        remedies=remedies.of(
            elsewhere,
            remedies.through_break(look, row, look.say(_ASKED, n=late, time=look.clock(begins_at))),
            remedies.add_counter(look, row),
            remedies.look_at(look, row),
        ),
    )


_UNMET = N_("%(booth)s %(agency)s: 이대로면 %(time)s 쉬는 시간 전에 %(n)s명을 못 만나요")
_ASKED = N_("%(time)s 쉬는 시간 전에 %(n)s명이 더 기다려요. 짧게 만나거나 쉬는 시간을 늦춰 주세요.")
