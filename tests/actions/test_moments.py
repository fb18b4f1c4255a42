"""When something happened that a cut-off station tells of late, whatever its clock has become meanwhile."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.expo.square import days
from kiosk.screens import feed, history, late
from tests.cast import DAY, KEY, NEXT_DAY, ZONE

MIN_MS = 60_000
HOUR_MS = 60 * MIN_MS
CONSULTED = {"outcome": "consulted"}


def behind(hours):
    """`at` and `sent_at` of a station by whose clock it was so many hours ago (negative: in the future)."""
    sent_at = 1_900_000_000_000
    return {"at": sent_at - round(hours * HOUR_MS), "sent_at": sent_at}


def came(cast, person):
    (row,) = cast.rows("SELECT day, at FROM arrivals WHERE visitor_id = ? AND undone_at IS NULL", person.id)
    return row["day"], row["at"]


@pytest.mark.parametrize("at", ["1969-12-31T23:59:00Z", "0001-01-01T00:00:00+09:00"])
def test_a_clock_may_be_set_to_any_year(cast, at):
    cast.clock.set(DAY, "10:05")
    cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, at=at, sent_at="2026-10-29T10:05:00+09:00")
    assert (came(cast, cast.seoyeon)[0], is_marked(cast)) == (DAY, True)


def is_marked(cast, kind="visitor.check_in"):
    return json.loads(cast.journal(kind)[-1]["detail"]).get("time_unknown", False)


@pytest.mark.parametrize(
    "hours",
    [30, 10, 73, 10_000, -0.5, -30],
    ids=["another day", "at night", "days ago", "never", "a little ahead", "tomorrow"],
)
def test_what_cannot_have_been_then_counts_as_arrived_now_and_is_marked(cast, hours):
    cast.clock.set(DAY, "10:05")
    cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, **behind(hours))
    assert came(cast, cast.seoyeon) == (DAY, cast.clock.now)
    assert is_marked(cast)


def test_what_can_have_been_then_is_believed(cast):
    cast.clock.set(DAY, "14:00")
    cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, **behind(4.5))
    assert came(cast, cast.seoyeon) == (DAY, days.at_local(DAY, "09:30", ZONE))
    assert not is_marked(cast)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, 10**14 - 1),
    ahead=st.one_of(st.integers(0, 10**14), st.integers(0, 4 * 24 * HOUR_MS)),
    day=st.sampled_from([DAY, NEXT_DAY]),
    minute=st.integers(0, 24 * 60 - 1),
)
def test_whatever_the_time_said_a_valid_badge_is_never_refused_for_it(cast, at, ahead, day, minute):
    cast.clock.set(day, f"{minute // 60:02}:{minute % 60:02}")
    cast.store.change(lambda change: change.update("DELETE FROM arrivals"))
    person = cast.register()
    sent_at = min(at + ahead, 10**14 - 1) if minute % 2 else max(0, at - ahead)
    cast.done("visitor.check_in", "kiosk", code=person.code, at=at, sent_at=sent_at)
    assert came(cast, person)[0] == day  # nobody comes before they were registered
    assert cast.clock.now - 2 * MIN_MS <= came(cast, person)[1] <= cast.clock.now
    cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, at=at, sent_at=sent_at)
    for row in cast.rows("SELECT day, at FROM arrivals WHERE visitor_id = ?", cast.seoyeon.id):
        assert days.date_of(row["at"], ZONE) == row["day"]
        assert row["at"] <= cast.clock.now


def test_who_was_registered_at_noon_did_not_come_at_eleven(cast):
    cast.clock.set(DAY, "12:00")
    person = cast.register()
    cast.clock.pass_min(10)
    cast.done("visitor.check_in", "kiosk", code=person.code, **behind(1))
    assert (came(cast, person), is_marked(cast)) == ((DAY, cast.clock.now), True)


def test_a_station_that_was_heard_today_kept_nothing_of_yesterday(cast):
    cast.clock.set(NEXT_DAY, "11:00")
    cast.done("visitor.check_in", "kiosk", code=cast.minseo.code)
    cast.clock.pass_min(30)
    cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, **behind(20))
    assert (came(cast, cast.seoyeon), is_marked(cast)) == ((NEXT_DAY, cast.clock.now), True)


def test_who_came_before_midnight_and_is_told_of_the_next_morning_counts_for_that_day(cast):
    cast.clock.set(DAY, "11:00")
    cast.done("visitor.check_in", "kiosk", code=cast.minseo.code)
    cast.clock.set(NEXT_DAY, "09:30")
    cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, **behind(16))
    assert (came(cast, cast.seoyeon)[0], is_marked(cast)) == (DAY, False)


@pytest.mark.parametrize("hours", [30, 10, 2, -3])
def test_no_meeting_ends_before_it_began_or_begins_before_it_was_possible(cast, hours):
    cast.clock.set(DAY, "14:00")
    person = cast.arrive("A01")
    cast.call("A01")
    cast.clock.pass_min(10)
    ticket = person.tickets["A01"]
    start = cast.done("consultation.start", ticket=ticket, counter=1, **behind(hours))["consultation"]
    assert is_marked(cast, "consultation.start")
    cast.clock.pass_min(20)
    cast.done("consultation.finish", consultation=start["id"], lines=[CONSULTED], **behind(hours))
    (row,) = cast.rows("SELECT started_at, finished_at FROM consultations")
    assert row["finished_at"] - row["started_at"] == 20 * MIN_MS
    assert is_marked(cast, "consultation.finish")


def test_a_meeting_of_who_walked_up_to_a_cut_off_booth_keeps_its_length(cast):
    person = cast.arrive()
    cast.clock.pass_min(40)
    start = cast.done("consultation.start", code=person.code, booth="A02", counter=1, **behind(0.5))
    meeting = start["consultation"]["id"]
    cast.done("consultation.finish", consultation=meeting, lines=[CONSULTED], **behind(0.25))
    (row,) = cast.rows("SELECT started_at, finished_at FROM consultations")
    assert row["finished_at"] - row["started_at"] == 15 * MIN_MS
    assert not is_marked(cast, "consultation.finish")


@pytest.mark.parametrize("hours", [30, 10, 1.5, -3])
def test_nobody_leaves_before_they_came(cast, hours):
    cast.clock.set(DAY, "13:00")
    person = cast.arrive()
    cast.clock.pass_min(60)
    cast.done("visitor.check_out", "desk", visitor=person.id, **behind(hours))
    (row,) = cast.rows("SELECT at, left_at FROM arrivals")
    assert row["at"] <= row["left_at"] <= cast.clock.now


def test_a_leaving_told_of_late_leaves_who_has_come_back(cast):
    person = cast.arrive()
    cast.clock.pass_min(60)
    cast.done("visitor.check_in", "kiosk", code=person.code)
    cast.clock.pass_min(10)
    cast.done("visitor.check_out", "desk", visitor=person.id, **behind(0.5))
    assert cast.value("SELECT left_at FROM arrivals") is None


def test_desk_and_organisers_see_that_nobody_knows_the_time(cast):
    cast.clock.set(DAY, "10:05")
    cast.done("visitor.check_in", "kiosk", code=cast.seoyeon.code, **behind(30))
    kept = {"kept": "k1", "deed": "visitor.check_in", "refused": "badge_void", "message": "이전 명찰이에요."}
    cast.done("late.report", "kiosk", **kept, **behind(-30))
    with cast.store.read() as db:
        assert feed.feed(db, ZONE, "ko")[0]["time_unknown"]
        told = history.in_words(db, cast.seoyeon.id, lang="ko", limit=9)
        assert [one["text"] for one in told if one["time_unknown"]] == ["입장했어요"]
        assert late.to_check(db, "ko", KEY)[0]["at"] == "시각 모름"
