"""What is written to Redis, and what becomes of it when Redis stalls, begins empty, or is somebody else's. A real Redis; no server."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.data.health import Health
from kiosk.data.redis_problems import PROBLEMS
from kiosk.edges import connect, fan_out, keys
from kiosk.edges.fan_out import FanOut, asked_once
from kiosk.edges.keys import Entry, Generation
from tests.edges.redis_server import RedisServer

MARK = "0123456789abcdef"


def until(true: Callable[[], object], within_s: float = 10) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


class Primary:
    """A fan-out whose loop is this test: it begins a generation whenever one is lost."""

    def __init__(self, url: str, fence: int = 1) -> None:
        self.health, self.fence, self.begun = Health(), fence, 0
        self.fan_out = FanOut(url, MARK, self.health, lambda: 1000, self.begin)

    def begin(self) -> None:
        self.begun += 1
        name = f"{os.getpid()}x{self.begun}x{id(self)}"
        self.fan_out.begin(Generation(name, "word", keys.PROTOCOL, "epoch", self.fence, "1"))

    def show(self, frame: str = "42[]") -> int:
        return self.fan_out.give(Entry("show", "board:hall", "ko", 7, frame))

    @property
    def problem(self) -> str:
        return next((str(one.values["problem"]) for one in self.health.troubles()), "")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "AGAIN_S", 0.05)


@pytest.fixture
def primary(redis: RedisServer) -> Iterator[Primary]:
    one = Primary(redis.url)
    one.fan_out.start()
    until(lambda: one.fan_out.gen)
    yield one
    one.fan_out.close()


def shows(redis: RedisServer, gen: str) -> list[tuple[int, Entry | None]]:
    found = redis.client.xrange(keys.shows_key(MARK, gen))
    return [(keys.number_of(entry), keys.read_entry(fields)) for entry, fields in found]


def test_what_is_given_stands_in_order_under_its_numbers(primary: Primary, redis: RedisServer) -> None:
    for n in range(1, 601):
        assert primary.show(f"42[{n}]") == n
    primary.fan_out.keep("board:hall", "ko", '{"ok":true}')
    until(lambda: primary.fan_out.waiting == 0 and primary.fan_out.written == 600)
    gen = primary.fan_out.gen
    assert shows(redis, gen) == [(n, Entry("show", "board:hall", "ko", 7, f"42[{n}]")) for n in range(1, 601)]
    value = redis.client.hget(keys.whole_key(MARK, gen), "board:hall|ko")
    assert keys.read_whole(value) == (600, '{"ok":true}')
    kept = keys.read_generation(redis.client.hgetall(keys.generation_key(MARK)))
    assert kept == Generation(gen, "word", keys.PROTOCOL, "epoch", 1, "1")
    for key in redis.client.scan_iter():
        assert 0 < redis.client.ttl(key) <= keys.EXPIRE_S, key


def test_what_was_written_and_not_answered_is_not_doubled(
    primary: Primary, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis did it, and the connection broke before it could say so."""
    primary.show()
    until(lambda: primary.fan_out.written == 1)
    write, broke = FanOut._write, threading.Event()

    def write_and_break(self: FanOut, redis: object, batch: list[fan_out.Item]) -> None:
        arrived = self._arrived
        write(self, redis, batch)  # type: ignore[arg-type]
        if not broke.is_set() and batch:
            broke.set()
            self._arrived = arrived
            raise ConnectionError("gone")

    monkeypatch.setattr(FanOut, "_write", write_and_break)
    primary.show("42[2]")
    until(broke.is_set)
    primary.show("42[3]")
    until(lambda: primary.fan_out.waiting == 0)
    assert [n for n, _ in shows(redis, primary.fan_out.gen)] == [1, 2, 3]
    assert primary.begun == 1


def test_a_short_cut_loses_nothing(primary: Primary, redis: RedisServer) -> None:
    """A Redis that stands still for a moment: what was given meanwhile comes, in the same generation."""
    assert redis.process
    primary.show()
    os.kill(redis.process.pid, signal.SIGSTOP)
    try:
        for _ in range(50):
            primary.show()
        redis_was = primary.fan_out.written
    finally:
        os.kill(redis.process.pid, signal.SIGCONT)
    until(lambda: primary.fan_out.written == 51)
    assert redis_was <= 1
    redis.client.client_kill_filter(_type="normal", skipme=True)
    primary.show()
    until(lambda: len(shows(redis, primary.fan_out.gen)) == 52)
    assert primary.begun == 1


def test_a_redis_that_begins_empty_is_given_another_generation(primary: Primary, redis: RedisServer) -> None:
    primary.show()
    until(lambda: primary.fan_out.written == 1)
    before = primary.fan_out.gen
    redis.kill()
    primary.show()
    until(lambda: primary.problem == "unreached")
    redis.start()
    until(lambda: primary.begun == 2)
    assert primary.fan_out.gen != before
    assert primary.show("42[1]") == 1
    until(lambda: [n for n, _ in shows(redis, primary.fan_out.gen)] == [1])
    assert primary.problem == ""


def test_what_somebody_deleted_is_noticed(
    primary: Primary, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "CHECK_S", 0.05)
    primary.show()
    until(lambda: primary.fan_out.written == 1)
    redis.client.flushall()
    primary.show()
    until(lambda: primary.begun == 2)
    primary.show()
    primary.fan_out.keep("board:hall", "ko", "{}")
    until(lambda: primary.fan_out.waiting == 0)
    redis.client.delete(keys.whole_key(MARK, primary.fan_out.gen))
    until(lambda: primary.begun == 3)


