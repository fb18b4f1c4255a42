"""The second laptop's copy: follows a target as long as it runs, and becomes a database to go on with when it is needed.

Litestream brings new pages into a file again and again (`restore -f`). It says nothing when it can't go on, and a file that it was
just writing may be torn (docs/decisions/replication.md): so the target is looked at beside it, the file is begun anew where it falls
behind, and a copy of it is kept that was whole.
"""

import logging
import os
import shutil
import sqlite3
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from badges.files import sync
from kiosk.actions.refusals import Unusable
from kiosk.data.replicas import clock
from kiosk.standby.litestream import Failed, Litestream, Running
from kiosk.standby.replication import AWAY, FAILING, problem_in
from kiosk.standby.targets import Target

log = logging.getLogger(__name__)

FOLDER, KEPT = "standby", "kept.db"
FOLLOWED = "followed-"
LOOK_S, LOOK_FAR_S = 1.0, 5.0
STALLS_S, KEEP_EVERY_S, RESTORE_S, WAIT_S = 6.0, 20.0, 20.0, 2.0
EMPTY = "empty"  # nothing was copied to the target yet


@dataclass(frozen=True)
class Position:
    """How far a copy is: its newest journal entry, when that was (ms, the store's clock), how many were forgotten in it."""

    seq: int
    at: int
    forgotten: int


@dataclass(frozen=True)
class Taken:
    """A database that can be gone on with."""

    path: Path
    seq: int


class Copy:
    """What follows `target` in the folder `standby` of the data folder `data`. From any thread."""

    def __init__(self, data: Path, target: Target) -> None:
        """Raises Unusable."""
        self._data, self._target = data.resolve(), target
        self._place = self._data / FOLDER
        self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The name stands in settings alone: of the database that is followed, there is only the target.
        self._litestream = Litestream(self._place / "expo.db", target)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="follow", daemon=True)
        self._running: Running | None = None
        self._file = self._newest_file()
        self._position: Position | None = None
        self._whole_at, self._kept_at = 0.0, 0.0
        self.problem = ""  # a code, as of replication.py; "" for none

    def start(self) -> None:
        self._thread.start()

    def again(self) -> "Copy":
        """Another one that follows on, where this one has ended."""
        other = Copy(self._data, self._target)
        other.start()
        return other

    def close(self) -> None:
        self._stop.set()
        if self._thread.ident:
            self._thread.join(10.0)

    @property
    def behind_s(self) -> float | None:
        """For how long the target may have held something that is not here; None before it was ever whole."""
        return time.monotonic() - self._whole_at if self._whole_at else None

    def newest(self) -> Position | None:
        """How far the copy is, None where there is none yet."""
        if found := position(self._file):
            self._position = found
        return self._position

    def restore_into(self, folder: Path) -> Taken:
        """End following, and leave in `folder` the newest database that can be had: the target's as it is now, else what was
        followed so far. A database that is there already is kept beside it. Raises Unusable where there is none at all."""
        self.close()
        fresh = self._place / "fresh.db"
        fresh.unlink(missing_ok=True)
        try:
            if self._target.key:
                self._litestream.restore(fresh, RESTORE_S)
        except Failed as error:
            log.warning("the target could not be read: %s", error)
        candidates = (fresh, self._place / KEPT, *([self._file] if self._file else ()))
        found = [(at.seq, path) for path in candidates if (at := _sound(path))]
        if not found:
            raise Unusable(
                f"{self._target.shown}: 이어받을 복사본이 없습니다. 첫 노트북에서 복사를 켠 적이 있는지, 연결이나 USB를 봐 주세요."
            )
        seq, best = max(found, key=lambda one: one[0])
        path = folder / "expo.db"
        _keep_aside(path)
        _bring(best, path)
        self._litestream.close()
        shutil.rmtree(self._place, ignore_errors=True)
        return Taken(path, seq)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    self._follow()
                except (Failed, Unusable, OSError) as error:
                    self.problem = self._problem_of(str(error))
                    log.warning("following %s: %s", self._target.shown, error)
                except Exception:
                    self.problem = FAILING
                    log.exception("following %s failed", self._target.shown)
                self._stop.wait(WAIT_S)
        finally:
            self._end()

    def _problem_of(self, words: str) -> str:
        if not self._target.key:
            return AWAY
        return problem_in(words) or FAILING

    def _follow(self) -> None:
        """Begin anew, and go on until it falls behind. Raises Failed, OSError."""
        if not self._target.key:
            self.problem = AWAY
            return
        if not self._litestream.listed():
            self.problem = EMPTY
            return
        file = self._begin()
        late_since = 0.0
        looks_s = LOOK_S if self._target.folder else LOOK_FAR_S
        try:
            while not self._stop.wait(looks_s):
                assert self._running
                if self._running.is_over:
                    raise Failed(" ".join(self._running.said)[-300:])
                if not self._target.key:
                    self.problem = AWAY
                    return
                there, here = (
                    max((last for _, _, last in self._litestream.listed()), default=0),
                    _transaction(file),
                )
                if here > there:
                    return  # the target began anew
                if here == there:
                    self._is_whole(file, here)
                    late_since = 0.0
                elif not late_since:
                    late_since = time.monotonic()
                elif time.monotonic() - late_since > STALLS_S + looks_s:
                    log.info("what follows the target stands still, and begins anew")
                    return
        finally:
            self._end()

    def _begin(self) -> Path:
        """Start Litestream on a new file; the one before stays until that is whole. Raises Failed."""
        number = 1 + max((_number(path) for path in self._place.glob(f"{FOLLOWED}*/")), default=0)
        folder = self._place / f"{FOLLOWED}{number}"
        folder.mkdir(mode=0o700)
        file = folder / "expo.db"
        self._running = self._litestream.following(file)
        until = time.monotonic() + 60
        while not (file.exists() and _transaction(file)):
            if self._running.is_over or self._stop.wait(0.1) or time.monotonic() > until:
                said = " ".join(self._running.said)[-300:]
                self._end()
                shutil.rmtree(folder, ignore_errors=True)
                raise Failed(said)
        before, self._file = self._file, file
        if before:
            shutil.rmtree(before.parent, ignore_errors=True)
        return file

    def _is_whole(self, file: Path, transaction: int) -> None:
        """All that the target had is here. Now and then it is kept, for the moment when the file is torn."""
        self.problem, self._whole_at = "", time.monotonic()
        if self._kept_at and time.monotonic() - self._kept_at < KEEP_EVERY_S:
            return
        kept, beside = self._place / KEPT, self._place / f"{KEPT}.part"
        newest, known = position(file), position(kept)
        if newest and known and newest == known:
            return
        shutil.copyfile(file, beside)
        if _transaction(file) == transaction and _sound(beside):
            beside.replace(kept)
            self._kept_at = time.monotonic()

    def _end(self) -> None:
        if self._running:
            self._running.end()
            self._running = None

    def _newest_file(self) -> Path | None:
        """What an earlier start followed."""
        found = [
            path / "expo.db" for path in self._place.glob(f"{FOLLOWED}*/") if (path / "expo.db").exists()
        ]
        return max(found, key=lambda path: _number(path.parent), default=None)


