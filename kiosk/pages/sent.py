"""What somebody sent, as far as it is read, whoever made it: a page's request, an action's, a socket's. No framework.

Every part that somebody else wrote has its bound before anything parses it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.sansio.http import parse_cookie
from werkzeug.wsgi import get_content_length

from kiosk.actions.refusals import NotAllowed
from kiosk.language.sentences import LANGUAGES, gettext
from kiosk.pages import faults
from kiosk.serving.origins import same_origin

BODY_MAX_BYTES = 1024 * 1024
QUERY_MAX_BYTES = 4 * 1024
# A browser of the demo holds every station: 60 cookies of 60 bytes.
COOKIES_MAX_BYTES = 16 * 1024

Environ = dict[str, Any]


class Sent(Protocol):
    """What the rules of the door read of a request. Flask's has this shape, and `ActionRequest`."""

    @property
    def environ(self) -> Environ:
        """WSGI's (PEP 3333)."""

    @property
    def cookies(self) -> Mapping[str, str]: ...

    @property
    def args(self) -> Mapping[str, str]:
        """The query; of a name that is there twice, the first value."""

    @property
    def host(self) -> str:
        """As the Host header says it, with its port."""

    @property
    def is_secure(self) -> bool:
        """Whether it came over HTTPS."""

    @property
    def remote_addr(self) -> str | None: ...


def cookies_of(environ: Environ) -> ImmutableMultiDict[str, str]:
    """None of a header that is too long: whoever sends it is nobody."""
    header = environ.get("HTTP_COOKIE", "")
    return ImmutableMultiDict(parse_cookie(header) if 0 < len(header) <= COOKIES_MAX_BYTES else ())


def query_of(environ: Environ) -> ImmutableMultiDict[str, str]:
    """None of a query that is too long, which is answered with 413."""
    query = environ.get("QUERY_STRING") or ""
    if not 0 < len(query) <= QUERY_MAX_BYTES:
        return ImmutableMultiDict()
    text = query.encode("latin1").decode(errors="replace")
    return ImmutableMultiDict(parse_qsl(text, keep_blank_values=True, errors="werkzeug.url_quote"))


def require_short_query(sent: Sent) -> None:
    """Raises TooLarge (413)."""
    if len(sent.environ.get("QUERY_STRING") or "") > QUERY_MAX_BYTES:
        raise faults.too_large(language(sent))


def require_whole(sent: Sent, read: Callable[[], bytes]) -> None:
    """A body that says no length is cut off at the limit, and nobody says so. Raises TooLarge (413)."""
    if get_content_length(sent.environ) is None and len(read()) >= BODY_MAX_BYTES:
        raise faults.too_large(language(sent))


def language(sent: Sent) -> str:
    """?lang=, else the cookie of an earlier choice, else Korean."""
    lang = sent.args.get("lang") or sent.cookies.get("lang") or "ko"
    return lang if lang in LANGUAGES else "ko"


def require_own_page(sent: Sent) -> None:
    """A cookie speaks only for pages of this server (cross-site requests). Raises NotAllowed."""
    headers = sent.environ
    if headers.get("HTTP_AUTHORIZATION"):
        return
    foreign = not same_origin(headers.get("HTTP_ORIGIN"), headers)
    if foreign or headers.get("HTTP_SEC_FETCH_SITE") in ("cross-site", "same-site"):
        raise NotAllowed(gettext("다른 사이트에서 보낸 요청은 받지 않아요.", language(sent)))
