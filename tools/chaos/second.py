"""The second laptop: the expo's copy on a stick, a follower, and what becomes of it when the first is lost."""

import asyncio
import json
import os
import secrets
import shutil
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.settings import Settings
from tools.chaos.laptop import Laptop, NotStarted, Program

PREPARED_S, FOLLOWS_S, WHOLE_S = 60, 8, 90
COPIER = "litestream"

# Whether this program copies itself at all.
IS_KNOWN = "replica" in Settings.__dataclass_fields__


@dataclass
class Second:
    """`laptop` is the second one: nothing runs on it before `take_over`. `stick` is where the first copies to."""

    folder: Path
    first: Laptop
    laptop: Laptop
    stick: Path
    _follower: Program | None = field(default=None, init=False)

    @classmethod
    def of(cls, folder: Path, first: Laptop, stick: Path) -> "Second":
        """With what belongs to it in this folder."""
        data = folder / "data"
        data.mkdir(parents=True)
        laptop = Laptop(data, first.machine, first.shift_s, {**first.environ, "KIOSK_REPLICA": ""})
        return cls(folder, first, laptop, stick)

    async def prepare(self) -> None:
        """The one file and its words, by the word of the command line. Raises NotStarted."""
        self._words.write_text(" ".join(secrets.token_hex(3) for _ in range(7)))
        words = ["--out", str(self._bundle), "--passphrase-file", str(self._words)]
        process = self.first.begin("standby", "prepare", *words)
        if await asyncio.to_thread(process.wait, PREPARED_S):
            raise NotStarted("the second laptop was not prepared")

    async def follow(self) -> None:
        """Begin to follow, and do it for a while."""
        self._follower = self.laptop.begin("standby", *self._following(), log=self.laptop.log())
        await asyncio.sleep(FOLLOWS_S)
        if self._follower.poll() is not None:
            raise NotStarted(f"it does not follow; see {self.laptop.log_path}")

    async def take_over(self) -> float:
        """Seconds until it answers in the first one's place. Raises NotStarted."""
        began = time.monotonic()
        self.close()
        await self.laptop.start("standby", *self._following(), "--take-over")
        return time.monotonic() - began

    def close(self) -> None:
        if self._follower and self._follower.poll() is None:
            self._follower.send_signal(signal.SIGKILL)
            self._follower.wait(10)

    def pull_out(self) -> None:
        """The stick."""
        self.stick.rename(self._away)

    def put_back(self) -> None:
        """As it was: what was written meanwhile where it had been is not on it."""
        shutil.rmtree(self.stick, ignore_errors=True)
        self._away.rename(self.stick)

    @property
    def _away(self) -> Path:
        return self.stick.with_name("pulled-out")

    def copiers(self) -> list[int]:
        """The processes of the first laptop that copy."""
        return [pid for pid, line in self.first.children() if COPIER in line]

    async def is_whole(self) -> str:
        """Empty once the stick holds all there is now; else how the copy stands after a minute and a half."""
        until, said = time.monotonic() + WHOLE_S, ""
        now = (time.time() + self.first.machine.clock_s) * 1000
        while time.monotonic() < until:
            with suppress(OSError, ValueError):
                said = (self.first.folder / "replication.json").read_text()
                state = json.loads(said)
                if state["synced_at"] >= now and not state["problem"]:
                    return ""
            await asyncio.sleep(0.5)
        return said or "no copy was ever begun"

    def _following(self) -> list[str]:
        ports = ["--port", str(self.laptop.port), "--https-port", str(self.laptop.tls_port)]
        files = [
            "--bundle",
            str(self._bundle),
            "--passphrase-file",
            str(self._words),
            "--from",
            str(self.stick),
        ]
        return ["follow", *files, "--host", "127.0.0.1", *ports]

    @property
    def _bundle(self) -> Path:
        return self.folder / "second.bundle"

    @property
    def _words(self) -> Path:
        return self.folder / "words.txt"


def kill_all(pids: list[int]) -> int:
    """How many of them were there to be killed."""
    killed = 0
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed
