"""Who a request is from that a proxy passed on: its address, scheme and host, believed from named proxies alone.

The first layer of the application, so that limits, cookies, redirects, sockets' Origin and the way of an action past Flask
all see the same. A request that was passed on is never this machine's own, whatever it says: not by a proxy on the same
laptop, not with `Host: localhost`, not where a header is missing (docs/decisions/proxies.md).
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from kiosk.serving.connections import CONNECTION

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Network = IPv4Network | IPv6Network

# The key of the WSGI environ that says so of a request that was passed on: True.
FORWARDED = "kiosk.forwarded"
# What those who pass a stranger's request on add to it, each its own.
PASSED_ON = frozenset(
    {
        "HTTP_FORWARDED",
        "HTTP_VIA",
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_X_FORWARDED_PORT",
        "HTTP_X_FORWARDED_SERVER",
        "HTTP_X_REAL_IP",
        "HTTP_CF_CONNECTING_IP",
        "HTTP_TRUE_CLIENT_IP",
    }
)
NOWHERE = ""  # the address of whom nobody knows: never loopback, and all of them count as one
HOPS_MAX = 16  # of a list of addresses its last so many are looked at
HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.I)
HOST_MAX = 255
# The widest network that may be named: whoever is in it says where they are from.
WIDEST = {4: 16, 6: 48}


def networks(text: str) -> tuple[Network, ...]:
    """Addresses and networks, with commas between: "127.0.0.2, 10.20.0.0/24, fd00::/64". Raises ValueError with the one
    that is none, or is too wide."""
    found = []
    for one in filter(None, (part.strip() for part in text.split(","))):
        try:
            network = ip_network(one)
        except ValueError:
            raise ValueError(one) from None
        if network.prefixlen < WIDEST[network.version]:
            raise ValueError(one)
        found.append(network)
    return tuple(found)


class Forwarded:
    """A WSGI application before `rest`. `proxies` are believed by their address; `vouched(environ)` says of a request, as
    those got it, whether what it bears (an edge's token) makes whoever sent it one more to believe."""

    def __init__(
        self,
        rest: Application,
        proxies: tuple[Network, ...] = (),
        *,
        vouched: Callable[[Environ], bool] = lambda _: False,
    ) -> None:
        self.rest, self._proxies, self._vouched = rest, proxies, vouched

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        settle(environ, self._proxies, self._vouched)
        return self.rest(environ, start_response)


def settle(
    environ: Environ,
    proxies: tuple[Network, ...],
    vouched: Callable[[Environ], bool] = lambda _: False,
) -> None:
    """Write into the WSGI environ (PEP 3333) who the request is from: REMOTE_ADDR, wsgi.url_scheme, HTTP_HOST, and
    FORWARDED where it was passed on."""
    peer = environ.get("REMOTE_ADDR") or NOWHERE
    trusted = bool(proxies) and is_one_of(peer, proxies)
    passed_on = not PASSED_ON.isdisjoint(environ)
    if not trusted and not passed_on:
        if environ.get("SERVER_PROTOCOL", "HTTP/1.1") != "HTTP/1.1" and _is_loopback(peer):
            _is_not_here(environ)  # browsers and programs speak 1.1; old proxies that add no header do not
        return
    said = _list(environ, "HTTP_X_FORWARDED_FOR")
    hops = 0
    if trusted:
        address = peer
        while is_one_of(address, proxies) and (said or not hops):
            hops += 1
            address = _address(said.pop()) if said else NOWHERE
        _write(environ, address, hops)
    if passed_on and vouched(environ):
        _write(environ, _address(said.pop()) if said else NOWHERE, hops + 1)
    elif not trusted and _is_loopback(peer):
        _is_not_here(environ)


@lru_cache(maxsize=1024)
def is_one_of(address: str, proxies: tuple[Network, ...]) -> bool:
    """Whether this address is a named proxy's. Kept, since a proxy sends all its requests from one."""
    if not (plain := _address(address)):
        return False
    found = ip_address(plain)
    return any(found in network for network in proxies if network.version == found.version)


def _write(environ: Environ, address: str, hops: int) -> None:
    """The request as the last of so many proxies got it, by whom all of them are believed."""
    environ[FORWARDED] = True
    if connection := environ.get(CONNECTION):
        connection.known = False  # others' requests come over it too: what one was says nothing of the next
    environ["REMOTE_ADDR"] = NOWHERE if _is_loopback(address) else address
    environ.pop("REMOTE_PORT", None)
    scheme = _said(environ, "HTTP_X_FORWARDED_PROTO", hops).lower()
    if scheme in ("http", "https"):
        environ["wsgi.url_scheme"] = scheme
    host = _said(environ, "HTTP_X_FORWARDED_HOST", hops)
    if len(host) <= HOST_MAX and HOST.fullmatch(host):
        environ["HTTP_HOST"] = host


def _said(environ: Environ, name: str, hops: int) -> str:
    """What the first of those who are believed said, of a list to which each adds at the end, or which one of them wrote."""
    said = _list(environ, name)
    return said[-min(hops, len(said))] if said else ""


def _list(environ: Environ, name: str) -> list[str]:
    whole = environ.get(name) or ""
    return [part for part in (one.strip() for one in whole.split(",")[-HOPS_MAX:]) if part]


def _is_not_here(environ: Environ) -> None:
    environ[FORWARDED], environ["REMOTE_ADDR"] = True, NOWHERE


@lru_cache(maxsize=4096)
def _address(text: str) -> str:
    """An address as others compare it, without port, brackets and zone; NOWHERE for what is none."""
    if len(text) > 64:
        return NOWHERE
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return NOWHERE
    return str(getattr(found, "ipv4_mapped", None) or found)


@lru_cache(maxsize=1024)
def _is_loopback(address: str) -> bool:
    plain = _address(address)
    return bool(plain) and ip_address(plain).is_loopback
