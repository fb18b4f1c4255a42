"""Off loopback, whatever shows or takes a person's data is HTTPS only; plain HTTP says where to go instead.

What is open over plain HTTP is named here one by one, so that a new page is closed until somebody thought about it.
"""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, current_app, redirect, request
from werkzeug.wrappers import Response as Answer

from kiosk.actions import access
from kiosk.actions.refusals import NotAllowed
from kiosk.addresses import LOOPBACK, addresses, in_address
from kiosk.language.sentences import gettext
from kiosk.pages import web
from kiosk.pages.identity import is_secure
from kiosk.serving.tls import certificates

if TYPE_CHECKING:
    from kiosk.serving.tls.https import Https

POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:;"
    " media-src 'self' blob: mediastream:; connect-src 'self'; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'self'"
)

HEADERS = (  # of every answer
    ("Content-Security-Policy", POLICY),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Kiosk", "1"),  # it is this server that answers, nobody between (static/js/answers.js)
)

OPEN_ENDPOINTS = frozenset(
    {
        "static",
        "static_now",
        "board.hall",
        "board.booth",
        "plan.plan",
        "phone.visitor",
        "phone.own_part",
        "trust.show",
        "trust.certificate",
        "trust.profile",
        "twins.healthz",
        "twins.board",
        "twins.plan",
        "twins.visitor",
    }
)
# What a phone bound by a one-time QR may do for its visitor; the four digits and confirming are not among it.
OPEN_VERBS = frozenset(
    {
        "phone.bind",
        "ticket.join",
        "ticket.leave",
        "ticket.dismiss",
        "visitor.pause",
        "visitor.resume",
        "invite.accept",
        "invite.decline",
    }
)


def guard() -> Answer | None:
    """Runs before every request; None lets it through."""
    if is_open() or is_secure(request):
        return None
    target = https_url(request.full_path.rstrip("?"))
    if web.wants_json() or request.method not in ("GET", "HEAD"):
        return web.refusal(NotAllowed(_sentence(target)))
    if target and public():
        return redirect(target)
    return _page(target)


def is_open() -> bool:
    """Whether plain HTTP may ask for this. An address that does not exist is let through and answered as everywhere:
    404, 405."""
    if request.url_rule is None or request.endpoint in OPEN_ENDPOINTS:
        return True
    if request.endpoint == "actions.act":
        verb = (request.view_args or {}).get("verb", "")
        return verb in OPEN_VERBS or not access.is_public(verb)
    return request.endpoint == "demo.index" and not web.settings().demo  # it only leads on to the board


def https() -> "Https | None":
    """The server's HTTPS side, or None where it was started without."""
    found: Https | None = current_app.extensions.get("https")
    return found


def public() -> bool:
    """Whether anybody's phone trusts this server."""
    side = https()
    return side is not None and side.root is None


def https_url(path: str = "") -> str:
    """The HTTPS address of a path of this server, or "" where there is no HTTPS."""
    side = https()
    return side.origin(web.settings().origin, host()) + path if side else ""


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


def host() -> str:
    """The name or address by which this request asks, without the port."""
    return urlsplit(request.host_url).hostname or ""


def reaching(response: Response, *origins: str) -> Response:
    """Let this page's script ask whether these origins answer; else a page may reach its own origin alone."""
    also = " ".join(origin for origin in origins if origin)
    response.headers["Content-Security-Policy"] = POLICY.replace(
        "connect-src 'self'", f"connect-src 'self' {also}".strip()
    )
    return response


def _page(target: str) -> Response:
    """Where to go, on a page that goes there by itself once this device trusts the certificate."""
    origin = https_url()
    named = plain_url(urlsplit(origin).hostname or "") if origin else ""
    response = web.page(
        "trust/insecure.html",
        register=request.path == "/register",
        https=origin,
        named=named,
        target=target,
        laptop=plain_url("localhost"),
    )
    response.status_code = NotAllowed.status
    return reaching(response, origin, named)


def _sentence(target: str) -> str:
    lang = web.language()
    if request.path == "/actions/visitor.register":
        return gettext("여기서는 등록할 수 없어요. 입구의 키오스크나 안내 데스크로 와 주세요.", lang)
    if target:
        return gettext(
            "이 일은 안전한 주소에서만 할 수 있어요. %(origin)s 으로 열어 주세요.", lang, origin=https_url()
        )
    return gettext(
        "이 일은 안전한 주소(HTTPS)에서만 할 수 있어요. 서버를 --https-port와 함께 켜 주세요.", lang
    )
