"""Somebody waits at a booth longer than the expo's limit (`long_wait_min`)."""

from collections.abc import Iterator

from kiosk.expo.figures.alarms import remedies
from kiosk.expo.figures.alarms.alarm import Alarm
from kiosk.expo.figures.alarms.look import Look, joined
from kiosk.expo.square import days
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_

VERY_LONG = 1.5  # so many times the limit


def find(look: Look) -> Iterator[Alarm]:
    limit: int = look.state.ground.settings["long_wait_min"]
    for booth_id, people in look.able.items():
        row, first = look.state.booths[booth_id], people[0]
        minutes = look.minutes(first["since"])
        if minutes < limit or row["paused_at"] is not None or row["left_on"] == look.day.day:
            continue
        over = [look.minutes(one["since"]) - limit for one in people if look.minutes(one["since"]) >= limit]
        yield Alarm(
            f"long_wait:{row['number']}",
            1 if minutes >= VERY_LONG * limit else 2,
            first["since"] + limit * days.MIN_MS,
            minutes,
            look.about(row, _OVER, limit=limit, number=first["number"], minutes=minutes),
            booth=row["number"],
            cost=joined(
                look.waiting(row), look.say(_TOGETHER, n=len(over), minutes=sum(over)), _in_vain(look, row)
            ),
            people=look.people(row),
            able=len(people),
            remedies=remedies.of(
                remedies.add_counter(look, row),
                remedies.share_out(look, row),
                remedies.stop_admitting(look, row),
                remedies.call_longest(look, row),
                remedies.look_at(look, row),
            ),
        )


def _in_vain(look: Look, row: Booth) -> str:
    """How many of them would sit down only after closing, by the range that they are told (P50)."""
    closes_at = look.state.ground.closings(look.day).get(row["id"], look.day.closes_at)
    expected = look.state.waits_ms(row["id"], look.people(row))
    late = sum(look.now + p50 >= closes_at for p50, _ in expected)
    return look.say(_IN_VAIN, n=late, time=look.clock(closes_at)) if late else ""


_OVER = N_("%(booth)s %(agency)s: 기다림이 %(limit)s분을 넘었어요. %(number)s번은 %(minutes)s분째예요")
_TOGETHER = N_("넘은 %(n)s명이 모두 %(minutes)s분을 더 기다렸어요")
_IN_VAIN = N_("이대로면 %(n)s명은 %(time)s까지 못 만나요")
