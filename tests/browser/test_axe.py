"""Every page and the states behind its buttons under axe, in English where it may be long: before any file was brought in, and in a full hall."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kiosk import settings as process
from kiosk.data.store import Store, wall_clock
from tests.browser.axe import broken
from tests.browser.conftest import BOARD, LANGUAGES, PHONE
from tests.browser.hands import scan
from tests.outside.conftest import act_as_system
from tests.outside.programs import Kiosk

ROLES = ("organiser", "desk", "kiosk", "stage", "board")
PAGES = [
    "/board",
    "/stage",
    "/plan",
    "/register",
    "/trust",
    "/kiosk",
    "/desk",
    "/booth",
    "/organiser",
    "/nowhere",
]
PAGES += [
    f"/organiser/{page}"
    for page in ("start", "stations", "stations/1", "printers", "import", "files", "settings")
]
SHEETS = ["booths/A03", "visitors/101", "enterprises/1", "meetings/1", "purchases/1"]
ONLY_FULL = [
    *(f"/organiser/{one}" for one in SHEETS),
    "/",
    "/booth?booth=A04",
    "/board/A03",
    "/board/A04",
    "/stage/crew",
    "/plan?q=xyzzy",
]
DESKTOP = {"width": 1440, "height": 900}


class Demo(Kiosk):
    WORD = "demo"


@pytest.fixture(scope="module")
def empty(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A browser paired with every role of an expo that has its stations and nothing else."""
    kiosk = Kiosk(tmp_path_factory.mktemp("empty"))
    clock = wall_clock(float(kiosk.environ["KIOSK_CLOCK_SHIFT_S"]))
    store = Store(kiosk.folder, clock=clock, badge_key=process.badge_key(kiosk.folder), synchronous="OFF")
    act_as_system(store, "expo.set_up", name="박람회", days=["2026-10-29"], hours="10:00-18:00")
    pairs = [act_as_system(store, "station.pair", role=role)["station"]["pair_url"] for role in ROLES]
    store.close()
    kiosk.start()
    context = _browser(chromium, kiosk)
    for pair in pairs:  # as the pairing page's own script does
        address = re.sub(r"^https?://[^/]*", "", pair)
        assert context.request.post(address, data={"secret": uuid4().hex + uuid4().hex}).ok
    yield context
    context.close()
    kiosk.stop()


