"""After a take-over what is new waits until the stations that were at work have told what they were answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.actions import timers
from kiosk.actions.answered.told import Round
from kiosk.app import create_app
from kiosk.data.gathering import ALL_S, BATCH_S, MOST_S, NOBODY_S, Gathering
from kiosk.data.store import Actor
from kiosk.expo.person import lost_laptops
from kiosk.pages import web
from kiosk.settings import Settings
from tests.actions.answered.test_restoring import another_laptop, answered_to_a_page, tell
from tests.cast import DAY, Cast


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def other(cast: Cast, tmp_path: Path, seconds: Seconds) -> Iterator[Cast]:
    with another_laptop(cast, tmp_path / "other") as laptop:
        laptop.store.gathering = Gathering(seconds)
        yield laptop


def go_on(laptop: Cast) -> None:
    """As the server does that starts after a take-over."""
    laptop.done("expo.take_over", "system", fence=2, restored=0, listed=0)
    laptop.store.gathering.begin(lost_laptops.at_work_then(laptop.store.glance(), laptop.store.now()))


def test_a_call_that_comes_late_is_restored_before_what_is_new(
    cast: Cast, tmp_path: Path, seconds: Seconds
) -> None:
    for _ in range(3):
        cast.arrive("A02")
    cast.done("ticket.call_next", "booth:A02", booth="A02", counter=1)
    with another_laptop(cast, tmp_path / "other") as other:
        other.store.gathering = Gathering(seconds)
        ticket = cast.value("SELECT id FROM tickets WHERE state = 'called'")
        kept = answered_to_a_page(cast, "ticket.no_show", "booth:A02", ticket=ticket)
        go_on(other)
        assert other.store.gathering.goes_on
        assert tell(other, "desk", in_round=Round.FIRST) == []
        seconds.now += BATCH_S
        assert other.store.gathering.goes_on  # the booths have not told
        others = [
            station
            for station in lost_laptops.at_work_then(other.store.glance(), other.store.now())
            if station != cast.stations["booth:A02"]
        ]
        for station in others:
            other.store.gathering.told(station, waits=False)
        assert tell(other, "booth:A02", kept, in_round=Round.FIRST) == ["waits"]
        seconds.now += BATCH_S
        assert other.store.gathering.goes_on  # it is not restored yet
        assert tell(other, "booth:A02", kept, in_round=Round.AGAIN) == ["restored"]
        assert not other.store.gathering.goes_on


def test_what_waits_for_another_station_is_restored_with_it(
    cast: Cast, other: Cast, seconds: Seconds
) -> None:
    """The desk's own next telling is seconds away, and what is new would come first."""
    made = answered_to_a_page(
        cast, "visitor.register", "kiosk", name="정유진", enterprise="새 기업", consent=True
    )
    came = answered_to_a_page(cast, "visitor.check_in", "desk", visitor=made.answer["visitor"]["id"])
    go_on(other)
    other.store.gathering.begin({cast.stations["kiosk"], cast.stations["desk"]})
    tell(other, "desk", came, in_round=Round.FIRST)
    seconds.now += ALL_S  # the kiosk is late
    assert tell(other, "desk", came, in_round=Round.AGAIN) == ["waits"]
    tell(other, "kiosk", made, in_round=Round.FIRST)
    assert tell(other, "kiosk", made, in_round=Round.AGAIN) == ["restored"]
    assert tell(other, "desk", came, in_round=Round.AGAIN) == ["known"]


def test_the_clock_does_nothing_meanwhile(cast: Cast, other: Cast, seconds: Seconds) -> None:
    other.arrive("A02")
    other.store.gathering.begin({cast.stations["desk"]})
    other.clock.set(DAY, "18:01")
    clock = timers.Clockwork(other.store)
    assert clock.tick() == 0
    seconds.now += NOBODY_S
    assert clock.tick() > 0


def test_it_ends_though_a_station_stays_away(seconds: Seconds) -> None:
    gathering, rested = Gathering(seconds), []
    gathering.begin({1, 2})
    gathering.told(1, waits=False)

    def rest(for_s: float) -> None:
        rested.append(for_s)
        seconds.now += for_s

    gathering.wait(rest)
    assert sum(rested) == pytest.approx(MOST_S, abs=0.2)
    gathering.wait(rest)
    assert sum(rested) == pytest.approx(MOST_S, abs=0.2)


def test_nobody_is_waited_for_at_any_other_start(cast: Cast, other: Cast) -> None:
    now = other.store.now()
    assert lost_laptops.at_work_then(other.store.glance(), now) == set()
    go_on(other)
    other.clock.pass_min(2)
    assert lost_laptops.at_work_then(other.store.glance(), other.store.now()) == set()


def test_one_restores_at_a_time(seconds: Seconds) -> None:
    """Else a station's own few would be restored before what came between them."""
    gathering, rested = Gathering(seconds), []

    def rest(for_s: float) -> None:
        rested.append(for_s)
        if len(rested) == 3:
            gathering.restoring_ended()

    gathering.wait_for_all(rest)
    assert rested == []
    gathering.wait_for_all(rest)
    assert len(rested) == 3


@pytest.mark.parametrize(
    ("address", "waits"),
    [
        ("/consultations/1/attachments", True),
        ("/pair/x", True),
        ("/organiser/import/preview", True),
        ("/answered", False),
        ("/standby/seen", False),
    ],
)
def test_what_a_page_writes_by_a_request_of_its_own_waits_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, waits: bool
) -> None:
    waited: list[str] = []
    monkeypatch.setattr(Gathering, "wait", lambda self, rest: waited.append(address))
    app = create_app(Settings(tmp_path))
    app.test_client().post(address)
    app.test_client().get("/healthz")
    app.extensions["store"].close()
    assert waited == [address] * waits


def test_a_look_that_the_journal_notes_waits_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    monkeypatch.setattr(Gathering, "wait", lambda self, rest: order.append("waited"))
    monkeypatch.setattr(web, "perform", lambda store, verb, *given, **named: order.append(verb))
    app = create_app(Settings(tmp_path))
    with app.test_request_context("/organiser/search?q=kim"):
        web.note_contact(Actor("organiser"), "contact.search", persons=1)
    app.extensions["store"].close()
    assert order == ["waited", "contact.search"]
