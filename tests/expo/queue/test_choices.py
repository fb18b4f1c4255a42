"""Which booths suit a visitor: the decision alone, with values made up here."""

from collections.abc import Iterable
from typing import Any

import pytest

from kiosk.data.expo_settings import DEFAULTS
from kiosk.expo.queue import choices
from kiosk.expo.queue.choices import Choice, Prospect
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.visits import Visits
from kiosk.expo.square.days import Day
from kiosk.expo.square.face import Face
from kiosk.expo.square.ground import Booth, Ground, Match

MIN = 60_000
DAY = Day("2026-10-29", 0, 8 * 60 * MIN)
NOBODY_SEEN = Visits(live=set(), seen=set(), counted=0, here=None)


def booth(booth_id: int, **columns: object) -> Booth:
    """A booth twenty metres from the last, with one counter."""
    row: Any = {
        "id": booth_id,
        "number": f"A{booth_id:02d}",
        "agency_id": booth_id,
        "agency": f"기관 {booth_id}",
    }
    row |= {"x_m": 20.0 * booth_id, "y_m": 0.0, "counters": 1, "paused_at": None, "left_on": None}
    row |= {"absent_on": None, "full_on": None}
    row |= {"settings": "{}", "file_counters": None}
    return row | columns


def ranked(
    booths: Iterable[Booth],
    waiting: dict[int, int],
    *,
    matching: Iterable[int] = (),
    wished: Iterable[int] = (),
    past: Visits = NOBODY_SEEN,
    coming_ms: dict[int, float] | None = None,
    now: int = 0,
) -> list[Choice]:
    """The choices of visitor 1 where so many wait at each booth; each matching agency plans one small purchase."""
    rows = {row["id"]: row for row in booths}
    face = Face("", None, None, "#00695C", None, None, ())
    ground = Ground((DAY,), rows, DEFAULTS | {"entrance": [0, 0]}, "UTC", face)
    loads = Loads(
        ground, {one: waiting.get(one, 0) for one in rows}, dict.fromkeys(rows, (0, 0)), {}, 15.0 * MIN
    )
    match = Match(1, 500_000, ("청소·방역",))
    prospects = [
        Prospect(one, row, match if one in set(matching) else None, 2.0 if one in set(matching) else 0.0)
        for one, row in rows.items()
    ]
    return choices.rank(1, prospects, past, set(wished), coming_ms or {}, loads, DAY, now)


def numbers(found: Iterable[Choice]) -> list[int]:
    return [one.booth["id"] for one in found]


class TestRank:
    def test_what_was_asked_for_comes_before_a_mere_match_however_long_it_takes(self) -> None:
        assert numbers(ranked([booth(1), booth(2)], {1: 9}, wished=[1], matching=[2])) == [1, 2]

    def test_what_neither_was_asked_for_nor_matches_is_left_out(self) -> None:
        assert numbers(ranked([booth(1), booth(2)], {}, matching=[2])) == [2]

    def test_the_nearer_of_two_empty_booths_comes_first(self) -> None:
        assert numbers(ranked([booth(1, x_m=200.0), booth(2)], {}, matching=[1, 2])) == [2, 1]

    def test_a_much_longer_wait_outweighs_the_walk(self) -> None:
        assert numbers(ranked([booth(1), booth(2)], {1: 6}, matching=[1, 2])) == [2, 1]

    def test_a_booth_with_a_place_and_one_that_was_left_today_are_left_out(self) -> None:
        past = NOBODY_SEEN._replace(live={1}, seen={2})
        assert numbers(ranked([booth(1), booth(2), booth(3)], {}, matching=[1, 2, 3], past=past)) == [3]

    def test_one_that_was_left_may_be_wished_for_again(self) -> None:
        assert numbers(ranked([booth(1)], {}, wished=[1], past=NOBODY_SEEN._replace(seen={1}))) == [1]

    def test_a_paused_booth_is_not_proposed_but_may_be_wished_for(self) -> None:
        paused = [booth(1, paused_at=1), booth(2, paused_at=1)]
        assert numbers(ranked(paused, {}, matching=[1], wished=[2])) == [2]

    def test_an_agency_that_went_home_is_nobodys_choice(self) -> None:
        assert ranked([booth(1, left_on=DAY.day)], {}, wished=[1]) == []

    def test_nobody_is_sent_where_they_would_sit_down_after_closing(self) -> None:
        late = DAY.closes_at - 20 * MIN
        assert numbers(ranked([booth(1), booth(2)], {1: 2, 2: 1}, wished=[1, 2], now=late)) == [2]

    def test_of_two_wishes_the_one_that_many_others_wish_for_comes_first(self) -> None:
        two = [booth(1), booth(2)]
        assert numbers(ranked(two, {}, wished=[1, 2])) == [1, 2]
        assert numbers(ranked(two, {}, wished=[1, 2], coming_ms={2: 60.0 * MIN})) == [2, 1]


class TestDamping:
    def test_a_minute_less_does_not_send_everybody(self):
        assert 0 < len(_sent_to_the_first(20, 21)) < 30

    def test_a_queue_that_moves_by_a_minute_turns_one_in_five(self):
        turned = _sent_to_the_first(20, 26) ^ _sent_to_the_first(21, 26)
        assert len(turned) <= 40 // 5 + 2

    def test_what_is_much_better_everybody_hears(self):
        assert len(_sent_to_the_first(5, 16)) == 40 and not _sent_to_the_first(16, 5)

    def test_nobody_is_misled_on_average(self):
        felt = [choices.damped(13 * MIN, person, 7) for person in range(1, 1001)]
        assert sum(felt) / len(felt) == pytest.approx(13 * MIN, rel=0.01)

    def test_an_empty_queue_is_empty_for_everybody(self):
        assert {choices.damped(0.0, person, booth) for person in range(1, 200) for booth in range(1, 45)} == {
            0.0
        }


def _sent_to_the_first(here_min: float, there_min: float) -> set[int]:
    """Who of forty would be sent to booth 2, with so long to wait there and at booth 3, all else being equal."""
    return {
        person
        for person in range(1, 41)
        if choices.damped(here_min * MIN, person, 2) < choices.damped(there_min * MIN, person, 3)
    }
