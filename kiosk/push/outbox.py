"""Messages on their way to push services: a bounded queue and a few native threads, beside everything else.

A message that is no longer worth its while is dropped, a newer one takes the place of an older one of its topic, and what
a service can't take now is tried again a few times. Where no service answers at all, the organiser is told.
"""

import logging
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.data.health import Trouble
from kiosk.data.store import Store
from kiosk.expo.person import push_subscriptions
from kiosk.expo.person.push_subscriptions import Subscription
from kiosk.push import delivery
from kiosk.push.delivery import Answer, Outcome
from kiosk.push.encryption import encrypt
from kiosk.push.keys import Keys, from_base64url
from kiosk.push.messages import Message

log = logging.getLogger(__name__)

THREADS = 4
WAITING_MAX = 2_000
TRIES = 3
BACK_OFF_S = (2.0, 8.0)
AFTER_MAX_S = 60.0
UNREACHED = "push_unreached"
UNREACHED_TIMES = 5  # in a row

Key = tuple[int, str]  # a subscription and a topic


@dataclass
class Letter:
    """A message to one subscription; moments of the monotonic clock in seconds."""

    message: Message
    until: float
    not_before: float = 0.0
    tries: int = 0


class Outbox:
    """`on_gone(subscription)` is called in a thread of the outbox. `anywhere`: see delivery.post."""

    def __init__(
        self,
        store: Store,
        keys: Keys,
        on_gone: Callable[[int], None],
        *,
        context: ssl.SSLContext | None = None,
        anywhere: bool = False,
        back_off_s: tuple[float, ...] = BACK_OFF_S,
    ) -> None:
        self._store, self._keys, self._on_gone = store, keys, on_gone
        self._context, self._anywhere = context or ssl.create_default_context(), anywhere
        self._back_off_s = back_off_s
        self._waiting: OrderedDict[Key, Letter] = OrderedDict()
        self._changed = threading.Condition()
        self._stopped = False
        self._unreached = 0
        self._threads = [
            threading.Thread(target=self._work, name=f"push {n}", daemon=True) for n in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, subscription: int, message: Message) -> None:
        """Send this soon; instead of the oldest of all where too many wait."""
        letter = Letter(message, time.monotonic() + message.ttl_s)
        with self._changed:
            self._waiting.pop((subscription, message.topic), None)
            if len(self._waiting) >= WAITING_MAX:
                self._waiting.popitem(last=False)
            self._waiting[subscription, message.topic] = letter
            self._changed.notify()

    def stop(self, wait_s: float = 3.0) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        until = time.monotonic() + wait_s
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        while (taken := self._take()) is not None:
            try:
                self._settle(*taken)
            except Exception:
                log.exception("sending a message failed")

    def _take(self) -> tuple[Key, Letter] | None:
        """The first message whose time has come, once there is one; None at the end."""
        with self._changed:
            while not self._stopped:
                now = time.monotonic()
                for key in [key for key, one in self._waiting.items() if one.until <= now]:
                    del self._waiting[key]
                due = next((key for key, one in self._waiting.items() if one.not_before <= now), None)
                if due is not None:
                    return due, self._waiting.pop(due)
                soonest = min((one.not_before for one in self._waiting.values()), default=None)
                self._changed.wait(None if soonest is None else max(0.01, soonest - now))
        return None

    def _settle(self, key: Key, letter: Letter) -> None:
        with self._store.read() as db:
            row = push_subscriptions.find(db, key[0])
        if row is None:
            return  # the phone was unbound meanwhile
        answer = self._send(row, letter)
        self._tell_how_it_goes(answer)
        if answer.outcome is Outcome.GONE:
            self._on_gone(key[0])
        elif answer.outcome in (Outcome.LATER, Outcome.UNREACHED):
            self._again(key, letter, answer)
        elif answer.outcome is Outcome.REFUSED:
            log.warning("a push service refused a message: %s", answer.status)

    def _send(self, row: Subscription, letter: Letter) -> Answer:
        message = letter.message
        try:
            body = encrypt(
                message.payload,
                ua_public=from_base64url(row["p256dh"]),
                auth_secret=from_base64url(row["auth"]),
            )
        except ValueError:
            return Answer(Outcome.GONE)  # keys that are none: nothing sent there could ever be read
        headers = {
            "Authorization": self._keys.authorization(row["endpoint"]),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(1, round(letter.until - time.monotonic()))),
            "Urgency": message.urgency,
            "Topic": message.topic,
        }
        return delivery.post(row["endpoint"], body, headers, context=self._context, anywhere=self._anywhere)

    def _again(self, key: Key, letter: Letter, answer: Answer) -> None:
        """Once more after a while, unless a newer one is there or it was tried enough."""
        letter.tries += 1
        if letter.tries >= TRIES:
            return
        pause_s = self._back_off_s[min(letter.tries, len(self._back_off_s)) - 1]
        letter.not_before = time.monotonic() + max(pause_s, min(answer.after_s, AFTER_MAX_S))
        with self._changed:
            if key not in self._waiting and letter.not_before < letter.until:
                self._waiting[key] = letter
                self._changed.notify()

    def _tell_how_it_goes(self, answer: Answer) -> None:
        """Any answer shows that the laptop reaches the makers; one phone's silence shows nothing yet."""
        if answer.outcome is not Outcome.UNREACHED:
            self._unreached = 0
            self._store.health.clear(UNREACHED)
            return
        self._unreached += 1
        if self._unreached == UNREACHED_TIMES:
            self._store.health.tell(UNREACHED, Trouble(UNREACHED, self._store.now()))
