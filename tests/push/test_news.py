"""Which difference between two looks is worth a message."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from kiosk.push.news import End, News, Spot, Stand, news


@dataclass
class At:
    """How somebody stands, by default waiting at A02 (ticket 7) until about 11:00."""

    state: str = "waiting"
    booth: str | None = "A02"
    call: str | None = None
    spots: dict[int, Spot] = field(default_factory=lambda: {7: Spot("A02", "11:00")})

    def stand(self) -> Stand:
        return Stand(self.state, self.booth, 1, 2, self.call, self.spots)


def told(before: At, after: At, about: dict[int, str] | None = None, **ends: End) -> list[Any]:
    """Kind, booth and time of each message; the last entry about ticket 7 as `_7`."""
    by_ticket = {int(name[1:]): end for name, end in ends.items()}
    found = news(before.stand(), after.stand(), about or {7: "11:00"}, by_ticket)
    return [(one.kind, one.booth, one.time) for one in found]


CALLED = At("called", "A02", "7-100")


@pytest.mark.parametrize(
    "before, after, expected",
    [
        (At(), At(), []),
        (At(), CALLED, [("called", "A02", None)]),
        (CALLED, CALLED, []),
        (CALLED, At("called", "A02", "7-200"), [("again", "A02", None)]),
        (At(), At("soon"), [("soon", "A02", None)]),
        (At("soon"), At("soon"), []),
        (At("soon"), At("now"), [("now", "A02", None)]),
        (At("now"), At("soon"), []),
        (At("soon", "A03"), At("soon"), [("soon", "A02", None)]),
        (At("soon"), At("waiting"), []),
        (At(), At("meeting", "A02", spots={7: Spot("A02", None)}), []),
    ],
)
def test_what_leads_the_page_is_told_once_when_it_begins(before: At, after: At, expected: list[Any]) -> None:
    assert told(before, after) == expected


@pytest.mark.parametrize(
    "about, state, expected",
    [
        ("10:51", "waiting", []),
        ("10:50", "waiting", [("sooner", "A02", "10:50")]),
        ("11:10", "waiting", [("later", "A02", "11:10")]),
        ("11:10", "meeting", []),
        ("11:10", "soon", [("soon", "A02", None)]),
        (None, "waiting", []),
    ],
)
def test_a_turn_is_told_when_it_moved_by_ten_minutes_since_it_was_told(about, state, expected) -> None:
    assert told(At(), At(state, spots={7: Spot("A02", about)})) == expected


@pytest.mark.parametrize(
    "end, expected",
    [
        (End("ticket.no_show", "system", None), [("ended", "A02", None)]),
        (End("ticket.leave", "booth:A02", None), [("left", "A02", None)]),
        (End("ticket.leave", "organiser", "booth_went_home"), [("left", "A02", None)]),
        (End("ticket.leave", "visitor:4", None), []),
        (End("ticket.leave", "kiosk", None), []),
        (End("ticket.leave", "system", "closed"), []),
        (End("ticket.leave", "organiser", "gave_way"), []),
        (End("consultation.finish", "booth:A02", None), []),
    ],
)
def test_a_place_that_ended_is_told_unless_its_owner_ended_it(end: End, expected: list[Any]) -> None:
    assert told(At(), At("none", None, spots={}), _7=end) == expected


def test_a_place_that_went_to_another_booth_is_told_with_its_time() -> None:
    assert told(At(), At("waiting", "A05", spots={7: Spot("A05", "11:20")})) == [("moved", "A05", "11:20")]


@pytest.mark.parametrize("kind, expected", [("ticket.uncall", "taken_back"), ("ticket.no_show", "put_back")])
def test_a_call_that_is_over_is_told_by_how_it_ended(kind: str, expected: str) -> None:
    assert told(CALLED, At("now"), _7=End(kind, "booth:A02", None)) == [(expected, "A02", None)]


def test_a_message_says_what_it_is_about_and_no_more() -> None:
    assert set(News._fields) == {"kind", "booth", "ahead", "counter", "time"}
