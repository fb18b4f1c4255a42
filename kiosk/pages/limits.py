"""How often a stranger may try: the one table of limits, and the one count behind every door. Stations never count.

Carriers share addresses, so a device (a cookie that this server issued, kiosk/pages/identity.py) is counted first; an
address is bounded as well, because whoever collects cookies is many devices. An IPv6 address is its /64, which is what
one household or phone is given.
"""

import hmac
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from kiosk.actions.refusals import TooMany
from kiosk.language.sentences import N_, gettext

# Bounds the memory that a flood of addresses and devices takes; who has not tried for the longest is forgotten first.
KEYS_MAX = 10_000


class Limit(NamedTuple):
    """At most so many within so many seconds, and the sentence for whoever goes beyond."""

    a_device: int
    an_address: int
    seconds: int
    sentence: str


# Wrong codes, digits, bindings and pairings, whatever the door: only failures count (CONTRACT, "Limits").
TRIES = Limit(10, 60, 5 * 60, N_("너무 여러 번 시도했어요. 5분 뒤에 다시 하거나 안내 데스크로 와 주세요."))
# Only what was done counts: a form sent back to be mended costs nothing.
REGISTRATIONS = Limit(
    6,
    300,
    60 * 60,
    N_("이 휴대전화로는 지금 더 등록할 수 없어요. 안내 데스크로 오시면 바로 등록해 드려요."),
)


class Asker(NamedTuple):
    """Who asks, as far as it counts: a device ("" for a browser without a cookie of ours), and a network."""

    device: str
    network: str


class Limits:
    """Counts in memory, for one server; what is counted lapses with its window. `clock` in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._devices = {limit: _Counter(limit.a_device, limit.seconds, clock) for limit in _ALL}
        self._networks = {limit: _Counter(limit.an_address, limit.seconds, clock) for limit in _ALL}

    def require(self, limit: Limit, asker: Asker, lang: str) -> None:
        """Raises TooMany where this device or network has used up its tries."""
        used_up = asker.device and self._devices[limit].is_full(asker.device)
        if used_up or self._networks[limit].is_full(asker.network):
            raise TooMany(gettext(limit.sentence, lang))

    def count(self, limit: Limit, asker: Asker) -> None:
        if asker.device:
            self._devices[limit].count(asker.device)
        self._networks[limit].count(asker.network)

    def give_back(self, limit: Limit, asker: Asker) -> None:
        """Take one count back: it was counted before its outcome was known."""
        if asker.device:
            self._devices[limit].give_back(asker.device)
        self._networks[limit].give_back(asker.network)


_ALL = (TRIES, REGISTRATIONS)


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
    """A network as it may be kept: two marks tell whether the networks are the same, and not which they are."""
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
        """Whose last time has lapsed stands first, so only what goes is looked at."""
        lapsed = self._clock() - self._seconds
        while self._times and (len(self._times) > KEYS_MAX or next(iter(self._times.values()))[-1] <= lapsed):
            self._times.popitem(last=False)
