"""What a page asks of the network: little at first, nothing of its files when it is opened again, and rare letters alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from benchmarks.pages import Line
from tests.browser.conftest import BOARD, LONG, PHONE, Expo
from tests.browser.hands import until

REQUESTS_MAX, KB_MAX = 15, 350
DECODER = {
    "barcode-detector.js",
    "zxing-exported.js",
    "zxing_reader.wasm",
}  # larger than all else on the kiosk
READY = "code-camera[data-state=looking]"
DECODES = """() => performance.getEntriesByType("resource")
  .some(({ name, responseStatus }) => name.endsWith("zxing_reader.wasm") && responseStatus === 200)"""
SHOW = """letters => {
  const shown = document.createElement("p");
  shown.textContent = letters;
  document.querySelector("main").prepend(shown);
}"""
PARTS = """() => performance.getEntriesByType("resource").map(({ name }) => name.split("/").pop())
  .filter((name) => name.endsWith(".woff2")).sort()"""

STATUS = (
    """async () => (await document.fonts.load('16px "Expo Kiosk Sans"', "뷁")).map(({ status }) => status)"""
)


@pytest.mark.parametrize(
    "role, booth", [("kiosk", None), ("booth", "A03"), pytest.param("desk", None, marks=LONG)]
)
@pytest.mark.sampled(2)
def test_a_station_needs_little_at_first_and_no_file_when_it_is_opened_again(
    station: Callable[..., Page], role: str, booth: str | None
) -> None:
    paired = station(role, booth, alone=True)
    page = paired.context.new_page()
    first, again = Line.of(page), Line.of(page)
    first.session.send("Network.clearBrowserCache")
    first.session.send("Network.setBypassServiceWorker", {"bypass": True})
    page.goto(paired.url, wait_until="networkidle")
    asked, kb = first.over(late=False)
    assert 3 < asked <= REQUESTS_MAX and kb < KB_MAX, sorted(first.files.values())
    if role == "kiosk":
        page.wait_for_function(DECODES)  # what comes after the load is there, too

    first.session.send("Network.setBypassServiceWorker", {"bypass": False})
    seen = set(again.files)
    page.reload(wait_until="networkidle")
    later = {path for one, path in again.files.items() if one not in seen | again.kept}
    assert [path for path in later if path.startswith("/static/v-")] == []


@pytest.mark.long
def test_the_decoder_comes_when_the_kiosk_has_loaded_and_is_there_when_it_is_cut_off(
    station: Callable[..., Page],
) -> None:
    paired = station("kiosk", alone=True)
    until(paired, "async () => (await (await caches.open('shells')).keys()).length > 0")
    page = paired.context.new_page()
    line = Line.of(page)
    line.session.send("Network.clearBrowserCache")
    page.goto(paired.url)
    page.wait_for_function(DECODES)
    assert {line.files[one].rpartition("/")[2] for one in line.late} >= DECODER

    line.session.send("Network.clearBrowserCache")
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector(READY)
    page.wait_for_function(DECODES)


@pytest.mark.long
def test_rare_syllables_come_in_their_own_part_of_the_font_when_they_are_shown(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    page = context(BOARD).new_page()
    page.goto(expo.address + "/board", wait_until="networkidle")
    before = page.evaluate(PARTS)
    assert before and all(name.endswith("-0.woff2") for name in before)
    page.evaluate(SHOW, "뷁")
    page.wait_for_function(f"before => ({PARTS})().length > before", arg=len(before))
    assert page.evaluate(STATUS) == ["loaded"]
    expect(page.get_by_text("뷁")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/v/{code}", *(pytest.param(path, marks=LONG) for path in ("/plan", "/register"))]
)
def test_a_strangers_phone_loads_no_font(
    expo: Expo, context: Callable[..., BrowserContext], path: str
) -> None:
    page = context(PHONE).new_page()
    page.goto(expo.address + path.format(code=expo.somebody()["badge"]["code"]), wait_until="networkidle")
    assert page.evaluate(PARTS) == []
