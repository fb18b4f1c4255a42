"""How often a stranger may try: the table of limits, and the counts. Stations are never counted.

Many phones share a carrier's address, so tries are counted per device first (a cookie that this server issued,
kiosk/pages/identity.py). They are counted per address too, because somebody may collect many cookies. An IPv6 address
counts as its /64 network, which is what one household or phone is given.
"""

import hmac
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address
from types import TracebackType
from typing import NamedTuple

from kiosk.actions import fields
from kiosk.actions.access import STATIONS
from kiosk.actions.refusals import NotFound, TooMany
from kiosk.actions.verbs import VERBS
from kiosk.data.store import Actor, Store
from kiosk.expo.person import visitors
from kiosk.language.sentences import N_, gettext
from kiosk.pages.identity import device_of
from kiosk.pages.sent import Sent

# So that a flood of addresses and devices cannot fill the memory: beyond it, whoever tried longest ago is forgotten.
KEYS_MAX = 10_000


class Limit(NamedTuple):
    """How many tries in how many seconds, and the sentence (Korean) for whoever has used them up."""

    a_device: int
    an_address: int
    seconds: int
    sentence: str


# Wrong codes, digits, bindings and pairings, whatever the door: only failures count (docs/programs.md, "Limits").
TRIES = Limit(10, 60, 5 * 60, N_("너무 여러 번 시도했어요. 5분 뒤에 다시 하거나 안내 데스크로 와 주세요."))
# Who sets up a station or a laptop, or reads an agency's link, has no desk to go to.
NOT_A_VISITOR = N_("너무 여러 번 시도했어요. 5분 뒤에 다시 해 주세요.")
# Only what was done counts: a form sent back to be mended costs nothing.
REGISTRATIONS = Limit(
    6,
    300,
    60 * 60,
    N_("이 휴대전화로는 지금 더 등록할 수 없어요. 안내 데스크로 오시면 바로 등록해 드려요."),
)


# The fields of actions that hold a secret, and the refusals that mean it was wrong.
SECRETS = frozenset(
    name
    for row in VERBS.values()
    for name, field in row.fields.items()
    if field.kind in (fields.code, fields.secret)
)


MISSED = frozenset({"unknown_code", "badge_void"})


class Asker(NamedTuple):
    """What a try is counted under: a device ("" for a browser without a cookie of ours), and a network."""

    device: str
    network: str


class Limits:
    """The counts of one server, in memory. A count lapses `seconds` after it was made; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._devices = {limit: _Counter(limit.a_device, limit.seconds, clock) for limit in _ALL}
        self._networks = {limit: _Counter(limit.an_address, limit.seconds, clock) for limit in _ALL}

    def require(self, limit: Limit, asker: Asker, lang: str, sentence: str = "") -> None:
        """Raises TooMany, with this sentence or the limit's own, where this device or network has used up its tries."""
        used_up = asker.device and self._devices[limit].is_full(asker.device)
        if used_up or self._networks[limit].is_full(asker.network):
            raise TooMany(gettext(sentence or limit.sentence, lang))

    def count(self, limit: Limit, asker: Asker) -> None:
        if asker.device:
            self._devices[limit].count(asker.device)
        self._networks[limit].count(asker.network)

    def give_back(self, limit: Limit, asker: Asker) -> None:
        """Take back one count that was made before the outcome was known."""
        if asker.device:
            self._devices[limit].give_back(asker.device)
        self._networks[limit].give_back(asker.network)


_ALL = (TRIES, REGISTRATIONS)


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


def guess(
    limits: Limits, store: Store, request: Sent, who: Actor, lang: str, *, code: str = "", sentence: str = ""
) -> Guess:
    """Let `who` try a secret; `code` is the badge code that they named, if any. Raises TooMany with this sentence, or that for
    visitors.

    A station at work is not limited, nor is a bound phone that names its own visitor's badge: others at the same address
    cannot shut them out.
    """
    if who.role in STATIONS or _is_own(store, who, code):
        return Guess(limits, None)
    asker = asker_of(store, request)
    limits.require(TRIES, asker, lang, sentence)
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


def network_of(address: str) -> str:
    """What an address counts as: itself, or the /64 of an IPv6 one."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False))


def network_mark(network: str, badge_key: bytes) -> str:
    """A network as it may be stored: one can see that two are the same, but not which network it is."""
    key = hmac.digest(badge_key, b"networks", "sha256")
    return hmac.digest(key, network.encode(), "sha256").hex()[:16]


class _Counter:
    """When each key was counted, the newest at the end: at most `most` times a key, none older than the window."""

    def __init__(self, most: int, seconds: int, clock: Callable[[], float]) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def count(self, key: str) -> None:
        times = self._times.setdefault(key, deque(maxlen=self._most))
        times.append(self._clock())
        self._times.move_to_end(key)
        self._forget()

    def give_back(self, key: str) -> None:
        if times := self._times.get(key):
            times.pop()
            if not times:
                del self._times[key]

    def is_full(self, key: str) -> bool:
        self._forget()
        times = self._times.get(key)
        return times is not None and len(times) == self._most and times[0] > self._clock() - self._seconds

    def _forget(self) -> None:
        """Drop what has lapsed. The keys stand in the order of their last try, so only those that go are looked at."""
        lapsed = self._clock() - self._seconds
        while self._times and (len(self._times) > KEYS_MAX or next(iter(self._times.values()))[-1] <= lapsed):
            self._times.popitem(last=False)
