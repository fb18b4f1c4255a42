"""What tests of the second laptop do: copy an expo to a folder, wait until it is there, restore it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from kiosk.data import replicas
from kiosk.data.replicas import State
from kiosk.standby.litestream import Litestream
from kiosk.standby.replication import Replication
from kiosk.standby.targets import identity, parse
from tests.cast import Cast

PATIENCE_S = 30.0
T = TypeVar("T")


@contextmanager
def copying(cast: Cast, stick: Path, may: Callable[[], bool] = lambda: True) -> Iterator[Path]:
    """Copy to this folder; gives where the expo's copy lies within."""
    target = parse(str(stick), identity(cast.store.badge_key), data=cast.store.path.parent)
    replication = Replication(cast.store, target, may=may)
    replication.start()
    try:
        assert target.folder
        yield target.folder
    finally:
        replication.close()


def until(cast: Cast, holds: Callable[[State], bool]) -> State:
    """Wait for a state of the copy that was written from now on."""
    began, ends = replicas.clock(), time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        state = replicas.read_state(cast.store.path.parent)
        if state and state.at >= began and holds(state):
            return state
        time.sleep(0.05)
    raise AssertionError(replicas.read_state(cast.store.path.parent))


def is_whole(state: State) -> bool:
    return bool(state.synced_at) and not state.pending_since


def restored(cast: Cast, folder: Path, into: Path) -> Path:
    target = parse(str(folder.parent), identity(cast.store.badge_key))
    Litestream(into.with_name("of.db"), target).restore(into, 20)
    return into


def wait_for(found: Callable[[], T]) -> T:
    ends = time.monotonic() + PATIENCE_S
    while not (one := found()):
        assert time.monotonic() < ends
        time.sleep(0.05)
    return one
