"""Which laptop writes: what this data folder knows of it (`mastership.json`), and the guard that every write passes.

The fence is a whole number, one more with each laptop that took over; whoever has seen a higher one listens to no lower. The
file outlives the database, which a restore may set back, and is on the disk before a new fence is used.
docs/decisions/standby.md says why.
"""

import hmac
import json
import os
import sqlite3
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from badges.files import whole
from kiosk.actions.refusals import NotWritten, Unusable
from kiosk.data.waiting import Waiter

FILE = "mastership.json"
BYTES_MAX = 64 * 1024
PEERS_MAX = 4

Role = Literal["first", "standby", "old", "off"]


@dataclass(frozen=True)
class Peer:
    """Another laptop of the same expo: where it was last heard, and the station in whose name it was linked."""

    host: str
    port: int
    station: int


@dataclass(frozen=True)
class Standing:
    """What this laptop is. `first` writes; `standby` follows; `old`: another has taken over and nobody has looked yet; `off`:
    somebody has. `bound`: a standby may take over by itself, so this laptop writes only while it holds its lease.
    `peers`: the newest first. `point`: where another history began: {"fence", "seq", "at"} of the take-over."""

    fence: int = 1
    role: Role = "first"
    bound: bool = False
    peers: tuple[Peer, ...] = ()
    point: dict[str, Any] = field(default_factory=dict)

    def with_peer(self, peer: Peer) -> "Standing":
        others = [one for one in self.peers if (one.host, one.port) != (peer.host, peer.port)]
        return replace(self, peers=(peer, *others)[:PEERS_MAX])


def read(folder: Path) -> Standing:
    """What the folder's file says; where there is none, the first laptop's. Raises Unusable for a file that is damaged: guessing
    would let two laptops write."""
    path = folder / FILE
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(BYTES_MAX))
        return Standing(
            fence=_fence(said["fence"]),
            role=_role(said["role"]),
            bound=said["bound"] is True,
            peers=tuple(
                Peer(str(one["host"]), int(one["port"]), int(one["station"])) for one in said["peers"]
            ),
            point=dict(said["point"]),
        )
    except FileNotFoundError:
        return Standing()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(
            f"{path.name}: 이 노트북이 첫 노트북인지 적은 파일을 읽을 수 없습니다. 다른 노트북이 서버로 켜져 있지 않은지 "
            "확인한 뒤 이 파일을 지우고 다시 시작해 주세요."
        ) from error


def write(folder: Path, standing: Standing) -> None:
    """On the disk once this returns. Raises OSError."""
    with whole(folder / FILE) as place:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(standing), file)


def fence_of(db: sqlite3.Connection) -> int:
    """The fence under which this history is written."""
    row = db.execute("SELECT fence FROM expo").fetchone()
    return int(row["fence"]) if row else 1


def expo_mark(badge_key: bytes) -> str:
    """Which expo a fence belongs to: the same on all its laptops, another for every other expo of the same origin."""
    return hmac.digest(badge_key or b"-", b"whose fence", "sha256").hex()[:16]


class Guard(Protocol):
    """What every write passes, before it begins and once it is committed. From any thread."""

    def require(self) -> None:
        """Raises NotWritten where this laptop may not write now."""

    @property
    def is_old(self) -> bool:
        """Whether another laptop has taken over: nobody is to stay connected here."""

    def claimed(self, station: int, fence: int) -> None:
        """A paired station says that it has seen this fence."""


class Stream(Protocol):
    """Sends what was answered to whoever would take over. From any thread; it never waits but in `is_safe`."""

    def send(self, record: str, seq: int) -> int:
        """An answered action as a line of JSON, and its last entry in the journal (0: none); gives its place in the stream."""

    def is_safe(self, place: int, waiter: Waiter) -> bool:
        """Wait until the other laptop has on its disk what stands at this place, for a moment at most. False: it has not."""


class FileGuard:
    """For whoever has no lease of its own (the command line beside a server): by the folder's file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._stamp: tuple[int, int] | None = None
        self._role: Role = "first"

    def require(self) -> None:
        stamp = None
        with suppress(OSError):
            known = self._path.stat()
            stamp = (known.st_mtime_ns, known.st_ino)
        if stamp != self._stamp:
            self._role, self._stamp = read(self._path.parent).role, stamp
        if self._role != "first":
            raise not_first()

    @property
    def is_old(self) -> bool:
        return self._role in ("old", "off")

    def claimed(self, station: int, fence: int) -> None:
        pass


class Free:
    """For whoever takes over, and writes before the file says that it is the first."""

    is_old = False

    def require(self) -> None:
        pass

    def claimed(self, station: int, fence: int) -> None:
        pass


def not_first() -> NotWritten:
    return NotWritten("이 노트북은 지금 서버가 아니에요. 아무것도 적지 않아요. 새 노트북에서 해 주세요.")


def _fence(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise ValueError(given)
    return given


def _role(given: Any) -> Role:
    for role in ("first", "standby", "old", "off"):
        if given == role:
            return role
    raise ValueError(given)
