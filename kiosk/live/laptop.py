"""The laptop itself: how much room its disk has left, told to the organiser before it is full."""

import shutil

from kiosk.data.health import Trouble
from kiosk.data.store import Store

LOOK_S = 30
LOW_MB = 2_000
STEP_MB = 100  # what is told changes in such steps


class Laptop:
    """What the server's health says of the disk that holds the expo."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: int | None = None

    def look(self) -> None:
        """Tell that there is little room, or take it back."""
        free_mb = shutil.disk_usage(self._store.path.parent).free // 1_000_000 // STEP_MB * STEP_MB
        if free_mb >= LOW_MB:
            self._told = None
            self._store.health.clear("disk")
        elif free_mb != self._told:
            known = [one.since for one in self._store.health.troubles() if one.code == "disk_low"]
            since = known[0] if known else self._store.now()
            self._told = free_mb
            self._store.health.tell("disk", Trouble("disk_low", since, {"free_mb": free_mb}))
