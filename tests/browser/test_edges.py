"""The audience's story: nginx as deploy/ has it, Redis, two edges and the square; one edge is killed, then Redis.

A phone and a television look through nginx at whichever edge it gave them; a tablet works at the square itself.
"""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
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
from tests.outside.programs import ROOT

LATE_MS = 10_500  # so long without a pulse a page says that it is old
STALE = "connection-band[data-stale]"


class Redis(RedisServer):
    """With the users of `deploy/redis/make-users.sh`: the square writes, edges read alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "--aclfile", str(folder / "redis-users.acl"))
        made = [ROOT / "deploy" / "redis" / "make-users.sh", folder, f"127.0.0.1:{self.port}"]
        subprocess.run([str(one) for one in made], check=True, timeout=20)

    @property
    def url(self) -> str:
        return self.url_of("square")

    def url_of(self, who: str) -> str:
        return (self.folder / f"redis-{who}-url").read_text()


@pytest.fixture(scope="module")
def square(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edges]:
    redis = Redis(tmp_path_factory.mktemp("redis"))
    redis.start()
    running = Edges(tmp_path_factory.mktemp("expo"), redis, KIOSK_TRUSTED_PROXY=PROXY)
    try:
        for _ in range(2):
            read = redis.url_of("edge")
            edge = Edge(running.primary, read, running.token(), KIOSK_TRUSTED_PROXY=PROXY)
            running.edges.append(edge.start())
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


def seen_after(began: float, what: str, there: Locator) -> None:
    """It comes; run with -s to read how soon."""
    expect(there).to_be_attached()
    print(f"{what}: {time.monotonic() - began:.2f} s")


def test_a_killed_edge_and_a_killed_redis(
    square: Edges, look: Callable[..., tuple[Page, list[list[str]]]], context: Callable[..., BrowserContext]
) -> None:
    cast, (one, other) = square.cast, square.edges
    board, told_board = look("/board", viewport=BOARD)
    board.evaluate(WATCH)
    killed, left = (one, other) if sockets(one) else (other, one)
    visitor = cast.person(arrived=True)
    phone, told_phone = look(f"/v/{visitor.code}", viewport=PHONE)
    for _ in range(6):  # nginx takes turns by request, and how many a page makes is not this story's
        if sockets(left):
            break
        phone.reload()
        expect(phone.locator("live-topic[data-joined]").first).to_be_attached()
    assert (sockets(killed), sockets(left)) == (1, 1), "each edge has one of the two"
    tablet = context(BOARD).new_page()
    tablet.goto(f"{square.primary.address}/board")
    expect(tablet.locator("live-topic[data-joined]").first).to_be_attached()

    # A call at the square is at the audience's.
    ticket = cast.desk.act("ticket.join", visitor=visitor.id, booth="A03").data["ticket"]["id"]
    expect(phone.locator("#visitor-lead")).to_have_attribute("data-state", "now")
    began = time.monotonic()
    assert cast.organiser.act("ticket.call", ticket=ticket, counter=1, reason="이야기").status == 200
    seen_after(began, "the call on the board", board.locator(f"[data-ticket='{ticket}']").first)
    seen_after(began, "the call on the phone", phone.locator("#visitor-lead[data-state=called]"))

    # The board's edge is killed: the board is on the other, and misses nothing.
    began = time.monotonic()
    killed.kill()
    _, called = cast.called("A01")
    seen_after(began, "a call after the kill", board.locator(f"[data-ticket='{called}']").first)
    until(lambda: sockets(left) == 2, "both hang on the one that is left")

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
    seen_after(began, "a call without Redis on the square", tablet.locator(f"[data-ticket='{unseen}']").first)
    expect(tablet.locator(STALE)).to_have_count(0)
    assert board.locator(f"[data-ticket='{unseen}']").count() == 0

    # When it is back all is fresh again by itself, and nothing was shown twice.
    began = time.monotonic()
    square.redis.start()
    for page in (board, phone):
        expect(page.locator(STALE)).to_have_count(0)
    seen_after(began, "after Redis began", board.locator(f"[data-ticket='{unseen}']").first)
    assert shown_twice(told_board) == [] and shown_twice(told_phone) == []
    assert len(told_board) >= 2, "it went to the other edge"
    assert len(seen(board)) >= 2, "calls that were announced, each once"
