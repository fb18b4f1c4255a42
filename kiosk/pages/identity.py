"""Who asks: a bearer token, a paired station's cookie, a bound phone's, a browser's that registers, or a stranger."""

import sqlite3
from collections.abc import Collection
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from werkzeug.wrappers import Request

from kiosk.connections import show_station
from kiosk.expo import phones, stations
from kiosk.refusals import NotAllowed, NotPaired
from kiosk.store import Actor

STATION_COOKIE = "station_"
PHONE_COOKIE = "phone"
SECURE_PHONE_COOKIE = "__Host-phone"


def identify(
    db: sqlite3.Connection, request: Request | Any, *, station: str = "", roles: Collection[str] = ()
) -> Actor:
    """The actor of a request: a token, the named station, else the newest station whose role is among `roles`.

    Raises NotPaired for a token or a named station that is not known here (or was revoked), NotAllowed for one that
    came over plain HTTP.
    """
    bearer = request.environ.get("HTTP_AUTHORIZATION", "")
    if bearer:
        require_secure(request)
        token = bearer.removeprefix("Bearer ").strip() if bearer.startswith("Bearer ") else ""
        actor = identify_token(db, token)
        show_station(request.environ)
        return actor
    own = _stations(db, request) if is_secure(request) else []
    if own:
        show_station(request.environ)
    if station:
        require_secure(request)
        for actor in own:
            if str(actor.station_id) == station:
                return actor
        raise NotPaired("이 단말의 연결이 끊어졌어요. 운영본부에서 연결 QR을 받아 주세요.")
    fitting = [actor for actor in own if not roles or actor.role in roles]
    if fitting:
        return fitting[0]
    phone = _phone(db, request, roles)
    if phone and (phone.role in roles or not own):
        return phone
    return own[0] if own else Actor("stranger", secure=is_secure(request))


def identify_token(db: sqlite3.Connection, token: str) -> Actor:
    """The station whose token this is. Raises NotPaired, also where strangers may read."""
    if actor := stations.actor_of(db, token):
        return actor
    raise NotPaired("모르는 토큰이에요. 운영본부에서 새 토큰을 받아 주세요.")


def is_secure(request: Request | Any) -> bool:
    """HTTPS, or loopback: both the peer and the Host are this machine."""
    return request.is_secure or _on_this_machine(request.remote_addr or "", request.host)


def require_secure(request: Request | Any) -> None:
    """Stations and programs show who they are over HTTPS or on loopback only. Raises NotAllowed."""
    if not is_secure(request):
        raise NotAllowed("단말은 안전한 주소(HTTPS)로만 연결할 수 있어요. 주소를 확인해 주세요.")


def phone_cookie_name(request: Request | Any) -> str:
    """Over HTTPS a phone has a cookie of its own, which plain HTTP neither sees nor can set: what was bound there
    opens no meetings here."""
    return SECURE_PHONE_COOKIE if request.is_secure else PHONE_COOKIE


@lru_cache(maxsize=256)
def _on_this_machine(peer: str, host: str) -> bool:
    """Asked twice a request, and nearly always the same."""
    name = urlsplit(f"//{host}").hostname or ""
    return _is_loopback(peer) and (name == "localhost" or _is_loopback(name))


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def _stations(db: sqlite3.Connection, request: Request | Any) -> list[Actor]:
    """The stations of this browser, the newest first."""
    found = []
    for name, token in request.cookies.items():
        if name.startswith(STATION_COOKIE) and (actor := stations.actor_of(db, token)):
            found.append(actor)
    return sorted(found, key=lambda actor: -(actor.station_id or 0))


def _phone(db: sqlite3.Connection, request: Request | Any, roles: Collection[str]) -> Actor | None:
    """The bound phone's visitor; for verbs of a mere browser, the browser itself."""
    token = request.cookies.get(phone_cookie_name(request))
    if not token:
        return None
    secure = is_secure(request)
    bound = phones.actor_of(db, token, secure=secure)
    if bound and (not roles or "visitor" in roles or "phone" not in roles):
        return bound
    return Actor("phone", phone=stations.hashed(token), secure=secure)
