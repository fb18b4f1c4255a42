"""What is looked at: a data folder, the machine it lies on, and the server over it where one runs."""

import json
import shutil
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.data.connection import connect_to_read
from kiosk.data.heard import Report
from kiosk.data.running import Running
from kiosk.settings import DEFAULT_PORT, Settings

COMMAND_S = 3.0
ASK_S = 3.0
READ_S = 2.0
STATEMENT_S = 6.0  # a statement that takes longer is ended
STEPS_A_LOOK = 10_000  # of SQLite's machine
SEEN_BYTES_MAX = 1_000_000


@dataclass(frozen=True)
class Seen:
    """What a running server tells of itself: its clock (ms) and how fast it runs (`clock_rate`), whether it is the demo, how many files it may open, how each station
    is that it heard of, and how many seconds ago (`heard_s`)."""

    now: int
    is_demo: bool
    open_files: int
    fleet: dict[int, Report] = field(default_factory=dict)
    heard_s: dict[int, float] = field(default_factory=dict)
    clock_rate: float = 1.0


def _run(*command: str) -> str | None:
    """What a program of the system prints; None where it is missing, fails or takes too long."""
    if not shutil.which(command[0]):
        return None
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


@dataclass
class Place:
    """`now`: the expo's clock (ms), `wall`: the laptop's own. `port`, `https_port`: where the server is, or is to be;
    `certificate` and `key`: of --cert and --key. `root` and `run` are the system's own files and programs."""

    settings: Settings
    now: int
    wall: int
    port: int = DEFAULT_PORT
    https_port: int | None = None
    certificate: Path | None = None
    key: Path | None = None
    running: Running | None = None
    seen: Seen | None = None
    root: Path = Path("/")
    run: Callable[..., str | None] = _run

    @property
    def folder(self) -> Path:
        return self.settings.folder

    @property
    def database(self) -> Path:
        return self.folder / "expo.db"

    @property
    def shift_s(self) -> float:
        """By how much the expo's clock was moved, on purpose, from the laptop's: the running server's, else as it would be started."""
        return (self.seen.now - self.wall) / 1000 if self.seen else self.settings.clock_shift_s

    @property
    def clock_rate(self) -> float:
        """At how many times its usual rate the expo's clock runs."""
        return self.seen.clock_rate if self.seen else self.settings.clock_rate

    @property
    def nearest(self) -> Path:
        """The data folder, or where it is to be made."""
        here = self.folder.absolute()
        return next(one for one in (here, *here.parents) if one.is_dir())

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """The expo's database as it is, whatever program wrote it. Raises sqlite3.Error."""
        with closing(connect_to_read(self.database, READ_S)) as db:
            until = time.monotonic() + STATEMENT_S
            db.set_progress_handler(lambda: time.monotonic() > until, STEPS_A_LOOK)
            yield db

    def text(self, path: str) -> str | None:
        """A file of the system, without the line's end; None where there is none, or it may not be read."""
        try:
            return (self.root / path).read_text(encoding="utf-8", errors="replace").strip()
        except OSError:
            return None


def ask(running: Running) -> Seen | None:
    """Ask the server over the folder how it is; None where it does not answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{running.port}/laptop/seen.json", headers={"X-Laptop-Word": running.word}
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=ASK_S) as answer:
            return from_json(json.loads(answer.read(SEEN_BYTES_MAX)))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def from_json(said: dict[str, Any]) -> Seen:
    """Raises KeyError, TypeError, ValueError for what is not of `pages/doctor.py`."""
    fleet = {one["station"]: one for one in said["fleet"]}
    return Seen(
        int(said["now"]),
        bool(said["is_demo"]),
        int(said["open_files"]),
        {station: Report(**one["report"]) for station, one in fleet.items() if one["report"]},
        {station: float(one["heard_s"]) for station, one in fleet.items()},
        clock_rate=float(said["clock_rate"]),
    )
