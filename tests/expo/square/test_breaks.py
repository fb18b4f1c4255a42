"""Breaks: at their beginning every booth rests by itself, at their end all open again."""

from typing import Any

import pytest

from kiosk.actions import timers
from tests.cast import DAY, Cast

LUNCH = {"from": "12:00", "to": "13:00", "why": "점심시간"}


@pytest.fixture(autouse=True)
def lunch(cast: Cast) -> None:
    cast.done("expo.settings", settings={"breaks": [LUNCH]})


def resting(cast: Cast, clock: str) -> list[Any]:
    cast.clock.set(DAY, clock)
    timers.tick(cast.store)
    return cast.rows("SELECT number, pause_reason FROM booths WHERE paused_at IS NOT NULL ORDER BY number")


def test_every_booth_rests_and_opens_again_by_itself(cast: Cast) -> None:
    assert resting(cast, "11:59") == []
    at_noon = resting(cast, "12:00")
    assert len(at_noon) == 6 and {one["pause_reason"] for one in at_noon} == {"점심시간"}
    assert cast.refused("ticket.call_next", booth="A01", counter=1) == (409, "booth_closed")
    assert len(resting(cast, "12:59")) == 6
    assert resting(cast, "13:01") == []
    kinds = [one["kind"] for one in cast.rows("SELECT kind FROM journal WHERE actor = 'system' ORDER BY seq")]
    assert (kinds.count("expo.pause_all"), kinds.count("expo.open_all"), kinds.count("booth.open")) == (
        1,
        1,
        0,
    )


def test_a_booth_that_opens_itself_stays_open(cast: Cast) -> None:
    resting(cast, "12:00")
    cast.done("booth.open", booth="A01")
    assert "A01" not in {one["number"] for one in resting(cast, "12:10")}


def test_a_booths_own_shorter_pause_lasts_as_long(cast: Cast) -> None:
    cast.clock.set(DAY, "11:50")
    cast.done("booth.pause", booth="A01", reason="회의", minutes=20)
    resting(cast, "12:00")
    assert {"number": "A01", "pause_reason": "회의"} in resting(cast, "12:30")
    assert resting(cast, "13:01") == []


def test_a_break_taken_away_ends_and_another_begins(cast: Cast) -> None:
    resting(cast, "12:10")
    cast.done("expo.settings", reset=["breaks"])
    assert resting(cast, "12:11") == []
    cast.done("expo.settings", settings={"breaks": [LUNCH | {"to": "12:30"}]})
    assert len(resting(cast, "12:12")) == 6
    assert resting(cast, "12:31") == []


@pytest.mark.parametrize(
    "breaks",
    [
        [LUNCH | {"to": "12:00"}],
        [LUNCH, LUNCH | {"from": "12:30", "to": "13:30"}],
        [LUNCH | {"why": ""}],
        [LUNCH | {"why": "점심\n시간"}],
        [LUNCH] * 7,
        [{"from": "12:00", "to": "13:00"}],
    ],
)
def test_what_is_no_break_is_refused(cast: Cast, breaks: Any) -> None:
    assert cast.refused("expo.settings", settings={"breaks": breaks}) == (400, "bad_fields")


def test_rain_stops_all_and_one_tap_opens_all(cast: Cast) -> None:
    cast.done("booth.pause", booth="A01")
    assert cast.done("expo.pause_all", reason="비가 와요")["booths"] == ["A02", "A03", "B01", "B02", "B03"]
    assert cast.refused("expo.pause_all", reason="비가 와요") == (409, "wrong_state")
    assert len(cast.done("expo.open_all")["booths"]) == 6
    assert cast.refused("expo.open_all") == (409, "wrong_state")


def test_a_break_may_last_as_long_as_the_day(cast: Cast) -> None:
    cast.done("expo.set_up", name="박람회", days=[DAY], hours="00:00-24:00")
    cast.done("expo.settings", settings={"breaks": [{"from": "00:00", "to": "23:59", "why": "태풍"}]})
    assert len(resting(cast, "08:00")) == 6


def test_a_cleared_booth_that_is_brought_back_in_a_break_rests_to_its_end(cast: Cast) -> None:
    cast.clock.set(DAY, "11:50")
    cast.arrive("A02")
    cast.done("booth.clear", booth="A02", to=["A01"], then="pause")
    resting(cast, "12:00")
    cast.done("booth.undo_clear", booth="A02")
    assert {"number": "A02", "pause_reason": "점심시간"} in resting(cast, "12:10")
    assert resting(cast, "13:01") == []
