"""The second laptop becomes the first: the newest copy, every answered action that it lacks, a higher fence, another epoch.

Nothing of it counts before the last step, when `mastership.json` says that this folder's laptop is the first: a take-over that was
killed is done anew, from the same copy and the same file of answered actions. Only then the server starts.
"""

import logging
import time
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

from kiosk.actions.answered.record import from_told
from kiosk.actions.answered.restoring import Verdict, restore
from kiosk.actions.perform import perform
from kiosk.actions.refusals import Unusable
from kiosk.data import mastership as standing
from kiosk.data.mastership import Free, Standing
from kiosk.data.open_store import open_store
from kiosk.data.store import SYSTEM, Store
from kiosk.exchange import forgotten
from kiosk.settings import Settings
from kiosk.standby.answered_log import AnsweredLog
from kiosk.standby.follower import Follower

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


def take_over(settings: Settings, copy: Copy, follower: Follower | None = None) -> str:
    """Make the settings' folder the first laptop's, so that the server may be started on it; what was done, as a sentence.

    `follower`: what followed until now, which is let go; without one the folder's files say all. A first laptop that still answers is
    asked to hand over first. Raises Unusable, and then this laptop is a standby as before.
    """
    began, folder, before = time.monotonic(), settings.folder, standing.read(settings.folder)
    if before.role == "first" and before.fence > 1:
        raise Unusable("이 노트북은 이미 이어받았습니다. serve로 켜 주세요.")
    if follower:
        if host := follower.another_first():
            raise Unusable(
                f"{host}: 이 주소의 노트북이 지금 서버입니다. 정말 바꾸려면 그 노트북을 먼저 끄고 다시 해 주세요."
            )
        follower.take_over()
        follower.ask_to_yield()
    answered = follower.log if follower else AnsweredLog(folder)
    try:
        seq = copy.restore_into(folder).seq
        with closing(open_store(settings)) as store:
            store.guard = Free()
            fence = 1 + max(before.fence, follower.told().fence if follower else 1, _fence_in(store))
            done = _again(store, answered.after(seq))
            if forgotten.take_over(store):
                store.clean()
            said = {"fence": fence, **done._asdict()}
            begun = perform(store, "expo.take_over", SYSTEM, {"action_id": uuid4().hex, **said})
            if not begun.ok:
                raise Unusable(begun.data["message"])
            point = {"seq": seq, "at": store.now(), **said}
    except BaseException:
        if follower:
            follower.go_on_following()
        raise
    peers = (follower.first,) if follower and follower.first else before.peers
    standing.write(folder, Standing(fence=fence, role="first", peers=peers, point=point))
    answered.clear()
    if follower:
        follower.let_go()
    seconds = time.monotonic() - began
    log.warning("taken over under fence %d: the copy to %d, %s, in %.1f s", fence, seq, done, seconds)
    return f"이어받았습니다: 기록 {seq}번까지의 복사본, 되살린 일 {done.restored}건, 데스크의 목록에 남은 일 {done.listed}건."


def _again(store: Store, lines: list[dict[str, Any]]) -> Restored:
    """What the copy lacks, as it was answered."""
    told = [line["record"] for line in lines]
    report = restore(store, [from_told(one) for one in told if one is not None])
    listed = report.count(Verdict.LISTED) + told.count(None)
    return Restored(report.count(Verdict.RESTORED), listed)


def _fence_in(store: Store) -> int:
    with store.read() as db:
        return standing.fence_of(db)
