"""Somebody was called, and called again, and is still not there: the counter waits for them."""

from collections.abc import Iterator
from typing import TypedDict

from kiosk.data import rows
from kiosk.expo.figures.alarms import remedies
from kiosk.expo.figures.alarms.alarm import Alarm, Remedy
from kiosk.expo.figures.alarms.look import Look, joined
from kiosk.expo.square import days
from kiosk.language.sentences import N_

NOT_COME_MIN = 1  # after the recall


class NotCome(TypedDict):
    """A place whose owner was called, and called again."""

    id: int
    called_at: int
    booth_id: int
    number: int
    counter: int


def find(look: Look) -> Iterator[Alarm]:
    called = rows.every(
        look.db,
        NotCome,
        "SELECT t.id, t.called_at, t.booth_id, v.number, t.counter FROM tickets t"
        " JOIN visitors v ON v.id = t.visitor_id WHERE t.state = 'called' AND t.recalled_at <= ?",
        look.now - NOT_COME_MIN * days.MIN_MS,
    )
    for ticket in called:
        row, minutes = look.state.booths[ticket["booth_id"]], look.minutes(ticket["called_at"])
        waits = "serving" not in look.busy.get((row["id"], ticket["counter"]), set())
        yield Alarm(
            f"not_come:{ticket['id']}",
            1,
            ticket["called_at"],
            minutes,
            look.about(row, _NOT_COME, number=ticket["number"], minutes=minutes),
            booth=row["number"],
            cost=joined(
                look.say(_WAITS, counter=ticket["counter"], minutes=minutes) if waits else "",
                look.waiting(row),
            ),
            people=look.people(row),
            able=len(look.able_at(row)),
            remedies=remedies.of(
                Remedy(
                    look.say(N_("뒤로 옮기기")),
                    "ticket.no_show",
                    {"ticket": ticket["id"]},
                    look.say(_PUT_BACK, number=ticket["number"]),
                ),
                Remedy(
                    look.say(N_("%(number)s번 보기"), number=ticket["number"]),
                    link=f"/organiser/visitors/{ticket['number']}",
                ),
            ),
        )


_NOT_COME = N_("%(booth)s: %(number)s번을 두 번 불렀는데 %(minutes)s분째 오지 않았어요")
_WAITS = N_("상담석 %(counter)s: %(minutes)s분째 비어 있어요")
_PUT_BACK = N_("%(number)s번을 뒤로 옮길까요? 두 사람 뒤에 다시 서고, 두 번째면 자리가 끝나요.")
