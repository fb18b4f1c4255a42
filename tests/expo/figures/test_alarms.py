"""Alarms beside those of booths (tests/screens/test_organiser.py): of stations, the server, printers; taken on; their history."""

import pytest

from kiosk.actions.alarm_watch import AlarmWatch
from kiosk.data.health import Trouble
from kiosk.data.heard import Report
from kiosk.expo.figures import alarms
from kiosk.expo.queue import loads
from kiosk.expo.square import days
from kiosk.screens import organiser, organiser_alarms
from tests.cast import DAY, NEXT_DAY


@pytest.fixture
def found(cast):
    """The alarms now, by key."""

    def found(*troubles, lang="ko"):
        store, now = cast.store, cast.clock.now
        with store.read() as db:
            today = days.today(db, now, days.time_zone(db))
            every = alarms.find(
                db, loads.of(db, now), today, now, lang, troubles=troubles, heard=store.heard.all()
            )
        return {one.key: one for one in every if one.code != "no_tablet"}

    return found


@pytest.fixture
def tells(cast):
    """A booth's tablet tells this of itself, every minute for so many minutes."""

    def tells(minutes=1, **report):
        for _ in range(minutes):
            cast.store.heard.hear(cast.stations["booth:A01"], cast.clock.now, Report(**report))
            cast.clock.pass_min(1)
        cast.store.heard.hear(cast.stations["booth:A01"], cast.clock.now, Report(**report))

    return tells


def test_a_tablet_low_on_battery_is_an_alarm_until_it_is_charged(cast, found, tells):
    tells(battery=12, charging=False)
    (alarm,) = found().values()
    assert (alarm.code, alarm.booth) == ("battery", "A01")
    assert "12%" in alarm.sentence
    tells(battery=12, charging=True)
    assert found() == {}


def test_a_clock_that_is_off_and_one_that_is_nearly_right(found, tells):
    tells(skew_ms=-13 * 60_000)
    (alarm,) = found().values()
    assert "13분 느려요" in alarm.sentence
    tells(skew_ms=30_000)
    assert found() == {}


def test_an_outbox_is_an_alarm_once_it_does_not_empty_and_says_that_it_grows(cast, found, tells):
    tells(waiting={"consultation.finish": 1})
    assert found() == {}
    tells(2, waiting={"consultation.finish": 4})
    (alarm,) = found().values()
    assert alarm.code == "unsent" and "1건에서 4건으로" in alarm.sentence
    tells()
    assert found() == {}


def test_the_servers_own_troubles_are_alarms_open_or_closed(cast, found):
    cast.clock.pass_min(15 * 60)
    now = cast.clock.now
    disk = Trouble("disk_low", now, {"free_mb": 400})
    ends = Trouble("certificate_ends", now, {"ends_at": now + 5 * 60 * 60_000})
    codes = [one.code for one in found(disk, ends).values()]
    assert codes == ["disk_low", "certificate_ends"]
    assert "400MB" in found(disk)["disk_low"].sentence


def test_a_day_that_nobody_closed_is_an_alarm_that_evening_and_the_next_morning(cast, found):
    cast.arrive("A01")
    cast.clock.set(DAY, "18:29")
    assert "day_unclosed" not in {one.code for one in found().values()}
    cast.clock.set(DAY, "18:30")
    alarm = found()[f"day_unclosed:{DAY}"]
    assert alarm.sentence.startswith("10월 29일을 아직 마감하지 않았어요")
    assert alarm.link == alarm.remedies[0].link == f"/organiser/closing?day={DAY}"
    cast.clock.set(NEXT_DAY, "09:00")
    assert f"day_unclosed:{DAY}" in found()
    cast.done("expo.close_day", day=DAY)
    assert not any(one.code == "day_unclosed" for one in found().values())
    cast.clock.set(NEXT_DAY, "23:00")
    assert not any(one.code == "day_unclosed" for one in found().values())  # nobody came on the second day


def test_who_waits_at_a_silent_tablets_booth_is_what_it_costs(cast, found):
    cast.arrive("A02")
    who = {"id": 7, "role": "booth", "booth": "A02", "name": None}
    alarm = found(Trouble("station_silent", cast.clock.now - 180_000, who))["station_silent:7"]
    assert (alarm.people, alarm.minutes, alarm.booth) == (1, 3, "A02")


