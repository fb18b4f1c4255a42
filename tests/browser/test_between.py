"""What lies between a tablet and its server, or in the tablet itself: a clock that is set, a server that fails at one
thing, a network that answers in the server's place, a browser that keeps nothing."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import LONG, Expo
from tests.browser.hands import rows, scan

HOUR_MS = 3_600_000
BLOCKED = """
  for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });
  }
"""
PORTAL_KEPT = """async () => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const key of await cache.keys()) if ((await (await cache.match(key)).text()).includes("Wi-Fi login")) return true;
  }
  return false;
}"""


@pytest.mark.parametrize(
    ("hours", "lives"),
    [(30, True), (-10, False), pytest.param(30, False, marks=LONG), pytest.param(-10, True, marks=LONG)],
)
@pytest.mark.sampled(2)
def test_a_clock_that_is_set_while_cut_off_changes_no_arrival(
    expo: Expo, ready: Callable[..., Page], hours: int, lives: bool
) -> None:
    somebody = expo.somebody()
    kiosk = ready("kiosk")
    kiosk.context.set_offline(True)
    scan(kiosk, somebody["badge"]["code"])
    expect(kiosk.locator('[data-view="answer"]')).to_have_attribute("data-welcome", "kept")
    expect(kiosk.locator("outbox-badge")).to_contain_text("보낼 것 1건")
    kiosk.clock.set_system_time((kiosk.evaluate("Date.now()") + hours * HOUR_MS) / 1000)
    if not lives:
        kiosk.reload()
        expect(kiosk.locator("outbox-badge")).to_contain_text("보낼 것 1건")
    kiosk.wait_for_timeout(1_200)
    kiosk.context.set_offline(False)
    expect(kiosk.locator("outbox-badge")).to_have_attribute("data-waiting", "0", timeout=20_000)
    (came,) = rows(
        expo,
        "SELECT j.at, j.happened_at, j.detail, a.at AS arrived FROM arrivals a JOIN journal j ON j.visitor_id ="
        " a.visitor_id AND j.kind = 'visitor.check_in' WHERE a.visitor_id = ?",
        somebody["id"],
    )
    assert came["arrived"] == came["happened_at"]
    assert 1_000 < came["at"] - came["happened_at"] < 30_000  # as long as the story took
    assert "time_unknown" not in came["detail"]


def test_what_the_server_fails_at_three_times_goes_to_the_desks_list_and_the_rest_goes_on(
    expo: Expo, ready: Callable[..., Page]
) -> None:
    poisoned, behind = expo.somebody(name="독사과"), expo.somebody()
    desk = ready("desk")
    desk.context.set_offline(True)
    for person in (poisoned, behind):
        desk.locator("desk-search input").fill(person["badge"]["code"])
        desk.keyboard.press("Enter")
        expect(desk.locator(".desk-answer")).to_have_attribute("data-welcome", "kept")
    expect(desk.locator("outbox-badge")).to_contain_text("보낼 것 2건")
    with failing_at(expo, poisoned["id"]):
        desk.context.set_offline(False)
        for _ in range(4):
            desk.clock.fast_forward(4_000)
            desk.wait_for_timeout(300)
        told = desk.locator("late-list li", has_text="안내 데스크")
        expect(told).to_contain_text("서버가 이 일을 세 번 해내지 못했어요", timeout=20_000)
        expect(desk.locator("outbox-badge")).to_have_attribute("data-waiting", "0")
        assert [len(arrivals(expo, one)) for one in (poisoned, behind)] == [0, 1]
    desk.click("outbox-badge .outbox-word")
    desk.click("outbox-badge [data-again]")
    expect(desk.locator("outbox-badge")).to_have_attribute("data-refused", "0")
    expect(desk.locator("outbox-badge")).to_have_attribute("data-waiting", "0")
    assert len(arrivals(expo, poisoned)) == 1


def test_a_captive_portals_answers_lose_nothing_and_are_kept_nowhere(
    expo: Expo, ready: Callable[..., Page]
) -> None:
    first, second = expo.somebody(), expo.somebody()
    kiosk = ready("kiosk")
    with portal(expo):
        scan(kiosk, first["badge"]["code"])
        expect(kiosk.locator('[data-view="answer"]')).to_have_attribute("data-welcome", "kept")
        expect(kiosk.locator("outbox-badge")).to_contain_text("와이파이 로그인을 확인해 주세요")
        kiosk.reload()
        expect(kiosk.locator("outbox-badge")).to_contain_text("보낼 것 1건")
        scan(kiosk, second["badge"]["code"])
        expect(kiosk.locator("outbox-badge")).to_contain_text("보낼 것 2건")
        assert kiosk.evaluate(PORTAL_KEPT) is False
    kiosk.clock.fast_forward(10_000)
    expect(kiosk.locator("outbox-badge")).to_have_attribute("data-waiting", "0", timeout=20_000)
    assert [len(arrivals(expo, one)) for one in (first, second)] == [1, 1]
    assert kiosk.locator("outbox-badge").get_attribute("data-refused") == "0"


@pytest.mark.long
def test_a_tablet_is_not_paired_by_what_a_portal_answers(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    page = context().new_page()
    page.route("**/sw.js", lambda route: route.abort())
    url = expo.address + expo.pair_url("kiosk")
    page.route(
        url, lambda route: route.continue_() if route.request.method == "GET" else route.fulfill(json={})
    )
    page.goto(url)
    expect(page.locator("[data-message]")).to_contain_text("서버가 아닌 곳에서 답하고 있어요")
    page.unroute(url)
    page.wait_for_url("**/kiosk**")


@pytest.mark.long
def test_a_browser_that_blocks_storage_says_so_before_a_pairing_is_used_up(
    expo: Expo, context: Callable[..., BrowserContext]
) -> None:
    url = expo.address + expo.pair_url("kiosk")
    blocked = context().new_page()
    blocked.add_init_script(BLOCKED)
    blocked.goto(url)
    expect(blocked.locator("[data-message]")).to_contain_text("이 브라우저가 저장을 막아 두었어요")
    page = context().new_page()
    page.goto(url)
    page.wait_for_url("**/kiosk**")


@pytest.mark.parametrize(
    "role, booth",
    [
        ("kiosk", None),
        ("booth", "A03"),
        pytest.param("desk", None, marks=LONG),
        pytest.param("board", None, marks=LONG),
    ],
)
@pytest.mark.sampled(2)
def test_a_station_whose_storage_is_blocked_goes_on_and_says_so(
    expo: Expo, station: Callable[..., Page], role: str, booth: str | None
) -> None:
    page = station(role, booth, alone=True)
    page.add_init_script(BLOCKED)
    page.reload()
    if role == "board":  # keeps nothing that could be lost
        expect(page.locator("live-topic[data-joined]").first).to_be_attached()
        return
    expect(page.locator("outbox-badge")).to_contain_text("저장이 막혀 있어요. 이 화면을 닫지 마세요")
    if role != "kiosk":
        return
    somebody = expo.somebody()
    page.context.set_offline(True)
    scan(page, somebody["badge"]["code"])
    expect(page.locator("outbox-badge")).to_contain_text("보낼 것 1건")
    page.context.set_offline(False)
    expect(page.locator("outbox-badge")).to_have_attribute("data-waiting", "0", timeout=20_000)
    assert len(arrivals(expo, somebody)) == 1


def arrivals(expo: Expo, person: dict[str, Any]) -> list[dict[str, Any]]:
    return rows(expo, "SELECT at FROM arrivals WHERE visitor_id = ?", person["id"])


@contextmanager
def failing_at(expo: Expo, visitor: int) -> Iterator[None]:
    """The server cannot let this visitor in: a fault of its own, each time."""
    db = sqlite3.connect(expo.kiosk.folder / "expo.db", isolation_level=None)
    db.execute(
        f"CREATE TRIGGER poison BEFORE INSERT ON arrivals WHEN new.visitor_id = {visitor}"
        " BEGIN SELECT raise(ABORT, 'poisoned'); END"
    )
    try:
        yield
    finally:
        db.execute("DROP TRIGGER poison")
        db.close()


@contextmanager
def portal(expo: Expo) -> Iterator[None]:
    """A network's login page at the server's address: it redirects whatever is asked, and takes whatever is sent."""
    expo.kiosk.stop()
    served = ThreadingHTTPServer(("127.0.0.1", expo.kiosk.port), _Portal)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        served.shutdown()
        served.server_close()
        expo.kiosk.said.clear()
        expo.kiosk.start()


class _Portal(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith(("/login", "/static")):
            self._answer(200, "text/html", b"<h1>Wi-Fi login</h1>")
        else:
            self._answer(302, "text/html", b"", Location="/login")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(200, "application/json", b"{}")

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""

    def _answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
