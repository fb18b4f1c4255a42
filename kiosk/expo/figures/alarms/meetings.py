"""A meeting takes long, while others wait for its counter."""

from collections.abc import Iterator
from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.figures.alarms import remedies
from kiosk.expo.figures.alarms.alarm import Alarm, Remedy
from kiosk.expo.figures.alarms.look import Look, joined
from kiosk.expo.square import days
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_

LONG_MEETING_MIN = 40


class LongMeeting(TypedDict):
    """A meeting that runs; `started_at` in ms."""

    id: int
    booth_id: int
    counter: int
    started_at: int


def find(look: Look) -> Iterator[Alarm]:
    meetings = rows.every(
        look.db,
        LongMeeting,
        "SELECT id, booth_id, counter, started_at FROM consultations WHERE state = 'open' AND started_at + extended_ms <= ?",
        look.now - LONG_MEETING_MIN * days.MIN_MS,
    )
    for meeting in meetings:
        row, counter = look.state.booths[meeting["booth_id"]], meeting["counter"]
        minutes, people = look.minutes(meeting["started_at"]), look.people(row)
        usual = round(look.state.pace(row["id"]).p80_ms / days.MIN_MS)
        yield Alarm(
            f"long_meeting:{meeting['id']}",
            2 if people else 3,
            meeting["started_at"],
            minutes,
            look.about(row, _LONG, counter=counter, minutes=minutes),
            booth=row["number"],
            cost=joined(
                look.waiting(row), look.say(_USUAL, n=minutes - usual, usual=usual) if minutes > usual else ""
            ),
            people=people,
            able=len(look.able_at(row)),
            remedies=remedies.of(
                remedies.message(look, row, look.say(_ASKED, counter=counter, n=people))
                if people
                else remedies.look_at(look, row),
                _call_ahead(look, row, counter),
                remedies.add_counter(look, row) if people else None,
                Remedy(look.say(N_("상담 보기")), link=f"/organiser/meetings/{meeting['id']}"),
            ),
        )


def _call_ahead(look: Look, row: Booth, counter: int) -> Remedy | None:
    """The next visitor walks here meanwhile, where nobody was called to this counter yet."""
    if "called" in look.busy.get((row["id"], counter), set()):
        return None
    remedy = remedies.call_next(look, row, counter)
    return (
        Remedy(look.say(N_("다음 분 미리 부르기")), remedy.verb, remedy.fields, remedy.ask)
        if remedy
        else None
    )


_ASKED = N_("상담석 %(counter)s의 상담이 길어지고 있어요. %(n)s명이 기다리니 마무리를 부탁드려요.")
_LONG = N_("%(booth)s 상담석 %(counter)s: 상담이 %(minutes)s분째예요")
_USUAL = N_("이 부스의 긴 상담(%(usual)s분)보다 %(n)s분 길어요")
