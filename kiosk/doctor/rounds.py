"""A server's own looks: on a tap, and by itself before the doors open on each day of the expo. A process of its own looks, since it
waits for disks and printers, and compares what the server says with what others see of it."""

import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

from kiosk.actions.refusals import Refused
from kiosk.data.checkup import Checked, Checkup
from kiosk.data.store import Store
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext
from kiosk.settings import Settings

log = logging.getLogger(__name__)

LOOK_S = 40.0  # a python's start on a busy laptop, and the looking itself
BEFORE_OPENING_MS = 60 * days.MIN_MS
ROOT = Path(__file__).parents[2]
_FAILED = N_("점검하지 못했어요. 노트북이 한가할 때 다시 눌러 주세요.")
_BUSY = N_("지금 점검하고 있어요. 몇 초 뒤에 나와요.")


class Rounds:
    """Those of one server; what the last one found stands in the store's health."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._one = threading.Lock()

    def look(self, lang: str) -> Checkup:
        """Look now; to be called off the loop. Raises Refused wrong_state while one looks, or where that failed."""
        if not self._one.acquire(blocking=False):
            raise Refused("wrong_state", gettext(_BUSY, lang))
        try:
            found = _looked(self._settings)
        except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError) as error:
            log.error("no checkup: %s", error)
            raise Refused("wrong_state", gettext(_FAILED, lang)) from error
        finally:
            self._one.release()
        self._store.health.checkup = found
        return found

    def is_due(self) -> bool:
        """Whether the doors open within an hour and nobody has looked in that hour."""
        now, last = self._store.now(), self._store.health.checkup
        with self._store.read() as db:
            today = days.today(db, now, days.time_zone(db))
        if today is None:
            return False
        since = today.opens_at - BEFORE_OPENING_MS
        return since <= now < today.opens_at and (last is None or last.at < since)

    def look_if_due(self) -> None:
        """To be called off the loop."""
        if self.is_due():
            self.look("ko")


def _looked(settings: Settings) -> Checkup:
    """Raises OSError, SubprocessError, ValueError, KeyError, TypeError."""
    asked = {
        "data": str(settings.folder),
        "origin": settings.origin,
        "phone_origin": settings.phone_origin,
        "clock_shift_s": settings.clock_shift_s,
        "redis": settings.redis,
        "trusted_proxies": ",".join(str(one) for one in settings.trusted_proxies),
    }
    own = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "kiosk.doctor"],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        env=own | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        text=True,
        encoding="utf-8",
        timeout=LOOK_S,
        check=True,
    )
    said = json.loads(done.stdout)
    return Checkup(int(said["at"]), tuple(Checked(**one) for one in said["checks"]), float(said["seconds"]))
