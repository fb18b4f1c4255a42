"""The expo's database as a process opens it: with the settings' folder, clock, badge key and addresses."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.actions.refusals import Unusable
from kiosk.data import upgrading
from kiosk.data.running import running
from kiosk.data.store import Store, wall_clock
from kiosk.settings import Settings, badge_key, keep_past_keys, past_keys


def open_store(settings: Settings, **options: Any) -> Store:
    """The expo's database in the settings' folder, for a server or the command line. One of an earlier program is brought up to
    this one, after a backup and a proof (kiosk/data/upgrading.py). Raises Unusable."""
    clock = wall_clock(*settings.clock)
    return Store(
        settings.folder,
        clock=clock,
        pace=settings.clock_rate,
        before_upgrade=partial(_before_upgrade, clock=clock),
        badge_key=badge_key(settings.folder),
        past_keys=past_keys(settings.folder),
        origin=settings.origin,
        phone_origin=settings.address,
        **options,
    )


def _before_upgrade(path: Path, clock: Callable[[], int]) -> None:
    """Nobody changes the tables under a server of another program. Raises Unusable."""
    if running(path.parent):
        raise Unusable(
            "이 데이터 폴더에서 전의 프로그램으로 켠 서버가 아직 돌고 있습니다. 그 서버를 끝낸 뒤 다시 시작해 주세요. "
            "(A server of the program before still runs over this folder.)"
        )
    upgrading.before(path, clock)


def open_next(settings: Settings, before: Path, folder: Path) -> Store:
    """A new expo's database in this folder, with a key of its own: of the expo in the folder `before` it has what it takes to tell
    whose badge that was. Raises OSError, Unusable."""
    keep_past_keys(folder, before)
    return open_store(replace(settings, folder=folder))
