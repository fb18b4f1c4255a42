"""One limit for everything that can be guessed: badge codes, digits, bindings, pairings, wherever they are tried."""

from types import TracebackType

from kiosk.actions import fields
from kiosk.actions.access import STATIONS
from kiosk.actions.refusals import NotFound
from kiosk.actions.verbs import VERBS
from kiosk.data.store import Actor, Store
from kiosk.expo.person import visitors
from kiosk.pages.identity import device_of
from kiosk.pages.limits import TRIES, Asker, Limits, network_of
from kiosk.pages.sent import Sent

# The fields of actions that hold a secret, and the refusals that mean it was wrong.
SECRETS = frozenset(
    name
    for row in VERBS.values()
    for name, field in row.fields.items()
    if field.kind in (fields.code, fields.secret)
)
MISSED = frozenset({"unknown_code", "badge_void"})


class Guess:
    """One allowed try, to be used as `with guess:`. It was wrong if NotFound is raised in the block, or `failed` called.

    It is counted when the block begins and given back at the end if it was right, so that a thousand tries sent at once
    count as a thousand. `asker` is None for whoever is not limited.
    """

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


def guess(limits: Limits, store: Store, request: Sent, who: Actor, lang: str, *, code: str = "") -> Guess:
    """Let `who` try a secret; `code` is the badge code that they named, if any. Raises TooMany.

    A station at work is not limited, nor is a bound phone that names its own visitor's badge: others at the same address
    cannot shut them out.
    """
    if who.role in STATIONS or _is_own(store, who, code):
        return Guess(limits, None)
    asker = asker_of(store, request)
    limits.require(TRIES, asker, lang)
    return Guess(limits, asker)


def asker_of(store: Store, request: Sent) -> Asker:
    """The device and the network under which this request is counted."""
    device = device_of(store.glance(), request, store.badge_key)
    return Asker(device, network_of(request.remote_addr or ""))


def _is_own(store: Store, who: Actor, code: str) -> bool:
    if who.role != "visitor":
        return False
    found = visitors.find_by_code(store.glance(), store.badge_key, code)
    return found is not None and found["id"] == who.visitor_id
