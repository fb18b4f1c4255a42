"""Pages over plain HTTP: off loopback most of them are closed there, and say where to go instead (kiosk/pages/plain_http.py).

Whatever shows or takes a person's data is open over HTTPS and on this machine alone.
"""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, redirect, request
from werkzeug.wrappers import Response as Answer

from kiosk.actions.refusals import NotAllowed
from kiosk.addresses import LOOPBACK, addresses, in_address
from kiosk.pages import web
from kiosk.pages.identity import is_secure
from kiosk.pages.plain_http import OPEN_ENDPOINTS, POLICY, closed
from kiosk.serving.tls import certificates

if TYPE_CHECKING:
    from kiosk.data.running import Claim
    from kiosk.serving.tls.https import Https
    from kiosk.settings import Settings


def guard() -> Answer | None:
    """What to answer instead of the page; None lets the request through. Runs before every request."""
    if is_open() or is_secure(request):
        return None
    target = https_url(request.full_path.rstrip("?"))
    if web.wants_json() or request.method not in ("GET", "HEAD"):
        return web.refusal(closed(https_url(), web.language()))
    if target and public():
        return redirect(target)
    return _page(target)


def is_open() -> bool:
    """Whether plain HTTP may ask for this. An address that does not exist is let through, to become 404 or 405."""
    if request.url_rule is None or request.endpoint in OPEN_ENDPOINTS:
        return True
    if request.endpoint == "actions.act":
        return True  # kiosk/pages/answer.py tells, verb by verb
    return request.endpoint == "demo.index" and not web.settings().demo  # it only leads on to the board


def https() -> "Https | None":
    """The server's HTTPS side, or None where it was started without."""
    found: Https | None = current_app.extensions.get("https")
    return found


def public() -> bool:
    """Whether every phone trusts this server's certificate: it is a public one, not of the server's own authority."""
    side = https()
    return side is not None and side.root is None


def https_url(path: str = "") -> str:
    """The HTTPS address of a path of this server, or "" where there is no HTTPS."""
    origin = https_origin(current_app, host())
    return origin + path if origin else ""


def https_origin(app: Flask, host: str) -> str:
    """The server's HTTPS origin for who asks by the name `host`, or "" where there is no HTTPS."""
    side: Https | None = app.extensions.get("https")
    settings: Settings = app.extensions["settings"]
    if side:
        return side.origin(settings.origin, host)
    by_a_proxy = settings.trusted_proxies and settings.origin.startswith("https:")
    return settings.origin if by_a_proxy else ""


def tablet_url() -> str:
    """The HTTPS origin that another device can open: never this laptop's own loopback. "" without HTTPS."""
    side, found = https(), https_url()
    if side is None or (urlsplit(found).hostname or "") not in LOOPBACK:
        return found
    reached = next((one for one in addresses() if certificates.covers(side.names, one)), "")
    return side.origin("", reached) if reached else found


def plain_url(name: str, path: str = "") -> str:
    """The plain-HTTP address of a path under one of this server's names."""
    side = https()
    port = side.plain_port if side and side.plain_port else urlsplit(request.host_url).port or 80
    return f"http://{in_address(name)}" + (f":{port}" if port != 80 else "") + path


def laptop_url() -> str:
    """Where this laptop's own browser finds the server: past any proxy that stands before it."""
    claim: Claim | None = current_app.extensions.get("claim")
    return f"http://localhost:{claim.running.port}" if claim else plain_url("localhost")


def host() -> str:
    """The name or address by which this request asks, without the port."""
    return urlsplit(request.host_url).hostname or ""


def reaching(response: Response, *origins: str) -> Response:
    """Let this page's script ask whether these other origins answer; no other page may ask any."""
    also = " ".join(origin for origin in origins if origin)
    response.headers["Content-Security-Policy"] = POLICY.replace(
        "connect-src 'self'", f"connect-src 'self' {also}".strip()
    )
    return response


def _page(target: str) -> Response:
    """The page that says where to go; its script goes there by itself once this device trusts the certificate."""
    origin = https_url()
    named = plain_url(urlsplit(origin).hostname or "") if origin else ""
    response = web.page(
        "trust/insecure.html",
        register=request.path == "/register",
        https=origin,
        named=named,
        target=target,
        laptop=laptop_url(),
    )
    response.status_code = NotAllowed.status
    return reaching(response, origin, named)
