"""The morning after: the day before is closed; what an evening left open is written on the booth's tablet, and shows beside
what was frozen. Before the doors open everything is looked at by a tap."""

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
    """A server that was off over the night in which a meeting ran on, started before the second day opens."""
    folder, cast = sample_folder
    copy = Path(shutil.copytree(folder, tmp_path_factory.mktemp("morning") / "data"))
    _leave_a_meeting_open(copy)
    kiosk = Kiosk(copy, at="2026-10-30T09:30:00+09:00").start()
    yield Expo(kiosk, cast.tokens, cast.stations)
    kiosk.stop()


def test_a_day_is_closed_and_what_the_booth_writes_later_shows_beside_what_was_frozen(
    expo: Expo, station: Callable[..., Page]
) -> None:
    organiser = station("organiser", viewport={"width": 1440, "height": 900})
    expect(organiser.locator("#org-alarms")).to_contain_text("끝내지 않은 채 닫힌 상담 1건")
    organiser.click(".org-others summary")
    organiser.click("text=마감")
    expect(organiser.locator(".closing-day[aria-current]")).to_contain_text("10월 29일")
    expect(organiser.locator("[data-sort=unwritten] [data-thing]")).to_contain_text(BOOTH)
    organiser.click("text=하루 마감하기")
    organiser.click(".question button[value=yes]")
    expect(organiser.locator(".closing-close h2")).to_contain_text("10월 29일을 마감했어요")
    contracts = organiser.locator(".closing-close > .closing-figures [data-figure=outcome_contract]")
    expect(contracts).to_contain_text("0건")
    expect(contracts).not_to_contain_text("마감 뒤")
    tablet = station("booth", BOOTH)
    tablet.click(".record-row.is-unwritten")
    dialog = tablet.locator("#dialog-record")
    expect(dialog.locator("textarea[name=note]")).to_have_value("견적서를 받기로")
    expect(dialog.locator(".outcome-chip[data-outcome=contract]")).to_have_attribute("aria-pressed", "true")
    dialog.locator("[name=amount]").fill("1900만")
    dialog.locator("text=기록 저장").click()
    expect(tablet.locator(".record-row.is-unwritten")).to_have_count(0)
    expect(tablet.locator(".record-row")).to_contain_text("1,900만")
    organiser.reload()
    expect(contracts).to_contain_text("지금 1건 · 마감 뒤 1번")
    expect(organiser.locator("[data-sort=unwritten]")).to_have_count(0)
    organiser.goto(f"{expo.address}/organiser/unwritten")
    expect(organiser.locator("h1")).to_have_text("마저 적을 기록 0건")


def test_a_tap_looks_at_the_laptop_and_the_list_of_what_to_do_says_what_was_found(
    expo: Expo, station: Callable[..., Page]
) -> None:
    organiser = station("organiser")
    organiser.goto(f"{expo.address}/organiser/doctor")
    expect(organiser.locator(".doctor-verdict")).to_have_attribute("data-ok", "null")
    organiser.click("[data-look]")
    expect(organiser.locator(".doctor-verdict")).to_have_attribute("data-ok", "false", timeout=40_000)
    clock = organiser.locator("[data-check=clock]")
    expect(clock).to_have_attribute("data-state", "fail")
    expect(clock).to_contain_text("KIOSK_CLOCK_SHIFT_S")  # these tests move the server's clock
    expect(organiser.locator(".doctor-found > li").first).to_have_attribute("data-state", "fail")
    expect(organiser.locator("[data-check=pages]")).to_have_attribute(
        "data-state", "ok"
    )  # it heard this page
    expect(organiser.locator("[data-check=days]")).to_contain_text("오늘 10:00에 열고")
    organiser.goto(f"{expo.address}/organiser/start")
    expect(organiser.locator("#step-doctor")).to_have_attribute("data-state", "check")
    organiser.click("#step-doctor a")
    expect(organiser.locator(".doctor-verdict")).to_have_attribute("data-ok", "false")


def _leave_a_meeting_open(folder: Path) -> None:
    store = Store(folder, clock=Clock(clock="17:00"), badge_key=process.badge_key(folder), synchronous="OFF")

    def done(verb: str, **fields: Any) -> dict[str, Any]:
        answer = perform(store, verb, SYSTEM, {"action_id": uuid4().hex, **fields})
        assert answer.ok, answer.body
        return answer.data

    person = done("visitor.register", name="김하늘", enterprise="하늘 기업", consent=True)["visitor"]
    done("visitor.check_in", visitor=person["id"])
    start = {"code": person["badge"]["code"], "booth": BOOTH, "counter": 1}
    meeting = done("consultation.start", **start)["consultation"]["id"]
    lines = [{"outcome": "contract", "amount": None}]
    done("consultation.note", consultation=meeting, lines=lines, note="견적서를 받기로")
    store.close()
