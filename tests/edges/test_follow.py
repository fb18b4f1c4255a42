"""How an edge reads Redis, where what stands there is not what a primary writes. A real Redis; no server."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import gevent
import pytest

from kiosk.edges import keys
from kiosk.edges.follow import Follow, Wholes
from kiosk.edges.keys import Entry, Generation
from tests.edges.redis_server import RedisServer

MARK, WORD = "0123456789abcdef", "word"


class Reader:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.read: list[tuple[int, Entry | None]] = []
        self.kept: Wholes = {}
        self.problems: list[str] = []

    def began(self, generation: Generation, pulse: str) -> None:
        self.begun.append(generation.gen)

    def wholes(self, wholes: Wholes) -> None:
        self.kept |= wholes

    def entries(self, entries: list[tuple[int, Entry | None]]) -> None:
        self.read += entries

    def caught_up(self) -> None: ...

    def redis_away(self, problem: str) -> None:
        self.problems.append(problem)


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        gevent.sleep(0.005)


@pytest.fixture
def following(redis: RedisServer) -> Iterator[tuple[Reader, Follow]]:
    reader = Reader()
    follow = Follow(redis.url, reader)
    follow.look_at(MARK, WORD)
    yield reader, follow
    follow.close()


def begin(redis: RedisServer, gen: str, **other: Any) -> str:
    """This generation, as a primary writes it; the stream's name."""
    fields = Generation(gen, WORD, keys.PROTOCOL, "epoch", 1, "1").fields() | other
    redis.client.hset(keys.generation_key(MARK), mapping=fields)
    return keys.shows_key(MARK, gen)


def test_junk_in_the_stream_is_passed_over(redis: RedisServer, following: tuple[Reader, Follow]) -> None:
    """No bytes that are no text, no size and no shape keep what is behind from being read."""
    reader, follow = following
    stream, raw = begin(redis, "one"), redis.client
    good = Entry("show", "board:hall", "ko", 7, "42[]")
    raw.xadd(stream, {b"kind": b"\xff\xfe", b"\x80": b"\x00\xff"}, id="1-0")
    raw.xadd(stream, {"kind": "show", "topic": "visitor:1234567890123456", "frame": "42[]"}, id="2-0")
    raw.xadd(stream, {"kind": "show", "topic": "plan", "frame": "x" * (keys.FRAME_BYTES_MAX + 1)}, id="3-0")
    raw.xadd(stream, {"kind": "show", "topic": "plan", "seq": "9" * 400}, id="4-0")
    raw.xadd(stream, good.fields(), id="5-0")
    raw.xadd(stream, good.fields(), id="5-3")
    whole = keys.whole_key(MARK, "one")
    for field, value in {"plan|ko": b"\xff\n{}", "plan|en": b"9\n{}", "programme|ko": b"x"}.items():
        raw.hset(whole, field, value)
    raw.hset(whole, "board:hall|ko", "9\n" + "x" * (keys.WHOLE_BYTES_MAX + 1))
    raw.hset(whole, "board:hall|en", keys.whole_value(0, "{}"))
    follow.start()
    until(lambda: len(reader.read) == 6)
    gevent.sleep(0.05)
    assert [entry for _, entry in reader.read] == [None] * 4 + [good, good]
    assert [n for n, _ in reader.read] == [1, 2, 3, 4, 5, 5], (
        "the second of a number is none: Warm takes each once"
    )
    assert reader.kept == {("plan", "en"): (9, "{}"), ("board:hall", "en"): (0, "{}")}
    assert not reader.problems


def test_a_generation_that_is_none_or_anothers_is_waited_out(
    redis: RedisServer, following: tuple[Reader, Follow]
) -> None:
    reader, follow = following
    begin(redis, "theirs", word="another")
    follow.start()
    until(lambda: "other_word" in reader.problems)
    redis.client.hset(keys.generation_key(MARK), "fence", "x")
    until(lambda: "empty" in reader.problems)
    redis.client.delete(keys.generation_key(MARK))
    redis.client.set(keys.generation_key(MARK), b"\xff")
    until(lambda: "failing" in reader.problems)
    redis.client.delete(keys.generation_key(MARK))
    stream = begin(redis, "ours")
    redis.client.xadd(stream, Entry("pulse", frame="42[]").fields(), id="1-0")
    until(lambda: reader.read)
    assert reader.begun == ["ours"]
