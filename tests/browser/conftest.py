"""Browser stories: a real server over the sample expo, and Chromium with a fake camera."""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    ViewportSize,
    WebError,
    expect,
    sync_playwright,
)

from kiosk.demo.sample import files as sample_files
from tests.browser import axe
from tests.browser.axe import broken_in
from tests.browser.camera import film, still
from tests.browser.chromium import CHROMIUM
from tests.browser.hands import until
from tests.outside.conftest import set_up
from tests.outside.programs import Kiosk

FLAGS = (
    "--no-sandbox",
    "--font-render-hinting=none",  # letters as wide as in a window, where the headless shell would round them
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    # The first two are pages of the address bar, which nobody sees here and each window starts, for a second of
    # processor; the rest are what Playwright switches off, for the last such switch alone holds.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "OptimizationHints,MediaRouter,PaintHolding,LensOverlay,ThirdPartyStoragePartitioning,"
    "DestroyProfileOnBrowserClose,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",
)
LONG = pytest.mark.long
LANGUAGES = ["ko", pytest.param("en", marks=LONG)]  # a page is made of the same parts in both
PATIENCE_MS = 20_000  # a condition is awaited, and failing may take its time
TABLET: ViewportSize = {"width": 1280, "height": 800}
BOARD: ViewportSize = {"width": 1920, "height": 1080}
PHONE: ViewportSize = {"width": 390, "height": 844}
FILES = {
    "agencies": "agencies",
    "plan": "purchase_plan",
    "enterprises": "enterprises",
    "programme": "programme",
}

expect.set_options(timeout=PATIENCE_MS)


def pytest_report_header() -> str:
    return f"the stories run in {CHROMIUM}"


@dataclass
class Expo:
    """The running server with the sample's 44 booths and 260 people, at 10:20 of the first day."""

    kiosk: Kiosk
    tokens: dict[str, str]
    stations: dict[str, int]
    taken: int = 0

    @property
    def address(self) -> str:
        return self.kiosk.address

    def act(self, role: str, verb: str, /, **fields: Any) -> dict[str, Any]:
        """Do something as a station of this role (booth: A03), by its token; it must be done."""
        answer = self.kiosk.browser(self.tokens[role]).act(verb, **fields)
        assert answer.data["ok"], answer.text
        return dict(answer.data)

    def pair_url(self, role: str, booth: str | None = None) -> str:
        fields = {"role": role} | ({"booth": booth} if booth else {})
        return str(self.act("organiser", "station.pair", **fields)["station"]["pair_url"])

    def somebody(self, **fields: Any) -> dict[str, Any]:
        """Somebody new of a new enterprise that makes work clothes: the contract's visitor."""
        self.taken += 1
        given = {
            "name": f"새사람{self.taken}",
            "enterprise": f"새기업 {self.taken}",
            "consent": True,
        } | fields
        given.setdefault("categories", ["피복·근무복"])
        return dict(self.act("desk", "visitor.register", **given)["visitor"])


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def sample_folder(shared: Path) -> tuple[Path, Any]:
    """The sample expo's database, made once for all stories, and its cast."""
    folder, kept = shared / "sample", shared / "sample.pickle"
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            made = sample_files()
            files = {kind: made[f"{name}.csv"].decode() for kind, name in FILES.items()}
            cast = set_up(folder, float(Kiosk(folder).environ["KIOSK_CLOCK_SHIFT_S"]), files)
            kept.write_bytes(pickle.dumps(cast))
    return folder, pickle.loads(kept.read_bytes())


@pytest.fixture(scope="session", autouse=True)
def looks(shared: Path, pytestconfig: pytest.Config) -> None:
    """What one worker has shown to axe the other need not."""
    axe.at_ends = pytestconfig.getoption("axe_at_ends")
    axe.seen = shared / "looks"
    axe.seen.mkdir(exist_ok=True)


