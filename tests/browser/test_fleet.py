"""The organiser's stations: paired from the printed sheet, seen, renamed, moved, locked, asked, replaced, revoked."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import BrowserContext, Locator, Page, expect

from badges.drawing import DPI
from tests.badges.printed import papers
from tests.browser.axe import broken
from tests.browser.conftest import PHONE, Expo
from tests.browser.hands import reply, rows, scan, until

DESK = {"width": 1440, "height": 900}


@pytest.fixture
def fleet(expo: Expo, station: Callable[..., Page]) -> Page:
    """An organiser at the stations' page."""
    page = station("organiser", viewport=DESK)
    page.goto(f"{expo.address}/organiser/stations")
    return page


@pytest.fixture
def card(fleet: Page, tmp_path: Path) -> str:
    """Where the first card leads whose QR is read from the picture of the printed sheet; the sheet is switched on."""
    fleet.click("#pairing-layout")
    fleet.locator("[data-cards] [name=tablets]").fill("0")
    fleet.locator("[data-cards] [name=desks]").fill("1")
    for name in ("kiosks", "boards", "stages"):
        fleet.locator(f"[data-cards] [name={name}]").fill("0")
    fleet.keyboard.press("Enter")
    with fleet.expect_download() as download:
        fleet.click("#pairing-print")
    path = tmp_path / "pairing.pdf"
    download.value.save_as(path)
    [read] = [
        one for page in papers(path, DPI) for one in zxingcpp.read_barcodes(np.asarray(page.convert("L")))
    ]
    fleet.click("#pairing-switch")
    expect(fleet.locator(".fleet-pairing")).to_contain_text("켜짐")
    return urlsplit(read.text).path


def sheet(fleet: Page, station: str) -> Locator:
    """Open a station's own sheet."""
    fleet.click(f"#open-{station}")
    expect(fleet.locator("dialog[open] .sheet-kind")).to_contain_text(f"#{station}")
    return fleet.locator("dialog[open]")


def test_a_tablet_from_its_card_to_its_end(
    expo: Expo, fleet: Page, card: str, context: Callable[..., BrowserContext]
) -> None:
    tablet = context(viewport=PHONE).new_page()
    tablet.goto(expo.address + card)
    tablet.wait_for_url("**/desk?station=*")
    station = tablet.url.rpartition("=")[2]
    row = fleet.locator(f"#station-{station}")
    expect(row).to_contain_text("켜짐")
    expect(row).to_contain_text("/desk")
    expect(fleet.locator(".fleet-card.is-used")).to_have_count(1)

    # Looking has an address, and the back button closes it.
    sheet(fleet, station)
    assert f"/organiser/stations/{station}?" in fleet.url
    fleet.go_back()
    expect(fleet.locator("dialog[open]")).to_have_count(0)

    opened = sheet(fleet, station)
    assert broken(fleet) == []
    opened.locator("#fleet-name").fill("서문 데스크")
    fleet.keyboard.press("Enter")
    expect(row).to_contain_text("서문 데스크")
    fleet.click("#fleet-sound")
    expect(tablet.locator(".found-here")).to_be_visible()

    # Locked with work that it could not send: it keeps it, and sends it once it is unlocked.
    somebody = expo.somebody()
    until(tablet, "async () => !!(await navigator.serviceWorker?.getRegistration())?.active")
    fleet.click("#fleet-lock")
    expect(tablet.locator("h1")).to_have_text("지금은 쉬고 있어요")
    expect(row).to_contain_text("잠김")
    assert broken(tablet) == []
    fleet.click("#fleet-lock")
    tablet.wait_for_selector("desk-search")
    tablet.context.set_offline(True)
    scan(tablet, somebody["badge"]["code"])
    expect(tablet.locator("outbox-badge")).to_have_attribute("data-waiting", "1")
    expo.act("organiser", "station.lock", station=int(station))
    tablet.context.set_offline(False)
    expect(tablet.locator("h1")).to_have_text("지금은 쉬고 있어요")
    arrivals = "SELECT 1 FROM arrivals WHERE visitor_id = ?", somebody["id"]
    assert rows(expo, *arrivals) == []
    expo.act("organiser", "station.unlock", station=int(station))
    expect(tablet.locator("outbox-badge")).to_have_attribute("data-waiting", "0")
    assert len(rows(expo, *arrivals)) == 1

    # Another device scans the same card: it takes the place, and the first one is cut off.
    other = context(viewport=PHONE).new_page()
    other.goto(expo.address + card)
    expect(other.locator("h1")).to_have_text("이미 쓴 카드예요")
    expect(other.locator("[data-station]")).to_contain_text("서문 데스크")
    assert broken(other) == []
    other.get_by_role("button", name="이 기기로 바꾸기").click()
    other.wait_for_url("**/desk?station=*")
    new = other.url.rpartition("=")[2]
    expect(fleet.locator(f"#station-{new}")).to_contain_text("서문 데스크")
    expect(row).to_have_count(0)
    expect(tablet.locator("h1")).to_contain_text("아직 연결되지 않았어요")

    fleet.keyboard.press("Escape")
    sheet(fleet, new)
    fleet.click("#fleet-revoke")
    reply(fleet, "연결 끊기")
    expect(other.locator("h1")).to_contain_text("아직 연결되지 않았어요")
    expect(fleet.locator(f"#station-{new}")).to_have_count(0)


@pytest.mark.long
def test_a_booths_tablet_follows_when_it_is_moved(fleet: Page, station: Callable[..., Page]) -> None:
    tablet = station("booth", "A03")
    here = re.search(r"station=(\d+)", tablet.url)
    assert here
    sheet(fleet, here[1])
    fleet.select_option("#fleet-booth", "B02")
    with tablet.expect_navigation():
        fleet.get_by_role("button", name="옮기기").click()
    expect(tablet.locator("body")).to_contain_text("B02")
    expect(fleet.locator(f"#station-{here[1]}")).to_contain_text("B02 부스 태블릿")
    with tablet.expect_navigation():
        fleet.click("#fleet-reload")


def test_a_tablet_listens_to_no_laptop_of_a_lower_fence_than_it_has_seen(
    expo: Expo, station: Callable[..., Page]
) -> None:
    page = station("desk", alone=True)
    mark, fence = expo.kiosk.browser().get("/healthz").headers["X-Fence"].split()
    remember = "([mark, fence]) => localStorage.setItem('kiosk-fence', `${mark} ${fence}`)"
    assert page.evaluate("localStorage.getItem('kiosk-fence')") == f"{mark} {fence}"
    page.evaluate(remember, [mark, int(fence) + 1])
    page.reload()
    band = page.locator("connection-band")
    expect(band).to_have_text("이전 노트북이에요. 새 노트북으로 연결 중이에요.")
    page.evaluate(remember, [mark, int(fence)])
    expect(band).to_have_text("", timeout=15_000)
