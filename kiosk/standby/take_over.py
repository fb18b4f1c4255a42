"""The second laptop becomes the first: the newest copy, every answered action that it lacks, a higher fence, another epoch.

Nothing of it counts before the last step, when `mastership.json` says that this folder's laptop is the first: a take-over that was
killed is done anew, from the same copy and the same file of answered actions. Only then the server starts.
"""

import logging
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

from kiosk.actions.perform import perform
from kiosk.actions.refusals import Unusable
from kiosk.data import mastership as standing
from kiosk.data.mastership import Free, Peer, Standing
from kiosk.data.store import SYSTEM, Store
from kiosk.exchange import forgotten
from kiosk.standby.answered_log import AnsweredLog

log = logging.getLogger(__name__)


class Brought(Protocol):
    """The database that a copy left in the folder, and the latest seq of its journal."""

    @property
    def seq(self) -> int: ...


class Copy(Protocol):
    """The copy that follows the first laptop's database (follow.py)."""

    def restore_into(self, folder: Path) -> Brought:
        """The newest copy becomes `expo.db` in this folder. Raises Unusable."""


class Restored(NamedTuple):
    """How many answered actions were done again, and how many stand on the desks' list instead."""

    restored: int
    listed: int


Restore = Callable[[Store, list[dict[str, Any]]], Restored]


@dataclass(frozen=True)
class Taken:
    """What came of it: the fence from now on, the copy's last entry, what was restored, how long it took (s)."""

    fence: int
    seq: int
    restored: int
    listed: int
    seconds: float


def take_over(
    folder: Path,
    copy: Copy,
    answered: AnsweredLog,
    restore: Restore,
    *,
    open_store: Callable[[], Store],
    heard_fence: int,
    first: Peer | None,
) -> Taken:
    """Make this folder's laptop the first. `heard_fence`: the highest that was heard of; `first`: where the laptop was that is
    followed no more. Raises Unusable, and then this laptop is a standby as before."""
    began, before = time.monotonic(), standing.read(folder)
    if before.role == "first" and before.fence > 1:
        raise Unusable("이 노트북은 이미 이어받았습니다. serve로 켜 주세요.")
    seq = copy.restore_into(folder).seq
    with closing(open_store()) as store:
        store.guard = Free()
        with store.read() as db:
            fence = max(before.fence, heard_fence, standing.fence_of(db)) + 1
        done = restore(store, [one["record"] for one in answered.after(seq) if one["record"]])
        lost = sum(1 for one in answered.after(seq) if not one["record"])
        if forgotten.take_over(store):
            store.clean()
        said = {"fence": fence, "restored": done.restored, "listed": done.listed + lost}
        begun = perform(store, "expo.take_over", SYSTEM, {"action_id": uuid4().hex, **said})
        if not begun.ok:
            raise Unusable(begun.data["message"])
        now = store.now()
    peers = (first,) if first else before.peers
    point = {"fence": fence, "seq": seq, "at": now, "restored": said["restored"], "listed": said["listed"]}
    standing.write(folder, Standing(fence=fence, role="first", peers=peers, point=point))
    taken = Taken(fence, seq, done.restored, done.listed + lost, time.monotonic() - began)
    log.warning(
        "taken over under fence %d: the copy to %d, %d restored, %d listed, in %.1f s", *_figures(taken)
    )
    return taken


def _figures(taken: Taken) -> tuple[int, int, int, int, float]:
    return taken.fence, taken.seq, taken.restored, taken.listed, taken.seconds
