"""What the copy of the expo elsewhere (kiosk/standby/) leaves in the data folder, for every process that has it open.

`replication.json` says how the copy stands, `replicas.json` whom each target has forgotten. Two locks (in `.replication`)
that go with whoever is killed: `replication.lock` is held as long as something copies the database, `replication.wanted` by who needs it
to stand still meanwhile (somebody is forgotten: no older copy of a page may be made while the files are cleared).
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kiosk.language.sentences import N_

STATE, CLEARED = "replication.json", "replicas.json"
LOCKS, RUNNING, WANTED = ".replication", "replication.lock", "replication.wanted"
FOLLOWING = "following.lock"
LAST = "last"  # which target it was
FILES = frozenset({STATE, CLEARED, RUNNING, WANTED, FOLLOWING})
LOCAL = ".expo.db-litestream"  # what Litestream keeps beside the database: the newest pages, compressed
STATE_BYTES_MAX = 64 * 1024
HELD_S, POLL_S = 15.0, 0.05
# What is wrong with a copy (`State.problem`), and what to do about it.
PROBLEMS: Mapping[str, str] = {
    "away": N_("복사할 곳이 보이지 않아요. USB가 꽂혀 있는지 봐 주세요. 다시 보이면 저절로 이어서 복사해요"),
    "full": N_("복사할 곳이 가득 찼어요. 쓰지 않는 파일을 옮겨 주세요"),
    "read_only": N_("복사할 곳에 쓸 수 없어요. USB의 쓰기 금지를 풀어 주세요"),
    "denied": N_("복사할 곳에 쓸 권한이 없어요. 폴더의 권한을 봐 주세요"),
    "refused": N_("복사할 곳이 열쇠를 받지 않아요. ssh나 저장소의 열쇠를 봐 주세요"),
    "unreached": N_("복사할 곳에 닿지 않아요. 그 노트북이 켜져 있는지, 와이파이와 선을 봐 주세요"),
    "taken": N_("다른 프로그램이 이미 복사하고 있어요. 하나만 남기고 꺼 주세요"),
    "mixed": N_("복사할 곳에 이어 쓸 수 없는 예전 복사본이 있어요. 그곳의 새 폴더를 적어 주세요"),
    "not_first": N_("이 노트북은 지금 서버가 아니어서 복사하지 않아요"),
    "empty": N_("아직 복사된 것이 없어요. 첫 노트북에서 복사를 켜 주세요"),
    "failing": N_("복사가 되지 않아요. 다른 USB나 폴더로 바꿔 주세요"),
    "silent": N_("복사하는 프로그램이 멈췄어요. 서버 노트북에서 다시 켜 주세요"),
}
HELD = "held"  # the problem that is none: it stands still because it was asked to
SILENT_MS = 15_000  # a state that was not written for so long is of somebody who was killed


@dataclass(frozen=True)
class State:
    """How the copy stands. `target` as people are told it; times in ms by the laptop's own clock, never a rehearsal's.

    All that was committed at `synced_at` stands at the target (0: nothing yet); what was committed first since, and does not,
    at `pending_since` (0: nothing waits). `problem` is one of PROBLEMS, "" for none; `uncleared` says how
    many were forgotten whom the target still holds."""

    target: str
    at: int
    synced_at: int = 0
    pending_since: int = 0
    problem: str = ""
    uncleared: int = 0
    ended: bool = False

    def lag_s(self, now: int) -> float:
        """By how much the target is behind."""
        return max(0, now - self.pending_since) / 1000 if self.pending_since else 0.0

    @property
    def is_stopped(self) -> bool:
        """Whether something has to be mended before it goes on."""
        return self.problem not in ("", HELD)

    def is_silent(self, now: int) -> bool:
        """Whether who wrote it was killed, or stands still."""
        return not self.ended and now - self.at > SILENT_MS


def clock() -> int:
    return int(time.time() * 1000)


def read_state(folder: Path) -> State | None:
    """None where nothing was ever copied, or the file can't be read."""
    try:
        return State(**_read(folder / STATE))
    except (OSError, ValueError, TypeError):
        return None


def write_state(folder: Path, state: State) -> None:
    """Not to the disk at once: it is written anew every second."""
    _write(folder / STATE, asdict(state))


def cleared(folder: Path, target: str) -> tuple[int, int]:
    """Whom this target has forgotten: how many, and when the last of them was cleared from the database; (0, 0) for nobody yet."""
    try:
        count, at = _known(folder)[target]
        return int(count), int(at)
    except (KeyError, TypeError, ValueError):
        return 0, 0


def note_cleared(folder: Path, target: str, whom: tuple[int, int], shown: str) -> None:
    """`shown`: the target's name for people. Raises OSError."""
    _write(folder / CLEARED, {**_known(folder), target: whom, _name(shown): (0, 0)})


def begin(folder: Path, target: str) -> None:
    """Litestream's own files beside the database are of one target: begun anew where it is another. Raises OSError."""
    known = _known(folder)
    if known.get(LAST) != target:
        drop_local(folder)
        _write(folder / CLEARED, {**known, LAST: target})


def is_known(folder: Path, shown: str) -> bool:
    """Whether something was copied to a target of this name before."""
    return _name(shown) in _known(folder)


def _name(shown: str) -> str:
    return f"name: {shown}"


def _known(folder: Path) -> dict[str, Any]:
    try:
        return _read(folder / CLEARED)
    except (OSError, ValueError):
        return {}


@contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Nothing copies the database meanwhile, and what Litestream kept beside it is gone afterwards. False: somebody goes on
    copying all the same (a copy that hangs)."""
    with _lock(folder / LOCKS / WANTED, HELD_S) as wanted, _lock(folder / LOCKS / RUNNING, HELD_S) as ours:
        yield wanted and ours
        if ours:
            drop_local(folder)


def drop_local(folder: Path) -> None:
    shutil.rmtree(folder / LOCAL, ignore_errors=True)


@contextmanager
def running(folder: Path) -> Iterator[bool]:
    """Whether nobody else copies this database until the end."""
    with _lock(folder / LOCKS / RUNNING, 0) as ours:
        yield ours


@contextmanager
def following(folder: Path) -> Iterator[bool]:
    """Whether no other second laptop's program follows into this folder until the end."""
    with _lock(folder / LOCKS / FOLLOWING, 0) as ours:
        yield ours


def is_wanted(folder: Path) -> bool:
    """Whether somebody needs the copying to stand still."""
    with _lock(folder / LOCKS / WANTED, 0, shared=True) as free:
        return not free


def is_running(folder: Path) -> bool:
    """Whether something copies this database."""
    if not (folder / LOCKS / RUNNING).exists():
        return False
    with _lock(folder / LOCKS / RUNNING, 0, shared=True) as free:
        return not free


@contextmanager
def _lock(path: Path, seconds: float, *, shared: bool = False) -> Iterator[bool]:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _locked(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX, time.monotonic() + seconds)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, how: int, until: float) -> bool:
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(POLL_S)


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        found = json.loads(file.read(STATE_BYTES_MAX))
    if not isinstance(found, dict):
        raise ValueError(path.name)
    return found


def _write(path: Path, value: object) -> None:
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    beside.chmod(0o600)
    beside.replace(path)
