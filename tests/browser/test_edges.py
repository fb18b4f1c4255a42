"""The audience's story: nginx as deploy/ has it, Redis, two edges and the square; one edge is killed, then Redis.

A phone and a television look through nginx at whichever edge it gave them; a tablet works at the square itself.
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Locator, Page, WebSocket, expect

from tests.browser.conftest import BOARD, PHONE
from tests.browser.hands import LATER
from tests.browser.test_board import WATCH, seen
from tests.deploy.running import PROXY, Nginx
from tests.edges.redis_server import RedisServer
from tests.edges.running import Edge, Edges, until

SLOW = 3  # a machine of tests does other things too
LATE_MS = 10_500  # so long without a pulse a page says that it is old
STALE = "connection-band[data-stale]"


@pytest.fixture(scope="module")
def square(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edges]:
    redis = RedisServer(tmp_path_factory.mktemp("redis")).start()
    running = Edges(tmp_path_factory.mktemp("expo"), redis, KIOSK_TRUSTED_PROXY=PROXY)
    try:
        for _ in range(2):
            running.another(KIOSK_TRUSTED_PROXY=PROXY)
        yield running
    finally:
        running.close()
        redis.kill()


@pytest.fixture(scope="module")
def nginx(square: Edges, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    ports = tuple(edge.port for edge in square.edges)
    running = Nginx(
        tmp_path_factory.mktemp("nginx"), square.primary.port, ports, names=("127.0.0.1", "localhost")
    ).start()
    yield running
    running.stop()


@pytest.fixture
def look(nginx: Nginx, context: Callable[..., BrowserContext]) -> Callable[..., tuple[Page, list[list[str]]]]:
    """Opens a page of the audience; and the messages of each socket that it has, one after the other."""

    def open_page(path: str, **options: Any) -> tuple[Page, list[list[str]]]:
        page = context(**options, ignore_https_errors=True).new_page()
        told: list[list[str]] = []

        def listen(socket: WebSocket) -> None:
            told.append(frames := [])
            socket.on("framereceived", lambda text: frames.append(str(text)))

        page.on("websocket", listen)
        page.goto(f"https://localhost:{nginx.https}{path}")
        expect(page.locator("live-topic[data-joined]").first).to_be_attached()
        return page, told

    return open_page


def sockets(edge: Edge) -> int:
    return int(requests.get(f"{edge.address}/healthz", timeout=10).json()["sockets"])


def shown_twice(told: list[list[str]]) -> list[tuple[str, int]]:
    """Shows that came again on a socket, or after a newer one of their topic. A new socket begins with the whole."""
    again = []
    for frames in told:
        newest: dict[str, int] = {}
        for text in frames:
            name, message = json.loads(text[2:]) if text.startswith("42[") else ("", {})
            if name == "show":
                topic, seq = message["topic"], message["seq"]
                if seq <= newest.get(topic, -1):
                    again.append((topic, seq))
                newest[topic] = max(seq, newest.get(topic, -1))
    return again


def within(seconds: float, began: float, there: Locator) -> None:
    expect(there).to_be_attached(timeout=20_000)
    took = time.monotonic() - began
    print(f"{took:.2f} s")
    assert took < seconds, f"{took:.2f} s"


def test_a_killed_edge_and_a_killed_redis(
    square: Edges, look: Callable[..., tuple[Page, list[list[str]]]], context: Callable[..., BrowserContext]
) -> None:
    cast, (one, other) = square.cast, square.edges
    board, told_board = look("/board", viewport=BOARD)
    board.evaluate(WATCH)
    visitor = cast.person(arrived=True)
    phone, told_phone = look(f"/v/{visitor.code}", viewport=PHONE)
    tablet = context(BOARD).new_page()
    tablet.goto(f"{square.primary.address}/board")
    expect(tablet.locator("live-topic[data-joined]").first).to_be_attached()
    assert {sockets(one), sockets(other)} == {1}, "each edge has one of the two"

    # A call at the square is at the audience's within a second.
    ticket = cast.desk.act("ticket.join", visitor=visitor.id, booth="A03").data["ticket"]["id"]
    expect(phone.locator("#visitor-lead")).to_have_attribute("data-state", "now")
    began = time.monotonic()
    assert cast.organiser.act("ticket.call", ticket=ticket, counter=1, reason="이야기").status == 200
    within(1.0 * SLOW, began, board.locator(f"[data-ticket='{ticket}']").first)
    within(1.0 * SLOW, began, phone.locator("#visitor-lead[data-state=called]"))

    # Each edge is killed in its turn: first the phone's, then whichever has them both.
    for killed, left, booth in ((one, other, "A01"), (other, one, "A02")):
        began = time.monotonic()
        killed.kill()
        _, called = cast.called(booth)
        within(5.0 * SLOW, began, board.locator(f"[data-ticket='{called}']").first)
        until(lambda left=left: sockets(left) == 2, "both hang on the one that is left")
        killed.start()

    # The phone goes on with what is its own.
    expect(phone.locator("#visitor-lead")).to_have_attribute("data-state", "called")
    meeting = cast.organiser.act("consultation.start", ticket=ticket, counter=1)
    assert meeting.status == 200
    expect(phone.locator("#visitor-lead")).to_have_attribute("data-state", "meeting")

    # Without Redis the audience is told that what it sees is old; the square does not notice.
    square.redis.kill()
    for page in (board, phone, tablet):
        page.evaluate(LATER, LATE_MS)
    expect(board.locator(STALE)).to_be_visible()
    expect(phone.locator(STALE)).to_be_visible()
    began = time.monotonic()
    _, unseen = cast.called("B01")
    within(1.0 * SLOW, began, tablet.locator(f"[data-ticket='{unseen}']").first)
    expect(tablet.locator(STALE)).to_have_count(0)
    assert board.locator(f"[data-ticket='{unseen}']").count() == 0

    # When it is back all is fresh again by itself, and nothing was shown twice.
    square.redis.start()
    for page in (board, phone):
        expect(page.locator(STALE)).to_have_count(0)
    expect(board.locator(f"[data-ticket='{unseen}']").first).to_be_attached()
    assert shown_twice(told_board) == [] and shown_twice(told_phone) == []
    assert len(told_board) + len(told_phone) >= 5, "one went to the other edge, then both came back"
    assert len(seen(board)) >= 3, "calls that were announced, each once"
