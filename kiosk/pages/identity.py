"""Who asks: a bearer token, a paired station's cookie, a bound phone's, a browser's that registers, or a stranger.

A phone's cookie counts as a device only if this server issued it. It carries a MAC (a keyed hash), so that nobody can make
up a thousand of them. Cookies of the first program had none; those that were bound to a visitor are still known.
"""

import hmac
import re
import secrets
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterator
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from kiosk.actions.refusals import NotAllowed, NotPaired
from kiosk.data.store import Actor
from kiosk.data.tokens import hashed
from kiosk.expo.person import phones
from kiosk.expo.square import stations
from kiosk.pages.sent import Sent
from kiosk.serving.connections import show_station
from kiosk.serving.forwarded import FORWARDED

STATION_COOKIE = "station_"
PHONE_COOKIE = "phone"
SECURE_PHONE_COOKIE = "__Host-phone"
# More than even the demo's browser needs; looking one up costs a query.
STATIONS_LOOKED_AT = 20
TOKEN_MAX = 512
HOST_MAX = 255


def identify(
    db: sqlite3.Connection,
    request: Sent,
    badge_key: bytes,
    *,
    token: str | None = None,
    station: str = "",
    roles: Collection[str] = (),
) -> Actor:
    """The actor of a request: a token, the named station, else the newest station whose role is among `roles`.

    `token` is one that a socket sent in its first message, where a page sends a header. The key of the phones' cookies
    is made from `badge_key`. Raises NotPaired for a token or a named station that is not known here (or was revoked),
    NotAllowed for one that came over plain HTTP.
    """
    shown = _token_of(request) if token is None else token
    actor = _identify(db, request, badge_key, shown, station, roles)
    if actor.station_id is not None:
        show_station(request.environ)
    return actor


def _identify(
    db: sqlite3.Connection,
    request: Sent,
    badge_key: bytes,
    token: str | None,
    station: str,
    roles: Collection[str],
) -> Actor:
    if token is not None:
        _require_secure(request)
        return _with_token(db, token)
    if station:
        _require_secure(request)
        return _named(db, request, station)
    newest = None
    for actor in _stations(db, request) if is_secure(request) else ():
        if not roles or actor.role in roles:
            return actor
        newest = newest or actor
    phone = _phone(db, request, badge_key, roles)
    if phone and (phone.role in roles or not newest):
        return phone
    return newest or Actor("stranger", secure=is_secure(request))


def _token_of(request: Sent) -> str | None:
    """The token in the Authorization header, "" for what is none there; None without the header."""
    header: str = request.environ.get("HTTP_AUTHORIZATION", "")
    if not header:
        return None
    return header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else ""


def _with_token(db: sqlite3.Connection, token: str) -> Actor:
    """The station whose token this is. Raises NotPaired, also where strangers may read."""
    if len(token) <= TOKEN_MAX and (actor := stations.actor_of(db, token)):
        return actor
    raise NotPaired("모르는 토큰이에요. 운영본부에서 새 토큰을 받아 주세요.")


def is_secure(request: Sent) -> bool:
    """Whether it came over HTTPS or on loopback, where both the peer and the Host header are this machine, and nobody
    passed it on (kiosk/serving/forwarded.py)."""
    if request.is_secure:
        return True
    host = request.host
    passed_on = FORWARDED in request.environ
    return not passed_on and len(host) <= HOST_MAX and _on_this_machine(request.remote_addr or "", host)


def _require_secure(request: Sent) -> None:
    """Stations and programs may say who they are over HTTPS or on loopback only. Raises NotAllowed."""
    if not is_secure(request):
        raise NotAllowed("단말은 안전한 주소(HTTPS)로만 연결할 수 있어요. 주소를 확인해 주세요.")


def phone_cookie_name(request: Sent) -> str:
    """Over HTTPS a phone has another cookie, which plain HTTP can neither read nor set. So a phone that was bound over
    plain HTTP cannot read its visitor's meetings over HTTPS."""
    return SECURE_PHONE_COOKIE if request.is_secure else PHONE_COOKIE


def new_phone_cookie(request: Sent, badge_key: bytes) -> str:
    """A cookie by which this browser is known from now on."""
    word = secrets.token_urlsafe(18)
    return f"{word}.{_seal(badge_key, phone_cookie_name(request), word)}"


def device_of(db: sqlite3.Connection, request: Sent, badge_key: bytes) -> str:
    """The hash of this browser's phone cookie; "" for one that this server neither issued nor bound."""
    phone = _phone(db, request, badge_key, ("phone",))
    return (phone and phone.phone) or ""


@lru_cache(maxsize=256)
def _on_this_machine(peer: str, host: str) -> bool:
    """Kept, because each request asks twice, and nearly always the same."""
    name = urlsplit(f"//{host}").hostname or ""
    return _is_loopback(peer) and (name == "localhost" or _is_loopback(name))


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _named(db: sqlite3.Connection, request: Sent, station: str) -> Actor:
    """The station that `?station=` names, where this browser holds its cookie. Raises NotPaired."""
    token = request.cookies.get(f"{STATION_COOKIE}{station}", "")
    actor = stations.actor_of(db, token) if 0 < len(token) <= TOKEN_MAX else None
    if actor and str(actor.station_id) == station:
        return actor
    raise NotPaired("이 단말의 연결이 끊어졌어요. 운영본부에서 연결 QR을 받아 주세요.")


def _stations(db: sqlite3.Connection, request: Sent) -> Iterator[Actor]:
    """The stations of this browser, the newest first."""
    held = [(_number(name), token) for name, token in request.cookies.items() if _number(name)]
    for _, token in sorted(held, reverse=True)[:STATIONS_LOOKED_AT]:
        if len(token) <= TOKEN_MAX and (actor := stations.actor_of(db, token)):
            yield actor


def _number(cookie: str) -> int:
    """The id of the station whose cookie this is, 0 for any other cookie."""
    found = re.fullmatch(f"{STATION_COOKIE}([1-9][0-9]{{0,8}})", cookie)
    return int(found[1]) if found else 0


def _phone(db: sqlite3.Connection, request: Sent, badge_key: bytes, roles: Collection[str]) -> Actor | None:
    """The bound phone's visitor; for verbs of a mere browser, the browser itself."""
    token = _phone_token(request)
    secure = is_secure(request)
    bound = phones.actor_of(db, token, secure=secure) if token else None
    if bound and (not roles or "visitor" in roles or "phone" not in roles):
        return bound
    if bound or _is_issued(badge_key, phone_cookie_name(request), token):
        return Actor("phone", phone=hashed(token), secure=secure)
    return None


def _phone_token(request: Sent) -> str:
    token: str = request.cookies.get(phone_cookie_name(request), "")
    return token if len(token) <= TOKEN_MAX else ""


def _is_issued(badge_key: bytes, name: str, cookie: str) -> bool:
    word, _, seal = cookie.partition(".")
    return hmac.compare_digest(seal.encode("utf-8", "surrogatepass"), _seal(badge_key, name, word).encode())


def _seal(badge_key: bytes, name: str, word: str) -> str:
    """The MAC of a cookie. It covers the name too: a cookie issued over plain HTTP is not valid as one of HTTPS."""
    key = hmac.digest(badge_key, b"phone cookies", "sha256")
    sealed = hmac.digest(key, f"{name}={word}".encode("utf-8", "surrogatepass"), "sha256")
    return urlsafe_b64encode(sealed[:18]).decode()
