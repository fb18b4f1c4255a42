"""The expo's database as a process opens it: with the settings' folder, clock, badge key and addresses."""

from typing import Any

from kiosk.data.store import Store, wall_clock
from kiosk.settings import Settings, badge_key, past_keys


def open_store(settings: Settings, **options: Any) -> Store:
    """The expo's database in the settings' folder, for a server or the command line."""
    return Store(
        settings.folder,
        clock=wall_clock(settings.clock_shift_s),
        badge_key=badge_key(settings.folder),
        past_keys=past_keys(settings.folder),
        origin=settings.origin,
        phone_origin=settings.address,
        **options,
    )
