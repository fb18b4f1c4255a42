"""Before every door to a secret that can be guessed (badge codes, digits, bindings, pairings): the same limit."""

from types import TracebackType
from typing import Any

from werkzeug.wrappers import Request

from kiosk.actions.access import STATIONS
from kiosk.actions.refusals import NotFound
from kiosk.data.store import Actor, Store
from kiosk.expo.person import visitors
from kiosk.pages.identity import device_of
from kiosk.pages.limits import TRIES, Asker, Limits, network_of

# Fields of actions that say a secret, and the refusals that say it was none.
SECRETS = frozenset({"code", "digits", "bind", "reserved_code"})
MISSED = frozenset({"unknown_code", "badge_void"})


class Guess:
    """One try at a secret, as a context. It is counted when it begins and given back where it was right, so that a
    thousand tries at once count as a thousand. Where NotFound is raised within it, or `failed` was called, it stays
    counted."""

    def __init__(self, limits: Limits, asker: Asker | None) -> None:
        self._limits, self._asker, self._failed = limits, asker, False

    def failed(self) -> None:
        self._failed = True

    def __enter__(self) -> "Guess":
        if self._asker:
            self._limits.count(TRIES, self._asker)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._asker and not (self._failed or isinstance(error, NotFound)):
            self._limits.give_back(TRIES, self._asker)


def guess(
    limits: Limits, store: Store, asked: Request | Any, who: Actor, lang: str, *, code: str = ""
) -> Guess:
    """Let `who` try a secret. Raises TooMany. Stations are never limited, nor is a phone that asks for its own
    visitor's badge: others at the same address can't shut it out."""
    if who.role in STATIONS or _is_own(store, who, code):
        return Guess(limits, None)
    asker = asker_of(store, asked)
    limits.require(TRIES, asker, lang)
    return Guess(limits, asker)


def asker_of(store: Store, asked: Request | Any) -> Asker:
    """The device and network that this request counts for."""
    device = device_of(store.glance(), asked, store.badge_key)
    return Asker(device, network_of(asked.remote_addr or ""))


def _is_own(store: Store, who: Actor, code: str) -> bool:
    if who.role != "visitor":
        return False
    found = visitors.find_by_code(store.glance(), store.badge_key, code)
    return found is not None and found["id"] == who.visitor_id
