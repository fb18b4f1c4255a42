"""What stations tell of themselves: cleaned, kept in memory, and missed when it stays away."""

import pytest

from kiosk.data.heard import Heard, Report
from kiosk.live.reports import cleaned
from kiosk.live.silence import Silence
from kiosk.screens import organiser
from tests.cast import DAY

NOW = 1_793_235_600_000


def test_a_report_is_kept_as_far_as_it_fits():
    told = {
        "waiting": {"visitor.check_in": 2, "no.such": 3, "ticket.join": -1, "badge.void": "4"},
        "refused": 1,
        "wall": NOW + 5_000,
        "battery": 88,
        "charging": True,
        "version": "0123456789",
        "page": "/board/A03",
        "camera": "looking",
        "network": "wifi",
        "delay": 12,
        "more": "x",
    }
    assert cleaned(told, NOW) == Report(
        {"visitor.check_in": 2}, 1, 5_000, 88, True, "0123456789", "/board/A03", "looking", "wifi", 12
    )


@pytest.mark.parametrize("told", [None, "x", 7, [], {}, {"battery": 101, "wall": True, "refused": 10**9}])
def test_what_does_not_fit_is_left_out(told):
    assert cleaned(told, NOW) == Report()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page", "/v/<script>"),
        ("page", "/" + "x" * 41),
        ("page", "javascript:alert(1)"),
        ("version", "<b>"),
        ("version", ["x"]),
        ("camera", {"x": 1}),
        ("network", "<img>"),
        ("charging", "yes"),
        ("battery", 50.5),
        ("waiting", {f"v{n}": 1 for n in range(10_000)}),
        ("waiting", [1]),
        ("delay", -1),
    ],
)
def test_every_byte_is_somebody_elses(name, value):
    assert cleaned({name: value}, NOW) == Report()


@pytest.fixture
def silence(cast):
    return Silence(cast.store)


@pytest.fixture
def told(cast):
    """The alarms about silence on the organiser's page now."""

    def told():
        with cast.store.read() as db:
            troubles = cast.store.health.troubles()
            shown = organiser.show(db, now=cast.clock.now, lang="ko", troubles=troubles)
        alarms = next(part.values["alarms"] for part in shown.parts if part.id == "org-alarms")
        return [one for one in alarms if "silent" in one["code"]]

    return told


def hear(cast, *words):
    for word in words:
        cast.store.heard.hear(cast.stations[word], cast.clock.now, Report())


def test_a_silent_station_alarms_within_half_a_minute_until_it_is_heard(cast, silence, told):
    hear(cast, "booth:A01", "organiser")
    cast.store.heard.hear(cast.stations["desk"], cast.clock.now)  # a program tells nothing of itself
    cast.clock.pass_s(24)
    silence.look()
    assert told() == []
    cast.clock.pass_s(2)
    silence.look()
    [alarm] = told()
    assert alarm["sentence"] == "A01 부스 태블릿: 조금 전부터 소식이 없어요"
    assert alarm["link"] == f"/organiser/stations/{cast.stations['booth:A01']}"
    version = cast.store.health.version
    silence.look()
    assert cast.store.health.version == version  # nothing new, nothing is painted
    hear(cast, "booth:A01")
    silence.look()
    assert told() == []


@pytest.mark.parametrize("verb", ["station.lock", "station.revoke"])
def test_who_is_locked_or_revoked_is_not_missed(cast, silence, told, verb):
    hear(cast, "kiosk")
    cast.done(verb, station=cast.stations["kiosk"])
    cast.clock.pass_s(60)
    silence.look()
    assert told() == []


def test_many_at_once_are_one_alarm(cast, silence, told):
    hear(cast, "kiosk", "desk", "board", "stage")
    cast.clock.pass_s(30)
    silence.look()
    [alarm] = told()
    assert (alarm["code"], alarm["link"]) == ("stations_silent", "/organiser/stations")
    assert "4대" in alarm["sentence"]


def test_in_the_evening_nobody_is_missed(cast, silence, told):
    cast.clock.set(DAY, "17:59")
    hear(cast, "kiosk")
    cast.clock.pass_s(40)
    silence.look()
    assert len(told()) == 1
    cast.clock.pass_s(40)
    silence.look()
    assert told() == []


def test_a_program_that_acts_is_heard_and_keeps_what_its_page_told(cast):
    heard = cast.store.heard
    heard.hear(1, 100, Report(battery=5))
    heard.hear(1, 200)
    assert heard.of(1) == Heard(200, Report(battery=5))
    heard.forget()
    assert heard.all() == {}
