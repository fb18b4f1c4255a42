"""The program is upgraded under open pages: the server is ended and another version of it begins, as on a square.

Clocks of the pages are moved; the versions differ by a line of one style sheet.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Expo
from tests.browser.hands import scan, until
from tests.outside.programs import ROOT

VERSION = "document.querySelector('meta[name=version]').content"
# A page as something between it and the server still has it.
OLD = """new MutationObserver(() => {
  const version = document.querySelector("meta[name=version]");
  if (version) version.content = "0000000000";
}).observe(document, { childList: true, subtree: true })"""
RESTS = """async () => {
  const own = document.querySelector('script[src*="made/"]').src;
  return (await import(own.replace(/made.*/, "js/core/rest.js"))).atRest();
}"""
# What each page waits at the most before it is opened anew, when nobody uses it.
SPREAD_MS, QUIET_MS, WORKER_MS = 21_000, 61_000, 16_000
WORKER_TRIES = 12


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where other versions of the program stand: the server runs from there in the stories that come after."""
    return tmp_path_factory.mktemp("versions")


def test_idle_pages_follow_an_upgrade_and_a_desk_with_a_draft_waits_until_it_rests(
    expo: Expo, ready: Callable[..., Page], versions: Path
) -> None:
    kiosk, desk = ready("kiosk"), ready("desk")
    board = opened(desk, "/board")
    before = kiosk.evaluate(VERSION)
    desk.click('[data-do="register"]')
    desk.fill('desk-register [name="name"]', "서하윤")

    upgrade(expo, versions / "next")
    version = expo.kiosk.browser().get("/healthz").data["version"]
    assert version != before
    for page in (kiosk, desk, board):
        pass_ms(page, version, SPREAD_MS + QUIET_MS)
    for page in (kiosk, board):
        follow(page, version)
    until(kiosk, f"async () => String(await caches.keys()) === 'shells,static-{version}'")
    assert desk.evaluate(VERSION) == before
    expect(desk.locator('desk-register [name="name"]')).to_have_value("서하윤")

    desk.fill('desk-register [name="name"]', "")
    desk.clock.fast_forward(QUIET_MS)
    follow(desk, version)


@pytest.mark.long
def test_a_page_that_something_in_between_keeps_old_is_opened_anew_once_and_says_so(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    page, times = context().new_page(), []
    page.on("request", lambda request: request.is_navigation_request() and times.append(request.url))
    page.add_init_script(OLD)
    page.clock.install()
    page.goto(expo.address + "/board")
    version = expo.kiosk.browser().get("/healthz").data["version"]
    pass_ms(page, version, SPREAD_MS)
    expect(page.locator(".upgrade-note")).to_contain_text("이 화면은 이전 버전이에요.")
    pass_ms(page, version, SPREAD_MS)
    page.wait_for_timeout(500)
    assert len(times) == 2


@pytest.mark.long
def test_a_page_whose_files_are_gone_with_its_version_opens_itself_anew(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    page = context().new_page()
    page.clock.install()
    page.route("**/static/v-*/**", lambda route: route.fulfill(status=404, headers={"X-Kiosk": "1"}))
    page.goto(expo.address + "/board")
    page.unroute("**/static/v-*/**")
    page.clock.fast_forward(
        60_000
    )  # also where a slow machine let the first try pass before the files were there
    expect(page.locator("live-topic[data-joined]")).to_have_count(1)


@pytest.mark.long
def test_a_page_rests_only_when_nobody_is_in_the_middle_of_something_on_it(
    expo: Expo, ready: Callable[..., Page]
) -> None:
    kiosk, booth = ready("kiosk"), ready("booth", "A03")
    assert rests(kiosk) is True
    kiosk.click('[data-do="register"]')
    expect(kiosk.locator("kiosk-door")).to_have_attribute("data-in-use", "")
    assert rests(kiosk) is True  # nobody went on, so the start screen came back

    guest = expo.somebody()
    expo.act("desk", "visitor.check_in", visitor=guest["id"])
    scan(booth, guest["badge"]["code"])
    expect(booth.locator("meeting-log")).to_be_visible()
    assert rests(booth) is True
    booth.fill("meeting-log [name=note]", "견적")
    assert rests(booth) is False
    booth.click("[data-outcome=consulted]")
    booth.click(".booth-bar.is-chosen .booth-main:has-text('상담 끝')")
    expect(booth.locator("meeting-log")).to_be_hidden()
    assert rests(booth) is True
    booth.evaluate("document.querySelector('#dialog-pause').showModal()")
    assert rests(booth) is False


def test_a_new_version_that_came_in_half_is_never_what_a_cut_off_page_opens(
    expo: Expo, ready: Callable[..., Page], versions: Path
) -> None:
    kiosk = ready("kiosk")
    before = kiosk.evaluate(VERSION)
    upgrade(
        expo, versions / "half", lost="static/sounds/lost.gz"
    )  # its worker asks for this file, which is never served
    version = expo.kiosk.browser().get("/healthz").data["version"]
    pass_ms(kiosk, version, SPREAD_MS)
    follow(kiosk, version)
    kiosk.wait_for_timeout(1_000)  # the page has told the worker what it is made of

    kiosk.context.set_offline(True)
    kiosk.reload()
    assert kiosk.evaluate(VERSION) == before
    expect(kiosk.locator("kiosk-door")).to_have_attribute("data-shows", "attract")


def rests(page: Page) -> bool:
    """Whether the page says so once nobody has touched it for a while."""
    page.wait_for_timeout(300)  # what was tapped is answered
    page.clock.fast_forward(QUIET_MS)
    return bool(page.evaluate(RESTS))


def opened(beside: Page, path: str) -> Page:
    page = beside.context.new_page()
    page.clock.install()
    page.goto(beside.url.split("/desk")[0] + path)
    return page


def upgrade(expo: Expo, folder: Path, lost: str = "") -> None:
    """End the server, and begin another version of the program over its data."""
    for part in ("kiosk", "badges"):
        shutil.copytree(
            ROOT / part, folder / part, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    with (folder / "kiosk/static/css/base/base.css").open("a") as style:
        style.write(f"/* {folder.name} */\n")
    if lost:
        (folder / "kiosk" / lost).parent.mkdir(exist_ok=True)
        (folder / "kiosk" / lost).write_bytes(b"")
    expo.kiosk.stop()
    expo.kiosk.said.clear()
    expo.kiosk.root = folder
    expo.kiosk.start()


def painted_by(version: str) -> str:
    return f'meta[name="version"][content="{version}"]'


def follow(page: Page, version: Any) -> None:
    """The page is opened anew, at the latest when it has tried its worker as often as it does."""
    for _ in range(WORKER_TRIES):
        page.wait_for_timeout(700)
        if page.locator(painted_by(version)).count():
            return
        page.clock.fast_forward(WORKER_MS)
    expect(page.locator(painted_by(version))).to_have_count(1)


def pass_ms(page: Page, version: Any, ms: int) -> None:
    """So much time passes on a page once it was told the server's version."""
    expect(page.locator(f'html[data-server-version="{version}"]')).to_have_count(1)
    page.clock.fast_forward(ms)
