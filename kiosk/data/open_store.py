"""The expo's database as a process opens it: with the settings' folder, clock, badge key and addresses."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.data.store import Store, wall_clock
from kiosk.settings import Settings, badge_key, keep_past_keys, past_keys


def open_store(settings: Settings, **options: Any) -> Store:
    """The expo's database in the settings' folder, for a server or the command line."""
    return Store(
        settings.folder,
        clock=wall_clock(*settings.clock),
        pace=settings.clock_rate,
        badge_key=badge_key(settings.folder),
        past_keys=past_keys(settings.folder),
        origin=settings.origin,
        phone_origin=settings.address,
        **options,
    )


def open_next(settings: Settings, before: Path, folder: Path) -> Store:
    """A new expo's database in this folder, with a key of its own: of the expo in the folder `before` it has what it takes to tell
    whose badge that was. Raises OSError, Unusable."""
    keep_past_keys(folder, before)
    return open_store(replace(settings, folder=folder))
