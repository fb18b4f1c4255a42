"""Whether a server runs over a data folder, which program it is and where it listens: a file that it holds locked while it lives.

The lock goes with a killed server, so what the file of a dead one says is never believed. `word` lets another program of
this laptop's user ask that server about itself (kiosk/pages/doctor.py); who can read the file could read the database too.
"""

import fcntl
import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "running.json"
BYTES_MAX = 4096


@dataclass(frozen=True)
class Running:
    """`version`: of the program (kiosk/serving/version.py); ports that it listens on, None for no HTTPS."""

    pid: int
    version: str
    port: int
    https_port: int | None
    word: str


class Claim:
    """This process's server, told in the folder until `end()`. Without the file (a full disk) nobody knows of it."""

    def __init__(self, folder: Path, *, version: str, port: int, https_port: int | None) -> None:
        self.running = Running(os.getpid(), version, port, https_port, secrets.token_urlsafe(32))
        self._path = folder / FILE
        self._descriptor: int | None = None
        with suppress(OSError):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # another server's: it stays that one's
                os.close(descriptor)
                return
            self._descriptor = descriptor
            os.ftruncate(descriptor, 0)
            os.write(descriptor, json.dumps(asdict(self.running)).encode())

    def end(self) -> None:
        if self._descriptor is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = None


def running(folder: Path) -> Running | None:
    """The server over this folder; None where none runs."""
    try:
        with (folder / FILE).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return None  # nobody holds it: it was killed
            except BlockingIOError:
                said = json.loads(file.read(BYTES_MAX))
        return Running(**said)
    except (OSError, ValueError, TypeError):
        return None
