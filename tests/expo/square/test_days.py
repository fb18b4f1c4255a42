"""The expo's days and hours."""

import pytest

from kiosk.actions import timers
from kiosk.exchange import dates
from kiosk.expo.square import days
from kiosk.screens import board
from tests.cast import DAY, NEXT_DAY

ZONE = "Asia/Seoul"


@pytest.fixture
def until_midnight(cast):
    cast.done("expo.set_up", "system", name="박람회", days=[DAY], hours="10:00-24:00")
    return cast


def test_hours_until_midnight_end_with_the_day(until_midnight):
    cast = until_midnight
    midnight = days.at_local(NEXT_DAY, "00:00", ZONE)
    assert cast.rows("SELECT day, opens_at, closes_at FROM days") == [
        {"day": DAY, "opens_at": days.at_local(DAY, "10:00", ZONE), "closes_at": midnight}
    ]
    cast.clock.set(DAY, "23:59")
    cast.arrive("A01")
    assert cast.done("ticket.call_next", booth="A01", counter=1)["ticket"]["booth"] == "A01"
    assert ("expo.end_day", {"day": DAY}, f"close:{DAY}:{midnight}") not in timers.due_openings(cast.store)
    cast.clock.set(NEXT_DAY, "00:00")
    assert ("expo.end_day", {"day": DAY}, f"close:{DAY}:{midnight}") in timers.due_openings(cast.store)
    assert cast.refused("ticket.call_next", booth="A01", counter=2) == (409, "booth_closed")


def test_hours_until_midnight_are_shown_as_24_00(until_midnight):
    cast = until_midnight
    cast.clock.set(DAY, "09:00")
    with cast.store.read() as db:
        call = board.show(db, "A01", now=cast.clock.now, lang="ko", badge_key=cast.store.badge_key)
    [hours] = [part.values["hours"] for part in call.parts if "hours" in part.values]
    assert hours == "10:00~24:00"


@pytest.mark.parametrize(
    "hours", ["10:00-24:01", "10:00-25:00", "9:60-18:00", "24:00-24:00", "18:00-10:00", "10-18"]
)
def test_hours_that_no_clock_shows_are_refused_by_the_field(cast, hours):
    fields = {"name": "박람회", "days": [DAY], "hours": hours}
    answer = cast.do("expo.set_up", "system", **fields)
    assert (answer.status, set(answer.data["fields"])) == (400, {"hours"})


@pytest.mark.parametrize(
    ("written", "read"),
    [("24:00", "24:00"), ("24시", "24:00"), ("24시 00분", "24:00"), ("24:30", None), ("0:00", "00:00")],
)
def test_a_files_24_00_is_the_end_of_its_day(written, read):
    assert dates.time(written) == read


def each_day(cast):
    with cast.store.read() as db:
        return {one.day: days.hours_text(one, ZONE) for one in days.all_days(db)}


@pytest.mark.parametrize(
    "hours", ["10:00-18:00, 10:00-17:00", ["10:00-18:00", "10:00-17:00"], '["10:00-18:00", "10:00-17:00"]']
)
def test_each_day_may_have_its_own_hours_in_the_order_in_which_the_days_are_said(cast, hours):
    said = {"name": "박람회", "days": f"{NEXT_DAY},{DAY}", "hours": hours}
    made = cast.done("expo.set_up", "organiser", **said)["expo"]
    assert made == {"name": "박람회", "days": [DAY, NEXT_DAY], "hours": "10:00-17:00,10:00-18:00"}
    assert each_day(cast) == {DAY: ("10:00", "17:00"), NEXT_DAY: ("10:00", "18:00")}


def test_the_same_hours_twice_are_hours_of_two_days(cast):
    said = {"name": "박람회", "days": [DAY, NEXT_DAY], "hours": "9:00~18:00,09:00-18:00"}
    assert cast.done("expo.set_up", "organiser", **said)["expo"]["hours"] == "09:00-18:00"


@pytest.mark.parametrize("day", ["2026. 10. 29.", "2026/10/29", "2026-10-29"])
def test_a_day_is_read_as_people_write_it(cast, day):
    said = {"name": "박람회", "days": day, "hours": "10:00-18:00"}
    assert cast.done("expo.set_up", "organiser", **said)["expo"]["days"] == [DAY]


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"days": "2026-02-30"}, "days", "2026-02-30"),
        ({"days": "시월 이십구일"}, "days", "시월 이십구일"),
        ({"days": [f"2026-12-{day:02}" for day in range(1, 32)] + ["2027-01-01"]}, "days", "32"),
        ({"hours": "10:00-18:00,10:00-17:00,10:00-16:00"}, "hours", "3개"),
        ({"hours": "10:00-18:00,저녁까지"}, "hours", "저녁까지"),
    ],
)
def test_a_day_or_hour_that_does_not_fit_is_named(cast, wrong, field, says):
    said = {"name": "박람회", "days": [DAY, NEXT_DAY], "hours": "10:00-18:00"} | wrong
    answer = cast.do("expo.set_up", "organiser", **said)
    assert (answer.status, list(answer.data["fields"])) == (400, [field])
    assert says in answer.data["fields"][field]


@pytest.mark.parametrize("none", [[], ",", ";"])
def test_an_expo_keeps_a_day(cast, none):
    before = cast.rows("SELECT * FROM days")
    assert cast.refused("expo.set_up", name="박람회", days=none, hours="10:00-18:00") == (400, "bad_fields")
    assert cast.rows("SELECT * FROM days") == before


@pytest.mark.parametrize(("at", "left"), [(-5, 1.0), (0, 1.0), (60, 0.75), (240, 0.0), (500, 0.0)])
def test_the_share_of_a_day_that_is_left(at, left):
    day = days.Day("2026-10-29", 0, 240)
    assert day.left(at) == left
