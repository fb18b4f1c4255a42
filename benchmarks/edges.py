"""What edges cost: the primary that gives what it shows to Redis, and a message on its way through Redis.

    .venv/bin/python -m benchmarks.edges primary [CHECK_INS [off|watched|none|linked ...]]
    .venv/bin/python -m benchmarks.edges message [MESSAGES]

`primary` prints check-ins a second from eight stations, P50 and P99 of a check-in and the server's processor time for one (ms), in
one run: alone; with everything that edges might want watched by sockets here; with KIOSK_REDIS_URL and no edge; with two edges that
want everything; and how late the hall's board and booths' waits were for edges (ms from the first change that a message tells of to when an edge could read
it: half of the messages, and the latest). `message` compares what a message costs the process that gives it: into a stream by our thread, or published by
python-socketio's own RedisManager, and what a reader that is cut off for three seconds lost. Needs `redis-server`.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from benchmarks.door import check_in, register
from benchmarks.hall import BOOTHS
from benchmarks.late import Late
from benchmarks.load import ROOT, Server, free_port, quantile_ms, sample_server
from benchmarks.watchers import Watcher, Watchers
from kiosk.data.health import Health
from kiosk.edges import keys
from kiosk.edges.connect import client as _client
from kiosk.edges.fan_out import FanOut
from kiosk.edges.keys import Entry, Generation
from kiosk.edges.link import ALIVE_S, PATH
from kiosk.language.sentences import LANGUAGES
from kiosk.serving.version import version
from kiosk.serving.wire import Address, Wire

STATIONS = 8
EDGES = 2
TOPICS = [*keys.STANDING, *(f"{word}:{booth}" for booth in BOOTHS for word in ("board", "places"))]
SOCKET_TOPICS = 20
JOIN_S = 30
FRAME_BYTES = 6_000  # a change of the hall's board
CUT_S, A_SECOND = 3.0, 100


def client(url: str) -> Any:
    """redis-py types its answers for every way of asking; here they are texts."""
    return _client(url)


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis of our own, that keeps nothing; its address."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", folder, "--save", ""]
        process = subprocess.Popen(["redis-server", *where], stdout=subprocess.DEVNULL)
        url = f"redis://127.0.0.1:{port}"
        try:
            until = time.monotonic() + 10
            while time.monotonic() < until:
                with suppress(Exception):
                    client(url).ping()
                    break
                time.sleep(0.02)
            yield url
        finally:
            process.kill()
            process.wait()


def primary(check_ins: int, *only: str) -> None:
    """Four ways, in one run, or those of these names."""
    heads = [
        "edges",
        "check-ins",
        "a second",
        "P50 ms",
        "P99 ms",
        "CPU ms",
        "entries",
        "late P50",
        "late most",
    ]
    print(" ".join(head.rjust(10) for head in heads))
    ways: list[tuple[str, bool, Callable[[Server, str], Any]]] = [
        ("off", False, _nobody),
        ("watched", False, _watched_here),
        ("none", True, _nobody),
        ("linked", True, _linked),
    ]
    with redis_server() as url:
        for name, has_redis, beside in (way for way in ways if not only or way[0] in only):
            _environment(url if has_redis else "")
            with sample_server(roles=[("desk", None), *[("edge", None)] * EDGES]) as server:
                visitors = register(server, check_ins)
                with beside(server, url):
                    time.sleep(1)
                    before, entries = server.cpu_s(), _entries(url)
                    with Late(server, url) as late:
                        seconds, latencies, _ = check_in(server, visitors, STATIONS, lambda answer: 0)
                        spent = server.spent_ms(before, check_ins)
                        time.sleep(2)
                    figures = [
                        name,
                        f"{check_ins}",
                        f"{check_ins / seconds:.0f}",
                        f"{quantile_ms(latencies, 0.5):.1f}",
                        f"{quantile_ms(latencies, 0.99):.1f}",
                        f"{spent:.2f}",
                        f"{_entries(url) - entries}",
                        *late.figures(),
                    ]
            print(" ".join(figure.rjust(10) for figure in figures), flush=True)
    _environment("")


def _environment(url: str) -> None:
    os.environ.pop("KIOSK_REDIS_URL", None)
    if url:
        os.environ["KIOSK_REDIS_URL"] = url


def _entries(url: str) -> int:
    """How many entries all streams were given so far."""
    redis = client(url)
    found = [redis.xinfo_stream(key) for key in redis.scan_iter("kiosk:*:shows")]
    redis.close()
    return sum(int(one["entries-added"]) for one in found)


@contextmanager
def _nobody(server: Server, url: str) -> Iterator[None]:
    yield


@contextmanager
def _watched_here(server: Server, url: str) -> Iterator[None]:
    """Everything that edges might want, by sockets of this server: Korean alone, as such a socket is."""
    groups = [TOPICS[first : first + SOCKET_TOPICS] for first in range(0, len(TOPICS), SOCKET_TOPICS)]
    watchers = [Watcher(f"w{number}", tuple(group)) for number, group in enumerate(groups)]
    with Watchers(server.port, watchers) as watching:
        watching.connect()
        watching.wait_until_fresh(JOIN_S)
        yield


@contextmanager
def _linked(server: Server, url: str) -> Iterator[None]:
    """Edges that want everything in both languages, each a process of its own."""
    tokens = [token for name, token in server.tokens.items() if name.startswith("edge")]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.edges", "edge", str(server.port), token, url],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for token in tokens
    ]
    try:
        for process in processes:
            assert process.stdout and process.stdout.readline() == "linked\n"
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def edge(port: str, token: str, url: str) -> None:
    """An edge that wants everything, and throws away what it is given."""
    wire = Wire(Address(f"http://127.0.0.1:{port}"), PATH, token)
    hello = {
        "protocol": keys.PROTOCOL,
        "version": version(),
        "instance": str(os.getpid()),
        "name": "benchmark",
    }
    wire.send(json.dumps({"hello": hello}))
    welcome = json.loads(wire.receive(10))["welcome"]
    wanted = [[topic, lang] for topic in TOPICS for lang in LANGUAGES]
    for first in range(0, len(wanted), 100):
        wire.send(json.dumps({"want": wanted[first : first + 100]}))
    redis, last = client(url), "0"
    stream = keys.shows_key(welcome["mark"], welcome["gen"])
    whole = keys.whole_key(welcome["mark"], welcome["gen"])
    until = time.monotonic() + JOIN_S
    while redis.hlen(whole) < len(wanted) - 2 and time.monotonic() < until:
        time.sleep(0.1)
    print("linked", flush=True)
    alive_at = 0.0
    while True:
        found = redis.xread({stream: last}, block=1000, count=500)
        last = found[0][1][-1][0] if found else last
        if time.monotonic() - alive_at > ALIVE_S:
            alive_at = time.monotonic()
            wire.send(json.dumps({"alive": {"sockets": 0, "n": keys.number_of(last), "lag_ms": 0}}))
            wire.receive(10)


def message(count: int) -> None:
    """Of each way: what a message costs the thread that gives it and the whole process, and what a cut loses."""
    heads = ["way", "messages", "a second", "giver us", "process us", "sent", "lost"]
    print(" ".join(head.rjust(10) for head in heads))
    logging.disable(logging.ERROR)  # that a publisher's connection was cut
    for name, way in (("stream", _by_stream), ("manager", _by_manager)):
        with redis_server() as url:
            seconds, giver_s, process_s = way(url, count)
        with redis_server() as url:
            sent, lost = _cut(url, name)
        figures = [
            name,
            f"{count}",
            f"{count / seconds:.0f}",
            f"{giver_s / count * 1e6:.1f}",
            f"{process_s / count * 1e6:.1f}",
            f"{sent}",
            f"{lost}",
        ]
        print(" ".join(figure.rjust(10) for figure in figures), flush=True)


class _Clock:
    """Seconds by the clock, of this thread's processor time and of the whole process's."""

    def __init__(self) -> None:
        self._began = self._now()

    def spent(self) -> tuple[float, float, float]:
        wall, thread, process = (now - began for now, began in zip(self._now(), self._began, strict=True))
        return wall, thread, process

    @staticmethod
    def _now() -> tuple[float, float, float]:
        return time.perf_counter(), time.thread_time(), time.process_time()


def _data(number: int) -> dict[str, Any]:
    return {"topic": "board:hall", "seq": number, "html": "x" * FRAME_BYTES, "data": {}}


def _fan_out(url: str) -> FanOut:
    out = FanOut(url, "0" * 16, Health(), lambda: 0, lambda: None)
    out.begin(Generation("gen", "word", keys.PROTOCOL, "epoch", 1, version()))
    out.start()
    return out


def _by_stream(url: str, count: int) -> tuple[float, float, float]:
    """The text is there already: it was made for the sockets of the primary."""
    out = _fan_out(url)
    frames = [f"42{json.dumps(['show', _data(number)])}" for number in range(count)]
    _write_all(out)
    clock = _Clock()
    for frame in frames:
        out.give(Entry("show", "board:hall", "ko", 1, frame))
    giver_s = clock.spent()[1]
    _write_all(out)
    seconds, _, process_s = clock.spent()
    out.close()
    return seconds, giver_s, process_s


def _write_all(out: FanOut) -> None:
    while out.waiting:
        time.sleep(0.002)


def _by_manager(url: str, count: int) -> tuple[float, float, float]:
    from socketio import RedisManager

    manager = RedisManager(url, write_only=True)
    manager.emit("show", _data(0), namespace="/", room="board:hall|ko")
    clock = _Clock()
    for number in range(count):
        manager.emit("show", _data(number), namespace="/", room="board:hall|ko")
    return clock.spent()


def _cut(url: str, name: str) -> tuple[int, int]:
    """A reader that is cut off for a while in the middle: how many were sent, and how many it never got."""
    count = int(A_SECOND * CUT_S * 3)
    got: set[int] = set()
    read = _read_stream if name == "stream" else _read_channel
    give: Callable[[int], Any]
    if name == "stream":
        out = _fan_out(url)
        give = lambda number: out.give(Entry("show", "board:hall", "ko", number + 1, "42[]"))  # noqa: E731
    else:
        from socketio import RedisManager

        manager = RedisManager(url, write_only=True)
        give = lambda number: manager.emit("show", {"seq": number + 1}, namespace="/", room="r")  # noqa: E731
    ended = threading.Event()
    reader = threading.Thread(target=read, args=(url, got, ended), daemon=True)
    reader.start()
    time.sleep(0.5)
    for number in range(count):
        give(number)
        time.sleep(1 / A_SECOND)
    time.sleep(1)
    ended.set()
    reader.join(10)
    return count, count - len(got)


def _read_stream(url: str, got: set[int], ended: threading.Event) -> None:
    last, began, was_cut = "0", time.monotonic(), False
    redis = client(url)
    while not ended.is_set():
        if not was_cut and time.monotonic() - began > CUT_S:
            redis.close()
            time.sleep(CUT_S)
            redis, was_cut = client(url), True
        found = redis.xread({keys.shows_key("0" * 16, "gen"): last}, block=200, count=500)
        for number, fields in found[0][1] if found else ():
            got.add(int(fields["seq"]))
            last = number


def _read_channel(url: str, got: set[int], ended: threading.Event) -> None:
    began, was_cut = time.monotonic(), False
    while not ended.is_set():
        redis = client(url)
        line = redis.pubsub(ignore_subscribe_messages=True)
        line.subscribe("socketio")
        while not ended.is_set():
            if not was_cut and time.monotonic() - began > CUT_S:
                line.close()
                time.sleep(CUT_S)
                was_cut = True
                break
            said = line.get_message(timeout=0.2)
            if said:
                got.add(int(json.loads(said["data"])["data"][0]["seq"]))


WORDS: dict[str, tuple[Callable[..., None], int]] = {"primary": (primary, 500), "message": (message, 5_000)}

if __name__ == "__main__":
    if sys.argv[1] == "edge":
        edge(*sys.argv[2:5])
    else:
        work, usual = WORDS[sys.argv[1]]
        work(int(sys.argv[2]) if len(sys.argv) > 2 else usual, *sys.argv[3:])
