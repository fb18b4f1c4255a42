"""What the whole hall says of itself, by the clock and by the pauses."""

import pytest

from kiosk.screens import board


def state(shown):
    return next(part.values for part in shown.parts if part.id == "hall-state")


@pytest.fixture
def at(clock, show):
    """The state of the hall so many hours after the first day's noon."""

    def at(hours):
        clock.pass_min(60 * hours)
        found = state(show(board, "hall"))
        clock.pass_min(-60 * hours)
        return found

    return at


def test_before_opening_it_tells_when(at):
    found = at(-3)
    assert (found["state"], found["opens"], found["day"]) == ("before", "10:00", None)


def test_on_the_eve_it_tells_tomorrow_and_days_before_the_date(at):
    eve, earlier = at(-20), at(-24 * 5)
    assert (eve["state"], eve["is_tomorrow"], eve["month"], eve["day"]) == ("before", True, 10, 29)
    assert (earlier["state"], earlier["is_tomorrow"], earlier["day"]) == ("before", False, 29)


def test_between_the_days_it_is_closed_until_the_next(at):
    found = at(6.5)
    assert (found["state"], found["opens"], found["is_tomorrow"]) == ("closed", "10:00", True)


def test_after_the_last_day_it_is_over(at):
    assert at(24 * 3)["state"] == "over"


def test_within_hours_nothing_is_said(at):
    assert at(2)["state"] == "open"


def test_when_every_booth_pauses_it_says_why_once(act, show):
    for booth in ("A01", "A02"):
        act("booth.pause", booth=booth, reason="비가 와서 쉽니다", minutes=30)
    assert state(show(board, "hall"))["state"] == "open"
    act("booth.pause", booth="B02", reason="점심시간이에요")
    found = state(show(board, "hall"))
    assert (found["state"], found["reason"], found["until"]) == ("rain", "비가 와서 쉽니다", "12:30")
    act("booth.open", booth="A01")
    assert state(show(board, "hall"))["state"] == "open"


def test_the_state_is_painted_in_both_languages(at, show, paint, clock):
    clock.pass_min(-180)
    assert "10:00에 시작합니다" in paint(show(board, "hall"), "hall-state")
    assert "We open at 10:00" in paint(show(board, "hall", lang="en"), "hall-state", "en")
