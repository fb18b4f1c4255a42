"""An idle counter: its alarm is taken on, mended by its remedy, goes, and stands in the history."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from kiosk import settings as process
from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Store
from tests.browser.conftest import Expo
from tests.cast import Clock
from tests.outside.programs import Kiosk

BOOTH = "A03"


@pytest.fixture(scope="module")
def expo(sample_folder: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expo]:
    """A server at 10:20; somebody has waited at a booth since 10:00, and nobody was called."""
    folder, cast = sample_folder
    copy = Path(shutil.copytree(folder, tmp_path_factory.mktemp("alarms") / "data"))
    _let_somebody_wait(copy)
    kiosk = Kiosk(copy).start()
    yield Expo(kiosk, cast.tokens, cast.stations)
    kiosk.stop()


def test_an_idle_counters_alarm_is_taken_on_mended_and_kept(expo: Expo, station: Callable[..., Page]) -> None:
    page = station("organiser", viewport={"width": 1440, "height": 900})
    alarm, cell = page.locator(f"[data-alarm='idle:{BOOTH}']"), page.locator(f"#map-{BOOTH}")
    expect(alarm).to_contain_text("1명이 기다려요")
    expect(cell).to_have_class("org-cell is-open is-alarm-0")
    alarm.get_by_text("내가 볼게요").click()
    expect(alarm).to_contain_text("님이 보고 있어요")
    expect(cell).to_have_class("org-cell is-open")
    alarm.get_by_text("잠시 멈춤").click()
    page.locator("dialog[open]").get_by_text("잠시 멈춤", exact=True).click()
    expect(alarm).to_have_count(0)
    expect(cell).to_have_class("org-cell is-paused")
    page.get_by_text("열 고르기").click()
    page.get_by_label("우선구매 약정").check()
    page.reload()
    expect(page.get_by_role("columnheader", name="우선구매 약정")).to_be_visible()  # this browser keeps it
    page.locator("#org-alarms .org-more").click()
    past = page.locator(f"tr[data-alarm='idle:{BOOTH}']")
    expect(past).to_contain_text("운영본부")
    while past.get_by_text("아직").is_visible():  # the clock looks every five seconds
        page.reload()
    expect(past).to_contain_text(f"{BOOTH} 부스가 잠시 멈췄어요")


def _let_somebody_wait(folder: Path) -> None:
    store = Store(folder, clock=Clock(clock="10:00"), badge_key=process.badge_key(folder), synchronous="OFF")

    def done(verb: str, **fields: Any) -> dict[str, Any]:
        answer = perform(store, verb, SYSTEM, {"action_id": uuid4().hex, **fields})
        assert answer.ok, answer.body
        return answer.data

    person = done("visitor.register", name="김하늘", enterprise="하늘 기업", consent=True, wishes=[BOOTH])[
        "visitor"
    ]
    done("visitor.check_in", visitor=person["id"])
    store.close()
