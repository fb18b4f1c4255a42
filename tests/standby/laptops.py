"""Two laptops of one expo as processes on this machine: start them, kill the first, let the second take over, and go on there."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.outside.programs import ROOT, Kiosk, free_port

KEYS = ("badge.key", "badge.keys.past")


class Second:
    """The standby of `first`, in `folder`; `every_s`: so far its copy lags behind. Once it has taken over it answers at `address`."""

    def __init__(
        self, first: Kiosk, folder: Path, *, every_s: float = 1.0, token: str = "", port: int = 0
    ) -> None:
        self.first, self.folder, self.port = first, folder, port or free_port()
        self.token = token or add_standby(first)
        folder.mkdir(parents=True, exist_ok=True)
        for name in KEYS:
            if (first.folder / name).exists():
                shutil.copy(first.folder / name, folder / name)
        self._every_s = every_s
        self.said: list[dict[str, Any]] = []
        self.complained: list[str] = []
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> "Second":
        told = {"folder": str(self.folder), "source": str(self.first.folder / "expo.db"), "port": self.port}
        told |= {"url": self.first.address, "token": self.token, "every_s": self._every_s}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.standby.second", json.dumps(told)],
            cwd=ROOT,
            env=self.first.environ,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=lambda: self.complained.extend(self._pipe("stderr")), daemon=True).start()
        return self

    @property
    def now(self) -> dict[str, Any]:
        return self.said[-1] if self.said else {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until(self, is_so: Callable[[dict[str, Any]], Any], within_s: float = 30) -> dict[str, Any]:
        until = time.monotonic() + within_s
        while not (self.now and is_so(self.now)):
            assert time.monotonic() < until, (self.now, self.complained[-20:])
            assert self.process and self.process.poll() is None, self.complained
            time.sleep(0.02)
        return self.now

    def linked(self) -> "Second":
        self.wait_until(lambda now: now.get("linked"))
        return self

    def tap(self) -> Kiosk:
        """Somebody taps: it takes over, as a `Kiosk` that goes on."""
        assert self.process and self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.gone_on()

    def gone_on(self, within_s: float = 60) -> Kiosk:
        """Once it has taken over, as a server like the first."""
        self.wait_until(lambda now: "taken" in now, within_s)
        kiosk = Kiosk(self.folder)
        kiosk.environ = self.first.environ | {"KIOSK_DATA": str(self.folder)}
        kiosk.port, kiosk.process = self.port, self.process
        kiosk.wait_until_ready()
        return kiosk

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)

    def _listen(self) -> None:
        for line in self._pipe("stdout"):
            try:
                self.said.append(json.loads(line))
            except ValueError:
                self.complained.append(line)

    def _pipe(self, name: str) -> Any:
        return getattr(self.process, name)


def add_standby(first: Kiosk) -> str:
    """The token of a second laptop, as `standby prepare` puts it into its file."""
    added = first.cli("station", "add", "--role", "standby", "--name", "둘째 노트북", "--json")
    assert added.returncode == 0, added.stderr
    return str(json.loads(added.stdout)["token"])


class Third:
    """A router on this machine that both laptops look at: it answers, or is as good as unplugged."""

    def __init__(self) -> None:
        self._line = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.address = f"127.0.0.1:{self._line.getsockname()[1]}"
        self._heap: list[socket.socket] = []
        self._answers, self._ends = True, False
        self._line.settimeout(0.05)
        threading.Thread(target=self._run, daemon=True).start()

    def hide(self) -> None:
        """Connections are neither accepted nor refused any more: the queue of those that wait is full."""
        self._answers = False
        time.sleep(0.15)
        for _ in range(3):
            line = socket.socket()
            line.setblocking(False)
            line.connect_ex(self._line.getsockname())
            self._heap.append(line)

    def answer(self) -> None:
        self._answers = True

    def close(self) -> None:
        self._ends = True
        time.sleep(0.1)
        for line in (self._line, *self._heap):
            line.close()

    def _run(self) -> None:
        while not self._ends:
            if not self._answers:
                time.sleep(0.02)
                continue
            with suppress(OSError):
                self._line.accept()[0].close()
