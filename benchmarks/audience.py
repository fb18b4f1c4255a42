"""What an audience costs edges: real ones, over a real primary and a Redis, with sockets that hang on the hall's board.

    .venv/bin/python -m benchmarks.audience [--edges 1,2,4] [--sockets 2000] [--seconds 20] [--rate 1] [--json FILE]
    .venv/bin/python -m benchmarks.audience --limit [--sockets 1000,2000,4000] [--rate 10] [--json FILE]

One desk checks visitors in, `rate` a second, which changes the board each time. For each number of edges: what a socket occupies
(KB of memory, handles) and a message to one socket costs (microseconds of the edge's processor) in each edge; what Redis and the
primary used (share of a core), bytes out of Redis; and P50, P99 and the last socket's time from an answered check-in until the
board's socket has the message. `--limit` gives one edge ever more sockets until P99 passes a second, and says what the sums foresaw.

The sockets are those of a process of their own. It reads every byte, and looks at one socket in twenty and the last ones of each
edge, so that on a machine with two cores the reader is not what is measured. Needs `redis-server`.
"""

import argparse
import json
import multiprocessing
import os
import re
import resource
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.door import register
from benchmarks.edges import redis_server
from benchmarks.load import ROOT, Client, Server, cpu_s, free_port, make_sample, quantile_ms, wait_until_ready
from benchmarks.watching import SHOW, UPGRADE
from kiosk.edges.connect import client

JOIN = b'420["join",{"topic":"board:hall","lang":"ko"}]'
CONNECT = b"\x81\x82\x00\x00\x00\x0040"
PONG = b"\x81\x81\x00\x00\x00\x003"
PING = b"\x81\x012"
LOOKED_AT = 20  # one socket in so many, and the last so many of each edge
AN_ADDRESS = (
    5_000  # sockets from one of loopback's addresses: an edge takes 6,000 (kiosk/serving/connections.py)
)
CONNECT_S = 60
SETTLE_S = 3.0
LIMIT_MS = 1000.0

Figures = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--edges", default="1,2,4")
    parser.add_argument("--sockets", default="")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--limit", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    sizes = [
        int(one)
        for one in (asked.sockets or ("1000,2000,4000,5000,6000" if asked.limit else "2000")).split(",")
    ]
    edges = [1] if asked.limit else [int(one) for one in asked.edges.split(",")]
    rate = asked.rate or (10.0 if asked.limit else 1.0)
    measured: list[Figures] = []
    for count in edges:
        for size in sizes:
            measured.append(measure(count, size, rate, asked.seconds))
            _print(measured[-1], is_first=len(measured) == 1)
            if asked.limit and measured[-1]["p99_ms"] > LIMIT_MS:
                break
    told: dict[str, Any] = {"runs": measured}
    if asked.limit:
        told["limit"] = _limit(measured)
        print(json.dumps(told["limit"]))
    if asked.json:
        asked.json.write_text(json.dumps(told, indent=1))


