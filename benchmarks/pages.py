"""What pages cost a browser: requests and bytes at first and when warm, and when their largest part is painted.

.venv/bin/python -m benchmarks.pages [FOLDER]

FOLDER is another work tree of this program that was set up (`./run.sh check` in it), to compare with; else this one. A
station's cookie is there before its page is opened, so that the page of pairing has brought no file. Bytes are as they
come over the line, heads included: first those of the page, until it has loaded; then with what it fetches afterwards (the
kiosk's decoder with its camera, codes for when a station is cut off). The processor is slowed four times for the last
column, as the browser itself does it.
"""

import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, sync_playwright

from benchmarks.load import ROOT, Client, Server, make_sample
from tests.browser.camera import still
from tests.browser.chromium import WHOLE
from tests.browser.conftest import BOARD, FLAGS, PHONE, TABLET

# Path, the station that opens it ("": anybody), its screen.
PAGES: list[tuple[str, str, ViewportSize]] = [
    ("/kiosk", "kiosk", TABLET),
    ("/desk", "desk", TABLET),
    ("/booth", "booth", TABLET),
    ("/organiser", "organiser", TABLET),
    ("/stage", "stage", BOARD),
    ("/board", "", BOARD),
    ("/board/A03", "", BOARD),
    ("/plan", "", PHONE),
    ("/register", "", PHONE),
    ("/v/{code}", "", PHONE),
]
ROUNDS = 5
SLOWED = 4
SETTLES_MS = 2_500
LARGEST = """() => new Promise((tell) => new PerformanceObserver((seen) => tell(seen.getEntries().at(-1).startTime))
  .observe({ type: "largest-contentful-paint", buffered: true }))"""


@dataclass
class Line:
    """What came over the line for one page."""

    session: CDPSession
    files: dict[str, str] = field(default_factory=dict)  # request -> path
    bytes_of: dict[str, float] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)  # came from the browser's cache or the service worker
    late: set[str] = field(default_factory=set)  # asked for when the page had loaded
    loaded: bool = False

    @classmethod
    def of(cls, page: Page, slowed: int = 1) -> "Line":
        session = page.context.new_cdp_session(page)
        line = cls(session)
        session.on("Network.requestWillBeSent", line._asked)
        session.on("Network.requestServedFromCache", lambda event: line.kept.add(event["requestId"]))
        session.on("Network.responseReceived", line._answered)
        session.on("Network.loadingFinished", line._finished)
        session.on("Page.loadEventFired", line._has_loaded)
        session.send("Page.enable")
        session.send("Network.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        return line

    def _asked(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self.files[event["requestId"]] = urlsplit(event["request"]["url"]).path
            if self.loaded:
                self.late.add(event["requestId"])

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache") or event["response"].get("fromServiceWorker"):
            self.kept.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes_of[event["requestId"]] = event["encodedDataLength"]

    def _has_loaded(self, _: dict[str, Any]) -> None:
        self.loaded = True

    def over(self, files: bool = False, late: bool = True) -> tuple[int, float]:
        """Requests that went over the line and their kB; with `files` those of files alone, without `late` those
        of the page until it had loaded."""
        went = [one for one in self.files if one not in self.kept and (late or one not in self.late)]
        if files:
            went = [one for one in went if self.files[one].startswith("/static/v-")]
        return len(went), sum(self.bytes_of.get(one, 0) for one in went) / 1000


def main(root: Path = ROOT) -> None:
    roles = [("organiser", None), ("desk", None)]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        shift_s, tokens = make_sample(Path(name), roles=roles)  # type: ignore[arg-type]
        server = Server(Path(name), shift_s, tokens, root=root)
        server.start()
        seen = still(Path(name) / "nobody.y4m")
        browser = playwright.chromium.launch(
            executable_path=WHOLE, args=[*FLAGS, f"--use-file-for-fake-video-capture={seen}"]
        )
        print(
            "| page | requests | kB | with what follows | warm: files over the line | largest paint, slowed |"
        )
        print("|---|---|---|---|---|---|")
        for path, role, size in PAGES:
            print(_measured(server, browser, path, role, size), flush=True)
        browser.close()
        server.stop()


def _measured(server: Server, browser: Browser, path: str, role: str, size: ViewportSize) -> str:
    """A line of the table: one visit and a second one, then fresh visits on a slow processor."""
    address = f"http://127.0.0.1:{server.port}" + path.format(code=_somebody(server))
    context = _context(server, browser, role, size)
    first, warm = (_visit(context, address) for _ in range(2))
    context.close()
    largest = []
    for _ in range(ROUNDS):
        slow = _context(server, browser, role, size)
        page = slow.new_page()
        Line.of(page, SLOWED)
        page.goto(address, wait_until="load")
        page.wait_for_timeout(SETTLES_MS)
        largest.append(page.evaluate(LARGEST))
        slow.close()
    (asked, kb), (all_asked, all_kb) = first.over(late=False), first.over()
    return f"| `{path}` | {asked} | {kb:.0f} | {all_asked}, {all_kb:.0f} kB | {warm.over(files=True)[0]} | {median(largest):.0f} ms |"


def _visit(context: BrowserContext, address: str) -> Line:
    page = context.new_page()
    line = Line.of(page)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(SETTLES_MS)
    page.close()
    return line


def _context(server: Server, browser: Browser, role: str, size: ViewportSize) -> BrowserContext:
    context = browser.new_context(viewport=size, permissions=["camera"], locale="ko-KR")
    if role:
        organiser = Client(server.port, server.tokens["organiser"])
        fields = {"role": role} | ({"booth": "A03"} if role == "booth" else {})
        _, made = organiser.act("station.pair", **fields)
        organiser.close()
        secret = {"secret": uuid4().hex + uuid4().hex}
        answer = context.request.post(
            f"http://127.0.0.1:{server.port}{made['station']['pair_url']}", data=secret
        )
        assert answer.ok, answer.text()
    return context


def _somebody(server: Server) -> str:
    """The code of somebody who is here."""
    desk = Client(server.port, server.tokens["desk"])
    _, registered = desk.act(
        "visitor.register", name="서하윤", enterprise="한빛상사", consent=True, categories=[]
    )
    desk.close()
    return str(registered["visitor"]["badge"]["code"])


if __name__ == "__main__":
    main(*(Path(one).resolve() for one in sys.argv[1:2]))
