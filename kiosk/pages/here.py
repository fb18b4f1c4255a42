"""Whether who asks sits at this laptop, as far as a request can tell (docs/decisions/first-entrance.md).

Stricter than `is_secure`: that asks whether nobody can listen, this whether nobody else can ask.
"""

from kiosk.actions.refusals import NotAllowed
from kiosk.language.sentences import N_, gettext
from kiosk.pages.identity import is_secure
from kiosk.pages.sent import Sent, language
from kiosk.serving.origins import same_origin
from kiosk.settings import Settings


def is_here(sent: Sent, settings: Settings, *, own_https: bool) -> bool:
    """Whether this came straight from a browser on this machine, which asked for it by a name of this machine.

    The Host header too must be loopback's: a page of another site whose name was rebound to 127.0.0.1 sends its own name.
    `own_https`: the server has an HTTPS side itself; where its origin is HTTPS without one, a proxy stands before it. Unless
    that one is named (KIOSK_TRUSTED_PROXY), it may pass strangers' requests on from loopback as if they were its own.
    """
    environ = sent.environ
    old = environ.get("SERVER_PROTOCOL") != "HTTP/1.1"
    unnamed_proxy = settings.origin.startswith("https:") and not (own_https or settings.trusted_proxies)
    return environ["wsgi.url_scheme"] == "http" and is_secure(sent) and not (old or unnamed_proxy)


def require_here(sent: Sent, settings: Settings, *, own_https: bool) -> None:
    """Raises NotAllowed unless a page of this server, open on this machine, sent it; a token is not enough.

    A form on a page without referrers says `Origin: null`; then the browser's own word for whose page it was must be there.
    """
    environ = sent.environ
    origin, site = environ.get("HTTP_ORIGIN"), environ.get("HTTP_SEC_FETCH_SITE")
    own_page = (
        site == "same-origin" if site or origin == "null" else bool(origin) and same_origin(origin, environ)
    )
    if not (own_page and is_here(sent, settings, own_https=own_https)):
        sentence = N_("이 일은 서버가 켜져 있는 노트북의 브라우저에서만 할 수 있어요.")
        raise NotAllowed(gettext(sentence, language(sent)))
