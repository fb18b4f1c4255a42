"""How a full house of sockets is served: python benchmarks/sockets.py [sockets ...]

For each number of sockets (200 and 1,000 unless said otherwise) messages of 1 KB, 20 a second, go to a room with all
of them in it, in two ways: `emit` is Flask-SocketIO's as it comes in gevent mode, `broadcast` is ours. Each has a
server process of its own, this process is the clients; all on loopback.
Delay: from just before the message is encoded until the client has read it whole. CPU: the server's share of a core.
"""

import json
import resource
import select
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[0] = str(ROOT)  # not this folder: its queue.py would hide the library's

RATE_PER_S = 20
MEASURE_S = 4
MESSAGE_BYTES = 1024
WAYS = ("emit", "broadcast")
UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
CONNECT = b"\x81\x82\x00\x00\x00\x0040"  # Socket.IO's CONNECT in a frame masked with zeros
PONG = b"\x81\x81\x00\x00\x00\x003"


def main(sizes: list[int]) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    print(
        f"{'way':<10}{'sockets':>8}{'connect s':>11}{'got %':>8}{'P50 ms':>9}{'P99 ms':>9}{'CPU':>7}{'RSS MB':>8}"
    )
    for size in sizes:
        for way in WAYS:
            print(measure(way, size), flush=True)


def measure(way: str, size: int) -> str:
    """One line of the table: a fresh server, `size` sockets, MEASURE_S seconds of messages."""
    server = subprocess.Popen(
        [sys.executable, __file__, "--serve", way],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout
        port = int(server.stdout.readline())
        started = time.perf_counter()
        clients = connect(port, size)
        connected_s = time.perf_counter() - started
        before = ask(port, "/begin")
        delays = sorted(listen(clients, until=time.perf_counter() + MEASURE_S + 1.0))
        after = ask(port, "/usage")
    finally:
        server.kill()
        server.wait()
    cpu = (after["cpu_s"] - before["cpu_s"]) / (after["at"] - before["at"])
    got = 100 * len(delays) / (size * RATE_PER_S * MEASURE_S)
    p50, p99 = (1000 * delays[int(len(delays) * share)] for share in (0.5, 0.99))
    return f"{way:<10}{size:>8}{connected_s:>11.2f}{got:>8.1f}{p50:>9.1f}{p99:>9.1f}{cpu:>7.2f}{after['rss_mb']:>8.0f}"


def connect(port: int, size: int) -> dict[int, socket.socket]:
    """So many sockets in the room, by file number. They connect all at once, as after a restart."""
    clients: dict[int, socket.socket] = {}
    for _ in range(size):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(UPGRADE)
        clients[client.fileno()] = client
    for client in clients.values():
        read_until(client, b'"maxPayload"')
        client.sendall(CONNECT)
    for client in clients.values():
        read_until(client, b'40{"sid"')
        client.setblocking(False)
    return clients


def read_until(client: socket.socket, mark: bytes) -> None:
    data = b""
    while mark not in data:
        data += client.recv(4096)


def listen(clients: dict[int, socket.socket], *, until: float) -> list[float]:
    """The delays in seconds of every message that arrives until then."""
    delays: list[float] = []
    rests = dict.fromkeys(clients, b"")
    poll = select.epoll()
    for number in clients:
        poll.register(number, select.EPOLLIN)
    while (left := until - time.perf_counter()) > 0:
        for number, _ in poll.poll(left):
            data = clients[number].recv(65536)
            if not data:
                poll.unregister(number)
                continue
            now = time.monotonic()
            rests[number] = take_frames(rests[number] + data, now, delays, clients[number])
    return delays


def take_frames(data: bytes, now: float, delays: list[float], client: socket.socket) -> bytes:
    """Note the delay of each whole frame in `data`, answer pings, and return what is left over."""
    at = 0
    while len(data) - at >= 4:
        length, head = data[at + 1], 2
        if length == 126:
            length, head = int.from_bytes(data[at + 2 : at + 4], "big"), 4
        if len(data) - at < head + length:
            break
        if length > 125:
            mark = data.index(b'"at":', at) + 5
            delays.append(now - float(data[mark : data.index(b",", mark)]))
        elif data[at + head : at + head + length] == b"2":
            client.sendall(PONG)
        at += head + length
    return data[at:]


def ask(port: int, path: str) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return dict(json.loads(answer.read()))


def serve(way: str) -> None:
    """The server's side: everybody who connects is in the room; /begin starts the messages."""
    import gevent
    from flask import Flask
    from flask_socketio import SocketIO, join_room

    from kiosk.serving import server, transport

    app = Flask(__name__)
    socketio = SocketIO(app, async_mode="gevent") if way == "emit" else transport.make_socketio(app)

    def connected() -> None:
        join_room("hall")

    socketio.on_event("connect", connected)

    def say(message: dict[str, Any]) -> None:
        if way == "broadcast":
            transport.broadcast(socketio, "hall", "show", message)
        else:
            socketio.emit("show", message, to="hall")

    @app.get("/begin")
    def begin() -> dict[str, float]:
        gevent.spawn(speak, say, gevent.sleep)
        return usage()

    @app.get("/usage")
    def usage() -> dict[str, float]:
        spent = resource.getrusage(resource.RUSAGE_SELF)
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        rss_mb = pages * resource.getpagesize() / 1e6
        return {"at": time.monotonic(), "cpu_s": spent.ru_utime + spent.ru_stime, "rss_mb": rss_mb}

    server.serve(app, socketio, "127.0.0.1", 0, on_ready=lambda port: print(port, flush=True))


def speak(say: Callable[[dict[str, Any]], None], sleep: Callable[[float], None]) -> None:
    filler = "x" * (MESSAGE_BYTES - 60)
    due = time.monotonic()
    for number in range(RATE_PER_S * MEASURE_S):
        say({"at": time.monotonic(), "number": number, "filler": filler})
        due += 1 / RATE_PER_S
        sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
    else:
        main([int(size) for size in sys.argv[1:]] or [200, 1000])
