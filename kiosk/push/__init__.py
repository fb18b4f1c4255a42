"""Tells phones whose page is closed, by their makers' push services, where the expo has switched that on.

A native thread looks at who is to be told (`watch.py`), off the loop and off the writer; others send (`outbox.py`). Nothing
of it is needed for anything else: where the laptop has no internet, messages are dropped and the open page goes on telling.
"""

import logging
import ssl
import threading
from pathlib import Path
from uuid import uuid4

from flask import Flask

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Store
from kiosk.expo.person import push_subscriptions
from kiosk.expo.person.push_subscriptions import Subscriber
from kiosk.expo.square import ground
from kiosk.live.painting import Painter
from kiosk.push.keys import Keys, contact_of
from kiosk.push.messages import message
from kiosk.push.outbox import BACK_OFF_S, Outbox
from kiosk.push.watch import Watch

log = logging.getLogger(__name__)

LOOK_S = 0.5


class Pushing:
    """The messages of one store. `anywhere` and `context` let a test send them to its own machine."""

    def __init__(
        self,
        app: Flask,
        store: Store,
        folder: Path,
        *,
        anywhere: bool = False,
        context: ssl.SSLContext | None = None,
        back_off_s: tuple[float, ...] = BACK_OFF_S,
    ) -> None:
        self._store, self._folder = store, folder
        self._painter = Painter(app)
        self._anywhere, self._context, self._back_off_s = anywhere, context, back_off_s
        self._keys: Keys | None = None
        self._making = threading.Lock()
        self._watch: Watch | None = None
        self._since = store.now()
        self._outbox: Outbox | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look_for_ever, name="push", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(3.0)
        if self._outbox:
            self._outbox.stop()

    def public_key(self) -> str | None:
        """The key that browsers subscribe with; None where it can't be made or read, which is logged."""
        try:
            return self._own_keys().public
        except (OSError, ValueError):
            log.exception("the key of push messages can't be read")
            return None

    def look(self) -> None:
        """Find what is to be told, and hand it to those who send. While it is off, or nobody is told, nothing is read."""
        with self._store.read() as db:
            people = push_subscriptions.everybody(db) if ground.of(db).settings["push"] else []
            if not people:
                self._watch = None
                return
            now = self._store.now()
            self._watch = self._watch or Watch(db, now, self._since)
            call_s = 2 * 60 * ground.of(db).settings["recall_min"]
            phones: dict[int, list[Subscriber]] = {}
            for one in people:
                phones.setdefault(one["visitor_id"], []).append(one)
            asked = {
                visitor: min(one["subscribed_at"] for one in phones[visitor]) for visitor in sorted(phones)
            }
            for told in self._watch.look(db, asked, now):
                for phone in phones[told.visitor_id]:
                    said = message(self._painter, told.number, told.news, phone["lang"], call_s=call_s)
                    self._own_outbox().put(phone["id"], said)

    def _look_for_ever(self) -> None:
        while not self._stop.wait(LOOK_S):
            try:
                self.look()
            except Exception:
                log.exception("looking for whom to tell failed")

    def _own_keys(self) -> Keys:
        with self._making:
            self._keys = self._keys or Keys(self._folder, contact_of(self._store.phone_origin))
            return self._keys

    def _own_outbox(self) -> Outbox:
        self._outbox = self._outbox or Outbox(
            self._store,
            self._own_keys(),
            self._gone,
            context=self._context,
            anywhere=self._anywhere,
            back_off_s=self._back_off_s,
        )
        return self._outbox

    def _gone(self, subscription: int) -> None:
        perform(self._store, "push.gone", SYSTEM, {"action_id": uuid4().hex, "subscription": subscription})
