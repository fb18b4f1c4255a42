"""A second laptop as a process, with a copy that lags: `python -m tests.standby.second` and what `laptops.py` gives it as JSON.

The copy is SQLite's own of the first laptop's file, made each `every_s`: Litestream's part without Litestream. It prints one line of
JSON a state, takes over by itself or when a line comes in, and then becomes `serve`.
"""

import json
import os
import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.serving.wire import Address
from kiosk.settings import from_environment
from kiosk.standby.follower import Followed, Follower
from kiosk.standby.take_over import take_over


class Brought(NamedTuple):
    seq: int


class LaggingCopy:
    """Copies of `source`, none younger than it was made."""

    def __init__(self, source: Path, folder: Path, every_s: float) -> None:
        self._source, self._kept, self._every_s = source, folder / "lagging.db", every_s
        self.seq = 0
        threading.Thread(target=self._run, daemon=True).start()

    def restore_into(self, folder: Path) -> Brought:
        self._every_s = 0
        self._kept.replace(folder / "expo.db")
        return Brought(self.seq)

    def _run(self) -> None:
        while self._every_s:
            beside = self._kept.with_suffix(".part")
            beside.unlink(missing_ok=True)
            with closing(sqlite3.connect(self._source)) as own, closing(sqlite3.connect(beside)) as copy:
                own.backup(copy)
                (seq,) = copy.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
            if self._every_s:
                beside.replace(self._kept)
                self.seq = seq
            time.sleep(self._every_s or 1)


def main() -> None:
    asked = json.loads(sys.argv[1])
    folder, port = Path(asked["folder"]), int(asked["port"])
    settings = from_environment(folder=str(folder))
    goes = threading.Event()
    copy = LaggingCopy(Path(asked["source"]), folder, asked["every_s"])
    key = bytes.fromhex((folder / "badge.key").read_text())
    followed = Followed((Address(asked["url"]),), asked["token"], key)
    follower = Follower(folder, followed, port=port, host="127.0.0.1", on_silence=goes.set).start()
    threading.Thread(target=lambda: sys.stdin.readline() and goes.set(), daemon=True).start()
    while not goes.wait(0.1):
        say(**vars(follower.told()), copied=copy.seq)
        follower.copied(copy.seq)
    say(taking_over=True)
    say(taken=take_over(settings, copy, follower))
    words = ["serve", "--data", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    os.execv(sys.executable, [sys.executable, "-m", "kiosk", *words])


def say(**told: Any) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