def measure(count: int, size: int, rate: float, seconds: int) -> Figures:
    """`count` edges with `size` sockets each."""
    with redis_server() as url, primary_with(url, count) as server, edges_of(server, url, count) as edges:
        visitors = register(server, int(rate * (seconds + 5)) + 10)
        idle = [_memory_kb(process.pid) for _, process in edges]
        handles = [_handles(process.pid) for _, process in edges]
        unjoined = sum(cpu_s(process.pid) for _, process in edges)
        ours, theirs = multiprocessing.Pipe()
        reader = multiprocessing.Process(
            target=_read, args=(theirs, [port for port, _ in edges], size), daemon=True
        )
        reader.start()
        assert ours.poll(CONNECT_S + count * size / 200), "the sockets did not join"
        connected_s = ours.recv()
        joins_s = sum(cpu_s(process.pid) for _, process in edges) - unjoined
        time.sleep(SETTLE_S)
        memory = [_memory_kb(process.pid) for _, process in edges]
        opened = [_handles(process.pid) for _, process in edges]
        redis = client(url)
        out = int(redis.info("stats")["total_net_output_bytes"])
        pids = [process.pid for _, process in edges]
        redis_pid = int(redis.info("server")["process_id"])
        rest = _used(pids, redis_pid, server, SETTLE_S)
        ours.send("begin")
        before = [cpu_s(pid) for pid in (*pids, redis_pid, server.process.pid)]
        began = time.perf_counter()
        answered = _check_in(server, visitors, rate, seconds)
        time.sleep(1.5)
        took = time.perf_counter() - began
        after = [cpu_s(pid) for pid in (*pids, redis_pid, server.process.pid)]
        ours.send("end")
        seen, received, read_cpu_s = ours.recv()
        reader.kill()
        out = int(redis.info("stats")["total_net_output_bytes"]) - out
        redis.close()
    used = [end - start for start, end in zip(before, after, strict=True)]
    delays, last = _delays(answered, seen)
    shows = sum(len(one) for one in seen) / max(1, len(seen))
    spent = sum(used[:count]) - rest * took * count
    return {
        "edges": count,
        "sockets": size,
        "rate": rate,
        "connect_s": connected_s,
        "ms_a_join": 1000 * joins_s / (count * size),
        "kb_a_socket": sum(end - start for start, end in zip(idle, memory, strict=True)) / (count * size),
        "handles_a_socket": sum(end - start for start, end in zip(handles, opened, strict=True))
        / (count * size),
        "edge_mb": sum(idle) / count / 1024,
        "messages": shows,
        "messages_a_s": shows / took,
        "bytes_a_message": received / max(1.0, shows * count * size),
        "us_a_message": 1e6 * spent / max(1.0, shows * count * size),
        "rest_cores": rest,
        "edge_cores": sum(used[:count]) / count / took,
        "redis_cores": used[count] / took,
        "primary_cores": used[count + 1] / took,
        "redis_bytes_a_s": out / took,
        "reader_cores": read_cpu_s / took,
        "p50_ms": quantile_ms(delays, 0.5),
        "p99_ms": quantile_ms(delays, 0.99),
        "last_ms": max(last, default=0.0) * 1000,
        "cores": float(os.cpu_count() or 1),
    }


@contextmanager
def primary_with(url: str, count: int) -> Iterator[Server]:
    """A primary that writes to this Redis, with tokens for so many edges."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["KIOSK_REDIS_URL"] = url
        shift_s, tokens = make_sample(Path(name), roles=[("desk", None), *[("edge", None)] * count])
        server = Server(Path(name), shift_s, tokens)
        server.start()
        del os.environ["KIOSK_REDIS_URL"]
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def edges_of(server: Server, url: str, count: int) -> Iterator[list[tuple[int, subprocess.Popen[bytes]]]]:
    """Ports and processes, ready."""
    tokens = [token for name, token in server.tokens.items() if name.startswith("edge")]
    started: list[tuple[int, subprocess.Popen[bytes]]] = []
    try:
        for token in tokens[:count]:
            port = free_port()
            words = ["edge", "--primary", f"http://127.0.0.1:{server.port}", "--redis", url]
            process = subprocess.Popen(
                [sys.executable, "-m", "kiosk", *words, "--host", "127.0.0.1", "--port", str(port)],
                env=os.environ | {"KIOSK_EDGE_TOKEN": token},
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            started.append((port, process))
            wait_until_ready(port)
        yield started
    finally:
        for _, process in started:
            process.kill()
            process.wait()


def _check_in(server: Server, visitors: list[int], rate: float, seconds: int) -> list[tuple[int, float]]:
    """One after another for so long; for each the journal's seq behind it and when it was answered (time.monotonic)."""
    desk, answered = Client(server.port, server.tokens["desk"]), []
    began = time.monotonic()
    for nth, visitor in enumerate(visitors[: int(rate * seconds)]):
        time.sleep(max(0.0, began + nth / rate - time.monotonic()))
        desk.act("visitor.check_in", visitor=visitor)
        at = time.monotonic()
        answered.append((int(desk.get("/healthz")[1]["seq"]), at))
    desk.close()
    return answered


def _delays(
    answered: list[tuple[int, float]], seen: list[list[tuple[int, float]]]
) -> tuple[list[float], list[float]]:
    """From each answered check-in until each socket had a message that contains it (s, sorted), and until the last had."""
    delays: list[float] = []
    lasts = []
    for seq, at in answered:
        arrived = [next((when for shown, when in one if shown >= seq), None) for one in seen]
        told = [max(0.0, when - at) for when in arrived if when is not None]
        delays += told
        lasts.append(max(told, default=0.0))
    return sorted(delays) or [0.0], lasts