def position(path: Path | None) -> Position | None:
    """How far the database in this file is, which may be written meanwhile; None where it can't be told."""
    if path is None or not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            seq, at = db.execute("SELECT seq, at FROM journal ORDER BY seq DESC LIMIT 1").fetchone() or (0, 0)
            (forgotten,) = db.execute("SELECT count(*) FROM forgotten").fetchone()
            return Position(seq, at, forgotten)
    except sqlite3.Error:
        return None


def _sound(path: Path) -> Position | None:
    """The same of one that nobody writes, None for one that is damaged."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            if db.execute("PRAGMA quick_check").fetchone() != ("ok",):
                return None
    except sqlite3.Error:
        return None
    return position(path)


def _transaction(file: Path) -> int:
    """The last transaction that Litestream has brought into the file."""
    try:
        return int(file.with_name(f"{file.name}-txid").read_text(), 16)
    except (OSError, ValueError):
        return 0


def _number(folder: Path) -> int:
    digits = folder.name.removeprefix(FOLLOWED)
    return int(digits) if digits.isdecimal() else 0


def _keep_aside(path: Path) -> None:
    """A database that was here before stays as one file."""
    if path.exists():
        kept = path.with_name(f"before-take-over-{clock()}.db")
        with closing(sqlite3.connect(path)) as own, closing(sqlite3.connect(kept)) as copy:
            own.backup(copy)
        kept.chmod(0o600)
        sync(kept)
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    shutil.rmtree(path.with_name(f".{path.name}-litestream"), ignore_errors=True)


def _bring(source: Path, path: Path) -> None:
    beside = path.with_name(f"{path.name}.part")
    with suppress(FileNotFoundError):
        beside.unlink()
    shutil.copyfile(source, beside)
    os.chmod(beside, 0o600)
    sync(beside)
    beside.replace(path)
    sync(path.parent)
