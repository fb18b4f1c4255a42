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
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from kiosk.actions.perform import perform
from kiosk.data.open_store import open_store
from kiosk.data.store import SYSTEM, Store
from kiosk.demo.sample import facts
from kiosk.demo.sample.load import load
from kiosk.expo.square.days import at_local
from kiosk.settings import from_environment

ROOT = Path(__file__).parent.parent
STOP_S = 10


@dataclass
class Server:
    """A server over a data folder: its port, its process while it runs, one bearer token a role (and booth).

    `module` is what Python runs: the product, or something that changes it first (benchmarks.slow_disk);
    `root` is the work tree whose program it is.
    """

    folder: Path
    shift_s: float
    tokens: dict[str, str]
    module: str = "kiosk"
    port: int = 0
    root: Path = ROOT
    process: subprocess.Popen[str] = field(init=False)

    def start(self) -> None:
        """Returns once it is ready; a second start takes the same port."""
        self.port = self.port or free_port()
        environment = os.environ | {"KIOSK_DATA": str(self.folder), "KIOSK_CLOCK_SHIFT_S": str(self.shift_s)}
        environment.pop("KIOSK_ORIGIN", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module, "serve", "--port", str(self.port), "--host", "127.0.0.1"],
            env=environment,
            cwd=self.root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        wait_until_ready(self.port)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:  # a busy machine; what was measured stands
            self.kill()

    def kill(self) -> None:
        """As when the power goes."""
        self.process.kill()
        self.process.wait(10)

    def cpu_s(self) -> float:
        """Processor seconds it has used so far: comparable on a busy machine too."""
        return cpu_s(self.process.pid)

    def spent_ms(self, before: float, actions: int) -> float:
        """Processor time of an action (ms), since `cpu_s` said `before`."""
        return (self.cpu_s() - before) / actions * 1000

    def memory_mb(self) -> float:
        """What it occupies; pages that it shares are counted in part (PSS)."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return sum(int(found) for found in re.findall(r"^Pss:\s+(\d+)", rollup, re.M)) / 1024


@contextmanager
def sample_server(*, roles: list[tuple[str, str | None]], clock: str = "10:20") -> Iterator[Server]:
    """The sample expo served on a free loopback port, its clock at `clock` of the first day."""
    with tempfile.TemporaryDirectory() as name:
        shift_s, tokens = make_sample(Path(name), roles=roles, clock=clock)
        server = Server(Path(name), shift_s, tokens)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def make_sample(
    folder: Path,
    *,
    roles: list[tuple[str, str | None]],
    clock: str = "10:20",
    more: Callable[[Store], Any] = lambda store: None,
) -> tuple[float, dict[str, str]]:
    """The sample expo's database, with these stations and what `more` does; the clock's shift (s) and the tokens."""
    shift_s = at_local(facts.EXPO_DAYS[0], clock, "Asia/Seoul") / 1000 - time.time()
    settings = from_environment({"KIOSK_CLOCK_SHIFT_S": str(shift_s)}, folder=str(folder))
    tokens = {}
    with closing(open_store(settings, synchronous="OFF")) as store:
        load(store)
        for number, (role, booth) in enumerate(roles):
            fields = {"role": role, "booth": booth} if booth else {"role": role}
            made = do(store, "station.add", **fields)["station"]
            name = f"{role}:{booth}" if booth else role
            tokens[f"{name}:{number}" if name in tokens else name] = made["token"]
        more(store)
    return shift_s, tokens


def do(store: Store, verb: str, **fields: Any) -> dict[str, Any]:
    """One action in this process; its answer."""
    answer = perform(store, verb, SYSTEM, {"action_id": uuid4().hex, **fields})
    if not answer.ok:
        raise RuntimeError(answer.body)
    return answer.data


def cpu_s(pid: int) -> float:
    """Processor seconds that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_s() -> float:
    """Processor seconds that this machine has spent so far, whoever had them."""
    user, nice, system, _, _, interrupts, soft, *_ = map(int, Path("/proc/stat").read_text().split()[1:11])
    return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")


class Client:
    """One kept-alive connection that posts actions with a bearer token; as little work as a client can do."""

    def __init__(self, port: int, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = (
            f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        )
        self._file = self._socket.makefile("rb")
        self.received = 0  # bytes of answers' bodies

    def act(self, verb: str, **fields: Any) -> tuple[int, dict[str, Any]]:
        """Status and answer of one action."""
        body = json.dumps({"action_id": os.urandom(12).hex()} | fields).encode()
        return self.post(f"/actions/{verb}", body)

    def post(self, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and answer of one request."""
        return self._ask(f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n", body)

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON of a path."""
        return self._ask(f"GET {path} HTTP/1.1\r\n{self._head}\r\n", b"")

    def _ask(self, head: str, body: bytes) -> tuple[int, dict[str, Any]]:
        self._socket.sendall(head.encode() + body)
        status = int(self._file.readline().split()[1])
        length = 0
        while (line := self._file.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        self.received += length
        return status, json.loads(self._file.read(length))

    def close(self) -> None:
        self._file.close()
        self._socket.close()


def together(workers: Sequence[Callable[[], list[float]]]) -> tuple[float, list[float]]:
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


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_until_ready(port: int) -> None:
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