def _used(pids: list[int], redis_pid: int, server: Server, seconds: float) -> float:
    """What an edge uses while only pulses come: cores."""
    before = sum(map(cpu_s, pids))
    time.sleep(2 * seconds)
    return (sum(map(cpu_s, pids)) - before) / (2 * seconds) / len(pids)


def _memory_kb(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(found) for found in re.findall(r"^Private_\w+:\s+(\d+)", rollup, re.M))


def _handles(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def _read(pipe: Any, ports: list[int], size: int) -> None:
    """The process of the sockets: opens and joins them, says how long that took, then reads until it is told to end."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    began = time.perf_counter()
    sockets = {one.fileno(): one for port in ports for one in _joined(port, size)}
    pipe.send(time.perf_counter() - began)
    numbers = list(sockets)
    looked_at = {
        number: _Looked()
        for at, number in enumerate(numbers)
        if at % LOOKED_AT == 0 or at % size >= size - LOOKED_AT
    }
    poll, buffer = select.epoll(), bytearray(1 << 18)
    for number in numbers:
        poll.register(number, select.EPOLLIN)
    received, is_on, cpu = 0, False, 0.0
    while True:
        for number, _ in poll.poll(0.05):
            got = sockets[number].recv_into(buffer)
            if not got:
                poll.unregister(number)
                continue
            looked = looked_at.get(number)
            if buffer[max(0, got - len(PING)) : got] == PING:
                sockets[number].send(PONG)
            if is_on:
                received += got
                if looked:
                    looked.take(bytes(memoryview(buffer)[:got]))
        if pipe.poll():
            if pipe.recv() == "end":
                pipe.send(([one.seen for one in looked_at.values()], received, time.process_time() - cpu))
                return
            is_on, cpu = True, time.process_time()


class _Looked:
    """When which seq of the board came to one socket."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, float]] = []
        self._rest = b""

    def take(self, data: bytes) -> None:
        data, last = self._rest + data, 0
        for found in SHOW.finditer(data):
            self.seen.append((int(found[2]), time.monotonic()))
            last = found.end()
        self._rest = data[last:][-256:]


def _joined(port: int, size: int) -> list[socket.socket]:
    """So many sockets that hang on the board: all that they are answered was read."""
    made = []
    frame = b"\x81" + bytes([0x80 | len(JOIN)]) + bytes(4) + JOIN
    for first in range(0, size, 100):
        own = (f"127.0.0.{2 + first // AN_ADDRESS}", 0)
        some = [
            socket.create_connection(("127.0.0.1", port), source_address=own)
            for _ in range(min(100, size - first))
        ]
        for word, ends in ((UPGRADE, b"pingInterval"), (CONNECT, b"40{"), (frame, b'430[{"ok": true')):
            for one in some:
                one.sendall(word)
            for one in some:
                _read_until(one, ends)
        made += some
    for one in made:
        one.setblocking(True)
    return made


def _read_until(one: socket.socket, word: bytes) -> None:
    one.settimeout(CONNECT_S)
    data = b""
    wanted = (word, word.replace(b": ", b":"))
    while not any(form in data for form in wanted):
        got = one.recv(1 << 16)
        assert got, data[-200:]
        data += got
    one.settimeout(0.001)
    try:  # the rest of a long answer
        while one.recv(1 << 16):
            pass
    except TimeoutError:
        pass


def _limit(measured: list[Figures]) -> Figures:
    """What the sums foresaw of one edge's limit, from its first run, and what was seen."""
    first = measured[0]
    a_second = first["messages_a_s"]
    foreseen = (1 - first["rest_cores"]) * 1e6 / (first["us_a_message"] * a_second)
    held = [one["sockets"] for one in measured if one["p99_ms"] <= LIMIT_MS]
    return {
        "messages_a_s": a_second,
        "foreseen_sockets": foreseen,
        "held_sockets": max(held, default=0.0),
        "passed_at": next((one["sockets"] for one in measured if one["p99_ms"] > LIMIT_MS), 0.0),
    }


def _print(figures: Figures, *, is_first: bool) -> None:
    if is_first:
        print(" ".join(name.rjust(max(8, len(name))) for name in figures))
    print(" ".join(f"{value:.2f}".rjust(max(8, len(name))) for name, value in figures.items()), flush=True)


if __name__ == "__main__":
    main()
