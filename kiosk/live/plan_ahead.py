"""The plan is read in another thread before the loop asks for it: what somebody has just imported takes 86 ms (20,000 items)."""

from gevent.lock import BoundedSemaphore

from kiosk.data.store import Store
from kiosk.expo.square import announced
from kiosk.serving.greenlets import off_loop

_reading = BoundedSemaphore()  # whoever comes meanwhile waits for the one reading


def read_ahead(store: Store) -> None:
    """Let others pass while the plan is read, where it is another than was read. Not to be called within a `store.read()`."""
    if _is_read(store):
        return
    with _reading:
        if not _is_read(store):
            off_loop(lambda: _read(store))


def _is_read(store: Store) -> bool:
    with store.read() as db:
        return announced.is_read(db)


def _read(store: Store) -> None:
    with store.read() as db:
        announced.of(db)