@pytest.fixture(scope="module")
def expo(sample_folder: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expo]:
    """A server of its own for the stories of one file."""
    folder, cast = sample_folder
    copy = Path(shutil.copytree(folder, tmp_path_factory.mktemp("story") / "data"))
    kiosk = Kiosk(copy).start()
    yield Expo(kiosk, cast.tokens, cast.stations)
    kiosk.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees an empty square, and seldom: reading frames is a third of a core."""
    seen = still(tmp_path_factory.mktemp("camera") / "nobody.y4m")
    flags = [*FLAGS, f"--use-file-for-fake-video-capture={seen}"]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
    yield browser
    browser.close()


@pytest.fixture
def camera_on(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[..., Browser]]:
    """Starts a browser to whose camera the badge of this code is held."""
    started: list[Browser] = []

    def start(code: str, **seconds: float) -> Browser:
        seen = film(tmp_path / "badge.y4m", code, **seconds)
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={seen}"]
        started.append(playwright.chromium.launch(executable_path=CHROMIUM, args=flags))
        return started[-1]

    yield start
    for browser in started:
        browser.close()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What a page's scripts complained of, and what axe finds in the states a story reaches; each fails the story."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def context(chromium: Browser, faults: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browsers of their own cookies, storage and network."""
    opened: list[BrowserContext] = []

    def new(viewport: ViewportSize = TABLET, browser: Browser = chromium, **options: Any) -> BrowserContext:
        made = browser.new_context(viewport=viewport, permissions=["camera"], locale="ko-KR", **options)
        made.set_default_timeout(PATIENCE_MS)
        made.on("weberror", lambda error: faults.append(str(error.error)))
        opened.append(made)
        return made

    yield new
    for one in opened:
        faults.extend(broken_in(one))
        one.close()


@pytest.fixture(scope="module")
def tablets(chromium: Browser) -> Iterator[dict[str, BrowserContext]]:
    """One browser a role for all stories of a file, as a tablet is paired anew but not wiped: its files are there."""
    kept: dict[str, BrowserContext] = {}
    yield kept
    for one in kept.values():
        one.close()


@pytest.fixture
def tablet(
    chromium: Browser, tablets: dict[str, BrowserContext], faults: list[str]
) -> Iterator[Callable[[str], BrowserContext]]:
    """The kept browser of a role; what a story opened in it is closed with the story."""

    def fault(error: WebError) -> None:
        faults.append(str(error.error))

    used: list[BrowserContext] = []

    def take(role: str) -> BrowserContext:
        if role not in tablets:
            tablets[role] = chromium.new_context(viewport=TABLET, permissions=["camera"], locale="ko-KR")
            tablets[role].set_default_timeout(PATIENCE_MS)
        if tablets[role] not in used:
            tablets[role].on("weberror", fault)
            used.append(tablets[role])
        return tablets[role]

    yield take
    for one in used:
        faults.extend(broken_in(one))
        for page in one.pages:
            page.close()
        one.remove_listener("weberror", fault)
        one.set_offline(False)
        one.clear_cookies(name="lang")


@pytest.fixture
def station(
    expo: Expo, context: Callable[..., BrowserContext], tablet: Callable[[str], BrowserContext]
) -> Callable[..., Page]:
    """Pairs a browser by its link, without the page that does it (stories of pairing open that), and gives the role's page.

    It is the role's kept browser; `alone=True` gives one that no other story used or will use, for a story of what a
    browser keeps or of its clock.
    """

    def pair(
        role: str,
        booth: str | None = None,
        viewport: ViewportSize = TABLET,
        alone: bool = False,
        browser: Browser | None = None,
    ) -> Page:
        if browser:
            page = context(viewport, browser).new_page()
        else:
            page = (context() if alone else tablet(role)).new_page()
            if viewport != TABLET:
                page.set_viewport_size(viewport)
        link = expo.address + expo.pair_url(role, booth)
        paired = page.context.request.post(link, data={"secret": uuid4().hex + uuid4().hex})
        page.goto(expo.address + paired.json()["url"])
        return page

    return pair


@pytest.fixture
def kiosk(station: Callable[..., Page]) -> Page:
    page = station("kiosk")
    page.wait_for_selector("code-camera[data-state=looking]")
    return page


@pytest.fixture
def ready(station: Callable[..., Page]) -> Callable[..., Page]:
    """A station's page that has been kept by its service worker, with a clock that a story moves."""

    def open_page(role: str, booth: str | None = None) -> Page:
        page = station(role, booth, alone=True)
        page.clock.install()
        page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
        page.reload()
        until(page, "async () => (await (await caches.open('shells')).keys()).length > 0")
        return page

    return open_page