@pytest.fixture(scope="module")
def full(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A browser paired with every role of the demo, a crowd of sixty in its hall."""
    demo = Demo(tmp_path_factory.mktemp("full"), KIOSK_CLOCK_SHIFT_S="0").start("--crowd", "60")
    context = _browser(chromium, demo)
    context.new_page().goto("/")  # the demo's first page pairs whoever opens it
    context.pages[0].evaluate("() => document.querySelectorAll('iframe').forEach((one) => one.remove())")
    yield context
    context.close()
    demo.stop()


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.long
def test_no_page_breaks_a_rule_before_a_file_is_brought_in(empty: BrowserContext, lang: str) -> None:
    assert _walked(empty, PAGES, lang) == []


def test_no_page_of_a_full_hall_breaks_a_rule(full: BrowserContext, lang: str) -> None:
    phones = [link.get_attribute("href") or "" for link in full.pages[0].locator(".demo-badge a").all()]
    assert len(phones) == 2
    assert _walked(full, [*ONLY_FULL, *PAGES, *phones], lang) == []


def test_no_view_of_the_kiosk_breaks_a_rule(full: BrowserContext, lang: str) -> None:
    page, found = _opened(full, "/kiosk", lang), []
    for view in ("pad", "register"):
        page.click(f'.attract [data-do="{view}"]')
        found += broken(page)
        if view == "register":
            found += _registering(page)
        page.reload()
    page.click('[data-do="sound"]')
    found += broken(page)
    page.click('[data-do="close"]')
    for code in (_badge(full), _badge(full), "0" * 16):
        scan(page, code)
        expect(page.locator('[data-view="answer"]')).to_be_visible()
        found += broken(page)
        for opens, shown in (
            ("more", '[data-do="more"][aria-pressed="true"]'),
            ("phone", '[data-view="phone"]'),
        ):
            if (button := page.locator(f'[data-do="{opens}"]:visible')).count():
                button.click()
                page.locator(shown).wait_for()
                found += broken(page)
        page.reload()
    page.close()
    assert found == []


def test_no_pane_of_the_desk_breaks_a_rule(full: BrowserContext, lang: str) -> None:
    page, found = _opened(full, "/desk", lang), []
    for opens, shown in (
        ("register", "[data-pane=register]"),
        ("pending", "[data-pane=home]"),
        ("prints", "[data-panel] > *"),
    ):
        page.click(f'.desk-bar [data-do="{opens}"]')
        page.locator(shown).first.wait_for()
        found += broken(page)
    page.keyboard.press("Escape")
    page.fill("desk-search input", "김")
    page.locator("#desk-found [data-id]").first.wait_for()
    found += broken(page)
    page.locator("#desk-found [data-id]").first.click()
    page.locator(".person-quiet").wait_for()
    found += broken(page)
    for opens in ("void", "phone", "ticket"):
        if (button := page.locator(f'.person [data-do="{opens}"]')).count():
            button.click()
            page.locator("dialog[open]").wait_for()
            found += broken(page)
            page.keyboard.press("Escape")
    page.close()
    assert found == []


def test_no_dialog_of_the_booth_breaks_a_rule(full: BrowserContext, lang: str) -> None:
    page, found = _opened(full, "/booth?booth=A03", lang), []
    for opens in ("pause", "records", "scan", "undo", "invite", "person", "record"):
        if (button := page.locator(f'[data-do="{opens}"]:visible, [data-dialog="{opens}"]:visible')).count():
            button.first.click()
            page.locator(".shows-records" if opens == "records" else "dialog[open]").wait_for()
            found += broken(page)
            page.keyboard.press("Escape")
    for booth in ("B02", "A01", "C06", "A05"):  # all who wait at one may be somewhere else
        if page.locator(".booth-main").first.is_enabled():
            break
        page.close()
        page = _opened(full, f"/booth?booth={booth}", lang)
    for step in range(3):  # called, in a meeting, with its outcome
        page.locator(".booth-main").first.click()
        page.wait_for_timeout(400)
        found += broken(page)
        if step and (chip := page.locator('.outcome-chip[data-outcome="contract"]:visible')).count():
            chip.click()
            found += broken(page)
    page.close()
    assert found == []


def test_nothing_an_organiser_opens_breaks_a_rule(full: BrowserContext, lang: str) -> None:
    page, found = _opened(full, "/organiser", lang), []
    page.fill("#org-search", "A0")
    page.locator(".org-found [role=option]").first.wait_for()
    found += broken(page)
    page.goto(f"/organiser/stations?lang={lang}")
    page.select_option("[name=role]", "kiosk")
    page.click(".org-form .button-primary")
    page.locator(".org-qr svg").wait_for()
    found += broken(page)
    page.close()
    assert found == []


def _browser(chromium: Browser, kiosk: Kiosk) -> BrowserContext:
    context = chromium.new_context(
        base_url=kiosk.address, viewport=DESKTOP, permissions=["camera"], locale="ko-KR"
    )
    context.set_default_timeout(20_000)
    return context


def _walked(context: BrowserContext, paths: list[str], lang: str) -> list[str]:
    page, found = context.new_page(), []
    for path in paths:
        _open(page, path, lang)
        found += broken(page)
    page.close()
    return found


def _opened(context: BrowserContext, path: str, lang: str) -> Page:
    page = context.new_page()
    _open(page, path, lang)
    return page


def _open(page: Page, path: str, lang: str) -> None:
    size = (
        PHONE if re.search("/v/|/register", path) else BOARD if re.search("/board|/stage", path) else DESKTOP
    )
    if page.viewport_size != size:
        page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")


def _registering(page: Page) -> list[str]:
    """Every step of registering at the kiosk."""
    page.click('[data-who="enterprise"]')
    found = broken(page)
    page.click('[data-skip="brn"]')
    for name in ("enterprise", "name"):
        found += broken(page)
        page.fill(f'[data-step="{name}"] input', "새 이름")
        page.click('[data-step-to="next"]')
    found += broken(page)  # what they make
    page.click('[data-step-to="next"]')
    found += broken(page)  # a telephone
    page.click('[data-skip="phone"]')
    page.click('kiosk-register [type="submit"]')  # refused without consent
    return found + broken(page)


def _badge(context: BrowserContext) -> str:
    return re.sub(r"\D", "", context.pages[0].locator(".demo-badge code").first.inner_text())
