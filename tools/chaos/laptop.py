"""The laptop: a data folder and the server over it, which is killed, stopped and started again."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from benchmarks.load import ROOT, free_port
from tools.chaos.machine import Machine
from tools.chaos.wire import Unreachable, get

READY_S = 60


class NotStarted(Exception):
    """The server did not come up."""


class Program(Protocol):
    """A process, as far as this asks for it (subprocess.Popen is one)."""

    pid: int

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, number: int) -> None: ...


# The words, the environment, the file that its complaints go into.
Begin = Callable[[Sequence[str], Mapping[str, str], IO[bytes] | None], Program]


def begin_process(words: Sequence[str], environ: Mapping[str, str], log: IO[bytes] | None) -> Program:
    """`python -m kiosk WORDS`."""
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", "kiosk", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdin=quiet, stdout=quiet, stderr=log or quiet)


@dataclass(frozen=True)
class Resources:
    """What the server holds: memory of its own (MB), open files and sockets, threads; of the data folder bytes and files."""

    age_s: float
    memory_mb: float
    handles: int
    threads: int
    database_mb: float
    wal_mb: float
    log_kb: float
    files: int


@dataclass
class Laptop:
    """`shift_s` moves the expo's clock as KIOSK_CLOCK_SHIFT_S does; `lives`: how often the server was started."""

    folder: Path
    machine: Machine
    shift_s: float
    environ: dict[str, str] = field(default_factory=dict)
    begins: Begin = begin_process
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    lives: int = 0
    _process: Program | None = None
    _log: IO[bytes] | None = None
    _began: float = 0.0

    @property
    def log_path(self) -> Path:
        return self.folder.parent / "server.log"

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def begin(self, *words: str, log: IO[bytes] | None = None) -> Program:
        """A word of the program over this folder, on this machine."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
        environ = own | {"KIOSK_DATA": str(self.folder), "KIOSK_CLOCK_SHIFT_S": f"{self.shift_s:.3f}"}
        return self.begins(words, environ | self.machine.environ | self.environ, log)

    def log(self) -> IO[bytes]:
        self._log = self._log or self.log_path.open("ab")
        return self._log

    async def start(self, *words: str) -> float:
        """By these words, or `serve`; seconds until it answers. Raises NotStarted."""
        self._began, self.lives = time.monotonic(), self.lives + 1
        ports = ["--port", str(self.port), "--https-port", str(self.tls_port)]
        serve = ["serve", "--host", "127.0.0.1", *ports]
        self._process = self.begin(*(words or serve), log=self.log())
        while time.monotonic() < self._began + READY_S:
            if self._process.poll() is not None:
                raise NotStarted(f"the server ended by itself; see {self.log_path}")
            try:
                if (await get(self.port, "/healthz")).status == 200:
                    return time.monotonic() - self._began
            except Unreachable:
                await asyncio.sleep(0.05)
        raise NotStarted(f"the server did not answer within {READY_S} s; see {self.log_path}")

    def kill(self, number: int = signal.SIGKILL) -> None:
        """As when the power goes; what it had started ends with it only where it ends by itself."""
        assert self._process
        self._process.send_signal(number)
        self._process.wait(30)

    def close(self) -> None:
        if self.is_running:
            self.kill()
        if self._log:
            self._log.close()

    def children(self) -> list[tuple[int, str]]:
        """The processes that the server has started and that still run: id and name."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        found = []
        for path in listed.parent.parent.glob("*/children"):
            for pid in map(int, path.read_text().split()):
                try:
                    line = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                except OSError:
                    continue
                found.append((pid, " ".join(word.decode("utf-8", "replace") for word in line[:4])))
        return found

    def resources(self) -> Resources:
        """What is held now."""
        process = Path(f"/proc/{self.pid}")
        own = re.findall(r"^(?:RssAnon|RssShmem):\s+(\d+)", (process / "status").read_text(), re.M)
        return Resources(
            age_s=time.monotonic() - self._began,
            memory_mb=sum(map(int, own)) / 1024,
            handles=len(list((process / "fd").iterdir())),
            threads=len(list((process / "task").iterdir())),
            database_mb=(self.folder / "expo.db").stat().st_size / 1e6,
            wal_mb=sum(path.stat().st_size for path in self.folder.glob("expo.db-wal")) / 1e6,
            log_kb=self.log_path.stat().st_size / 1e3,
            files=sum(path.is_file() for path in self.folder.rglob("*")),
        )

    def complaints(self) -> list[str]:
        """Faults of the program that stand in the log: the last line of each."""
        text = self.log_path.read_text("utf-8", "replace")
        return re.findall(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*(\S.*)$", text, re.M)
