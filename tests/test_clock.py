"""The expo's clock, moved and at another rate, for rehearsals and long runs."""

import time
from datetime import datetime
from pathlib import Path

import pytest

from kiosk.actions import timers
from kiosk.actions.refusals import Unusable
from kiosk.app import create_app
from kiosk.data.heard import SILENT_MS, Fleet, Report
from kiosk.data.open_store import open_store
from kiosk.data.store import wall_clock
from kiosk.settings import Settings, from_environment


@pytest.fixture
def elapsed(monkeypatch) -> list[float]:
    """What time.time() says, by its only element."""
    now = [1_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    return now


def test_a_fast_clock_agrees_with_the_shifted_one_where_it_begins(elapsed: list[float]) -> None:
    fast, usual = wall_clock(500, 60, since_s=1_000), wall_clock(500)
    assert fast() == usual()
    elapsed[0] += 2
    assert (fast() - usual()) / 1000 == 2 * 60 - 2


def test_after_a_restart_it_goes_on_where_it_would_have_been() -> None:
    since = "2026-10-29T09:00:00+09:00"
    made = [from_environment({"KIOSK_CLOCK_RATE": "60", "KIOSK_CLOCK_SINCE": since}) for _ in range(2)]
    assert made[0].clock == made[1].clock == (0.0, 60.0, datetime.fromisoformat(since).timestamp())


@pytest.mark.parametrize(
    ("name", "value"),
    [("KIOSK_CLOCK_RATE", value) for value in ("fast", "0", "-1", "601", "nan")]
    + [("KIOSK_CLOCK_SINCE", value) for value in ("nine", "2026-10-29", "2026-10-29T09:00:00")],
)
def test_a_rate_or_beginning_that_is_none_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Unusable, match=f"{name}={value}"):
        from_environment({"KIOSK_CLOCK_RATE": "60", name: value})


def test_what_waits_for_the_clock_follows_and_what_devices_tell_does_not(tmp_path: Path) -> None:
    assert [timers.tick_s(pace) for pace in (1, 2, 60)] == [1, 0.5, 0.1]
    store = open_store(Settings(tmp_path, clock_rate=60))
    store.close()
    for pace in (1, store.pace):
        fleet = Fleet(pace)
        fleet.hear(3, now=0, report=Report())
        assert (heard := fleet.of(3))
        assert [heard.is_silent(round(SILENT_MS * pace) - 1), heard.is_silent(round(SILENT_MS * pace))] == [
            False,
            True,
        ]


def test_every_page_says_how_fast_the_clock_goes(tmp_path: Path) -> None:
    app = create_app(Settings(tmp_path, clock_rate=60))
    try:
        assert "시계가 60배로 가고 있어요" in app.test_client().get("/board").text
    finally:
        app.extensions["store"].close()