def test_the_queue_is_bounded_and_what_ran_over_is_begun_anew(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out, "ITEMS_MAX", 10)
    one = Primary(redis.url)
    one.begin()
    for _ in range(10):
        one.show()
    assert one.fan_out.gen == "" and one.fan_out.waiting == 0
    assert one.show() == 0
    one.fan_out.start()
    until(lambda: one.begun == 2)
    assert one.show() == 1
    one.fan_out.close()
    assert [n for n, _ in shows(redis, one.fan_out.gen)] == [1]


def test_bytes_bound_the_queue_and_the_stream(
    primary: Primary, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert primary.show("x" * (keys.FRAME_BYTES_MAX + 1)) == 0
    monkeypatch.setattr(keys, "STREAM_BYTES_MAX", 1_000_000)
    for n in range(1, 401):
        primary.show("x" * 10_000)
        until(lambda n=n: primary.fan_out.written == n) if n % 50 == 0 else None
    primary.show()
    until(lambda: primary.fan_out.waiting == 0)
    kept = shows(redis, primary.fan_out.gen)
    assert kept[-1][0] == 401
    assert len(kept) < 300  # a node of the stream, a hundred entries, is trimmed as one


def test_the_laptop_that_took_over_is_never_overwritten(redis: RedisServer) -> None:
    new, old = Primary(redis.url, fence=2), Primary(redis.url, fence=1)
    new.fan_out.start()
    until(lambda: new.fan_out.gen)
    new.show()
    until(lambda: new.fan_out.written == 1)
    old.fan_out.start()
    until(lambda: old.problem == "another_laptop")
    old.show()
    new.fan_out.close()
    old.fan_out.close()
    kept = keys.read_generation(redis.client.hgetall(keys.generation_key(MARK)))
    assert kept and kept.fence == 2
    assert old.fan_out.written == 0


@pytest.fixture(scope="module")
def locked_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("locked"), password="p@ss")
    server.password = "p%40ss"
    yield server.start()
    server.kill()


def test_what_is_wrong_with_a_redis_is_said(locked_redis: RedisServer, redis: RedisServer) -> None:
    here = f"127.0.0.1:{locked_redis.port}"
    assert asked_once(locked_redis.url) == ""
    assert asked_once(f"redis://{here}") == "password"
    assert asked_once(f"redis://:other@{here}") == "wrong_password"
    redis.client.execute_command("ACL", "SETUSER", "reader", "on", ">word", "~*", "+@read", "+ping")
    one = Primary(redis.url.replace("redis://", "redis://reader:word@"))
    one.fan_out.start()
    one.begin()
    until(lambda: one.problem == "denied")
    one.fan_out.close()
    assert {one.problem, "password", "wrong_password"} <= PROBLEMS.keys()


def test_what_is_about_one_person_is_never_taken(primary: Primary) -> None:
    for topic in ("visitor:1234567890123456", "booth:A03", "organiser"):
        assert primary.fan_out.give(Entry("show", topic, "ko", 7, "42[]")) == 0
        primary.fan_out.keep(topic, "ko", "{}")
    assert primary.show() == 1
    until(lambda: primary.fan_out.waiting == 0)
    assert primary.fan_out.written == 1


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH\r\n"])
def test_what_is_no_redis_is_said(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            line.recv(1000)
            line.sendall(answer)
            line.recv(1000)

        threading.Thread(target=serve, daemon=True).start()
        assert asked_once(f"redis://127.0.0.1:{server.getsockname()[1]}") == "not_redis"
        assert asked_once(f"redis://127.0.0.1:{server.getsockname()[1]}/0", answer_s=0.2) == "unreached"


@pytest.mark.parametrize(
    "url",
    [
        "http://host",
        "redis://",
        "redis://h:0",
        "redis://h:99999",
        "redis://:p@h/x",
        "unix://sock",
        "redis://[",
        "x",
    ],
)
def test_an_address_that_is_none_is_refused_by_name(url: str) -> None:
    with pytest.raises(Unusable, match="KIOSK_REDIS_URL"):
        connect.require_fitting(url)


def test_a_redis_elsewhere_must_have_a_password() -> None:
    with pytest.raises(Unusable, match="비밀번호"):
        connect.require_fitting("redis://192.0.2.5:6379")
    for url in (
        "redis://127.0.0.1",
        "redis://:p@192.0.2.5",
        "rediss://r.example.kr",
        "unix:///run/redis.sock",
    ):
        connect.require_fitting(url)
    assert connect.shown("rediss://user:secret@r.example.kr/2") == "rediss://r.example.kr:6379"


def test_what_somebody_else_wrote_into_the_stream_is_begun_anew(
    primary: Primary, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a number from the future Redis would take nothing of ours any more, and edges would wait for it."""
    monkeypatch.setattr(fan_out, "CHECK_S", 0.05)
    primary.show()
    until(lambda: primary.fan_out.written == 1)
    redis.client.xadd(keys.shows_key(MARK, primary.fan_out.gen), {"kind": "x"}, id="999999999999-0")
    until(lambda: primary.begun == 2)
    assert primary.show() == 1
    until(lambda: [n for n, _ in shows(redis, primary.fan_out.gen)] == [1])