def _seen(cast):
    with cast.store.read() as db:
        return organiser.show(db, now=cast.clock.now, lang="ko").data["alarms"][0]


def _past(cast):
    with cast.store.read() as db:
        return [one for one in organiser_alarms.past(db, "ko")[0] if one["key"] != "no_tablet"]


def test_an_alarm_that_somebody_took_on_steps_back_and_comes_back_if_nothing_changed(cast):
    cast.done("station.rename", station=cast.stations["organiser"], name="김서연")
    cast.arrive("A02")
    cast.arrive("A03")
    cast.clock.pass_min(6)
    assert _seen(cast)["key"] == "idle:A02"
    cast.done("alarm.take", alarm="idle:A02")
    assert _seen(cast)["key"] == "idle:A03"
    assert cast.refused("alarm.take", "system", alarm="idle:A02") == (409, "wrong_state")  # somebody else
    cast.clock.pass_min(9)
    assert _seen(cast)["key"] == "idle:A03"
    cast.clock.pass_min(1)
    back = _seen(cast)
    assert (back["key"], back["taken"]) == ("idle:A02", {"by": "김서연", "min": 10, "is_back": True})
    cast.done("alarm.take", "system", alarm="idle:A02")
    cast.done("alarm.release", alarm="idle:A02")
    assert _seen(cast)["taken"] is None


def test_what_the_clock_could_not_do_is_taken_on_about_a_booth_or_none(cast, found):
    values = {"verb": "notice.end", "deed": "시간이 된 알림 끝내기", "why": ""}
    troubles = [Trouble("clock_fails", cast.clock.now, values | {"booth": booth}) for booth in ("", "A01")]
    keys = list(found(*troubles))
    assert keys == ["clock_fails:notice.end", "clock_fails:notice.end:A01"]
    for key in keys:
        assert cast.done("alarm.take", alarm=key)["alarm"] == key


def test_the_clock_keeps_when_an_alarm_was_for_how_many_and_what_ended_it(cast):
    watch = AlarmWatch(cast.store)
    cast.done("station.rename", station=cast.stations["organiser"], name="김서연")
    cast.arrive("A02")
    cast.clock.pass_min(6)
    watch.look()
    written = cast.rows("SELECT max(seq) AS seq FROM journal")
    watch.look()
    assert (
        cast.rows("SELECT max(seq) AS seq FROM journal") == written
    )  # nothing came or went: nothing is written
    cast.arrive("A02")
    watch.look()
    cast.done("alarm.take", alarm="idle:A02")
    cast.clock.pass_min(4)
    cast.call("A02")
    watch.look()
    (past,) = _past(cast)
    assert past == {
        "key": "idle:A02",
        "what": "빈 상담석",
        "where": "A02 종로구",
        "href": "/organiser/booths/A02",
        "day": "10.29",
        "begun": past["begun"],
        "until": past["until"],
        "minutes": 4,
        "people": 2,
        "taken_by": "김서연",
        "taken_at": past["begun"],
        "deed": "A02에서 불렀어요",
        "deed_by": "김서연",
    }
    cast.clock.pass_min(10)
    assert len(_past(cast)) == 1


def test_a_restart_goes_on_with_the_alarms_that_are_open(cast):
    cast.arrive("A02")
    cast.clock.pass_min(6)
    AlarmWatch(cast.store).look()
    AlarmWatch(cast.store).look()
    assert [one["until"] for one in _past(cast)] == [None]
    cast.call("A02")
    AlarmWatch(cast.store).look()
    assert [one["until"] is None for one in _past(cast)] == [False]


def test_what_waits_for_a_printer_that_stands_still_is_printed_by_another(cast, found):
    def printer(name):
        return cast.done("printer.add", name=name, driver="cups", address=name)["printer"]["id"]

    stuck, other = printer("first"), printer("second")
    cast.done("print.badge", visitor=cast.minseo.id, printer=stuck)
    cast.done("printer.trouble", "system", printer=stuck, problem="paper")
    alarm = found()[f"printer:{stuck}"]
    assert "1장" in alarm.cost
    remedy = alarm.remedies[0]
    cast.done(remedy.verb, **remedy.fields)
    rows = cast.rows("SELECT printer_id FROM print_jobs WHERE state = 'queued'")
    assert [row["printer_id"] for row in rows] == [other]
