"""What the benchmarks share: a real server in its own process with the sample expo, and lean clients on loopback."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk import cli
from kiosk.demo import sample
from kiosk.settings import from_environment

ROOT = Path(__file__).parent.parent
DAY = "2026-10-29"


@dataclass
class Server:
    """A server that runs: its port, its process, its data folder, one bearer token a role (and booth)."""

    port: int
    process: subprocess.Popen[str]
    folder: Path
    tokens: dict[str, str]

    @property
    def pids(self) -> list[int]:
        """The server's process and the writer's."""
        server = self.process.pid
        return [server, *map(int, Path(f"/proc/{server}/task/{server}/children").read_text().split())]

    def cpu_s(self) -> list[float]:
        """Processor seconds each process has used so far: comparable on a busy machine too."""
        found = []
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            found.append((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))
        return found

    def spent_ms(self, before: list[float], actions: int) -> list[float]:
        """Processor time of an action (ms) in each process, since `cpu_s` said `before`."""
        return [(now - then) / actions * 1000 for then, now in zip(before, self.cpu_s(), strict=True)]

    def memory_mb(self) -> float:
        """What all of them occupy; pages that they share are counted once (PSS)."""
        rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.pids]
        return (
            sum(int(found) for text in rollups for found in re.findall(r"^Pss:\s+(\d+)", text, re.M)) / 1024
        )


@contextmanager
def sample_server(*, roles: list[tuple[str, str | None]], clock: str = "10:20") -> Iterator[Server]:
    """The sample expo served on a free loopback port, its clock at `clock` of the first day."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shift = _shift_to(clock)
        environment = os.environ | {"KIOSK_DATA": name, "KIOSK_CLOCK_SHIFT_S": str(shift)}
        environment.pop("KIOSK_ORIGIN", None)
        run = [sys.executable, "-m", "kiosk"]
        _load_sample(folder, shift)
        tokens = {}
        for role, booth in roles:
            words = [*run, "station", "add", "--role", role, "--json", *(["--booth", booth] if booth else [])]
            made = subprocess.run(
                words, env=environment, cwd=ROOT, capture_output=True, text=True, check=True
            )
            tokens[f"{role}:{booth}" if booth else role] = json.loads(made.stdout)["token"]
        port = _free_port()
        process = subprocess.Popen(
            [*run, "serve", "--port", str(port), "--host", "127.0.0.1"],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            _wait_until_ready(port)
            yield Server(port, process, folder, tokens)
        finally:
            process.terminate()
            process.wait(10)


class Client:
    """One kept-alive connection that posts actions with a bearer token; as little work as a client can do."""

    def __init__(self, port: int, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = (
            f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        )
        self._file = self._socket.makefile("rb")

    def act(self, verb: str, **fields: Any) -> tuple[int, dict[str, Any]]:
        """Status and answer of one action."""
        body = json.dumps({"action_id": os.urandom(12).hex(), **fields}).encode()
        head = f"POST /actions/{verb} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(head.encode() + body)
        status = int(self._file.readline().split()[1])
        length = 0
        while (line := self._file.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return status, json.loads(self._file.read(length))

    def close(self) -> None:
        self._file.close()
        self._socket.close()


class Boards:
    """Hall boards that watch meanwhile over Socket.IO; together they count what they are shown."""

    def __init__(self, port: int, count: int) -> None:
        self.shows = 0
        self._sockets = [_watching(port) for _ in range(count)]
        for one in self._sockets:
            threading.Thread(target=self._watch, args=(one,), daemon=True).start()

    def stop(self) -> int:
        """Close them; returns how many messages all of them got."""
        for one in self._sockets:
            one.close()
        return self.shows

    def _watch(self, one: Any) -> None:
        try:
            while (frame := one.frame()) is not None:
                if frame[1] == b"2":
                    one.send_text("3")
                self.shows += frame[1].startswith(b'42["show"')
        except OSError:
            pass


def _watching(port: int) -> Any:
    from tests.socket_client import Client as Socket

    one = Socket(port).join()
    one.send_text('420["join",{"topic":"board:hall","lang":"ko"}]')
    while not one.text().startswith("430"):
        pass
    one.socket.settimeout(None)
    return one


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that `work` took, and what it returned."""
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def together(workers: list[Callable[[], list[float]]]) -> tuple[float, list[float]]:
    """Run all at once, each in a thread; seconds until the last is done, and every latency they measured."""
    latencies: list[list[float]] = [[] for _ in workers]

    def run(index: int) -> None:
        latencies[index] = workers[index]()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(workers))]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, sorted(value for values in latencies for value in values)


def quantile_ms(ordered: list[float], share: float) -> float:
    """The latency (ms) below which this share of them lies."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def _load_sample(folder: Path, shift: float) -> None:
    os.environ["KIOSK_CLOCK_SHIFT_S"] = str(shift)
    try:
        files = sample.write_sample(folder / "sample")
        settings = from_environment(folder=str(folder))
        days = f"{DAY},2026-10-30"
        data = ["--data", str(folder)]
        with open(os.devnull, "w") as quiet:
            said, sys.stdout = sys.stdout, quiet
            try:
                cli.main(["expo", "--name", "견본", "--days", days, "--hours", "10:00-18:00", *data])
                for kind, name in _FILES.items():
                    cli.main(["import", kind, str(files / name), *data])
            finally:
                sys.stdout = said
        assert settings.folder == folder
    finally:
        del os.environ["KIOSK_CLOCK_SHIFT_S"]


_FILES = {
    "agencies": "agencies.csv",
    "plan": "purchase_plan.csv",
    "enterprises": "enterprises.csv",
    "appointments": "appointments.csv",
}


def _shift_to(clock: str) -> float:
    from kiosk.expo.square.days import at_local

    return at_local(DAY, clock, "Asia/Seoul") / 1000 - time.time()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
                probe.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                if b" 200 " in probe.recv(200):
                    return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")
