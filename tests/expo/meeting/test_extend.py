"""A meeting that needs more time: what its expected end moves."""

import pytest

from kiosk.actions import timers
from kiosk.expo.queue import loads
from kiosk.screens import booth as screen
from tests.cast import DAY


@pytest.fixture
def extend(cast):
    return lambda meeting, **fields: cast.done(
        "consultation.extend", "booth:A02", consultation=meeting, **fields
    )


@pytest.fixture
def wait(cast):
    """P50 in minutes until somebody who joins A02 now sits down."""

    def wait(number="A02"):
        with cast.store.read() as db:
            square = loads.of(db, cast.clock.now)
            return square.wait_ms(square.by_number[number]["id"])[0] / 60_000

    return wait


def test_one_tap_moves_the_expected_end_by_five_minutes_and_another_by_five_more(cast, extend):
    meeting = cast.meet(cast.arrive(), "A02")
    first, second = extend(meeting), extend(meeting)
    assert (first["extended_min"], second["extended_min"]) == (5, 10)
    assert first["ends_at"] < second["ends_at"]
    assert [entry["kind"] for entry in cast.journal("consultation.extend")] == ["consultation.extend"] * 2


def test_a_meeting_that_is_over_its_time_is_extended_from_now(cast, extend):
    meeting = cast.meet(cast.arrive(), "A02")
    cast.clock.set(DAY, "11:00")
    assert extend(meeting)["ends_at"][11:16] == "11:05"


def test_those_behind_wait_longer_while_it_is_extended(cast, extend, wait):
    meeting = cast.meet(cast.arrive(), "A02")
    before, elsewhere = wait(), wait("A03")
    extend(meeting)
    assert wait() == pytest.approx(before + 5)
    assert wait("A03") == elsewhere


def test_the_call_ahead_by_the_clock_comes_later(cast, extend):
    meeting = cast.meet(cast.arrive(), "A02")
    cast.arrive("A02")
    cast.done("booth.call_ahead", booth="A02", on=True)
    extend(meeting)
    with cast.store.read() as db:
        square = loads.of(db, cast.clock.now)
        p50_min = square.pace(square.by_number["A02"]["id"]).p50_ms / 60_000
    cast.clock.pass_min(p50_min)  # within call_ahead_min of the usual end, not of the extended one
    assert timers.due_calls_ahead(cast.store) == []
    cast.clock.pass_min(5)
    assert [verb for verb, _, _ in timers.due_calls_ahead(cast.store)] == ["ticket.call_next"]


def test_other_booths_see_that_the_visitor_is_free_later(cast, extend):
    person = cast.arrive("A03")
    meeting = cast.meet(person, "A02")

    def free_min():
        with cast.store.read() as db:
            shown = screen.show(db, "A03", now=cast.clock.now, lang="ko")
        [place] = next(part for part in shown.parts if part.id == "booth-next").values["waiting"]
        return place["free_min"]

    before = free_min()
    extend(meeting)
    assert free_min() == before + 5


def test_the_counter_shows_until_when_and_by_how_much(cast, extend):
    meeting = cast.meet(cast.arrive(), "A02")
    ends_at = extend(meeting, minutes=10)["ends_at"]
    with cast.store.read() as db:
        shown = screen.show(db, "A02", now=cast.clock.now, lang="ko")
    card = next(part for part in shown.parts if part.id == "counter-1").values["meeting"]
    assert (card["ends"], card["extended_min"]) == (ends_at[11:16], 10)


def test_a_slip_of_the_finger_is_taken_back_and_never_below_the_usual_end(cast, extend):
    meeting = cast.meet(cast.arrive(), "A02")
    extend(meeting)
    assert extend(meeting, minutes=-5)["extended_min"] == 0
    assert extend(meeting, minutes=-5)["extended_min"] == 0


def test_staff_are_told_of_the_visitors_next_appointment(cast, extend):
    cast.check_in(cast.minseo)  # of 세진플러스, which has an appointment at A01 at 11:00
    cast.clock.set(DAY, "10:40")
    meeting = cast.meet(cast.minseo, "A02")
    assert "A01" not in extend(meeting, minutes=1)["message"]
    assert "11:00에 A01 예약" in extend(meeting, minutes=20)["message"]


def test_extending_offline_counts_from_when_it_was_tapped(cast):
    meeting = cast.meet(cast.arrive(), "A02")
    cast.clock.set(DAY, "11:00")
    late = {"at": 0, "sent_at": 10 * 60_000}
    answer = cast.done("consultation.extend", consultation=meeting, **late)
    assert answer["ends_at"][11:16] == "10:55"


def test_what_is_finished_or_too_long_is_not_extended(cast):
    meeting = cast.meet(cast.arrive(), "A02")
    for minutes in (0, 61, -61):
        fields = {"consultation": meeting, "minutes": minutes}
        assert cast.refused("consultation.extend", **fields) == (400, "bad_fields")
    cast.finish(meeting)
    assert cast.refused("consultation.extend", consultation=meeting) == (409, "wrong_state")
