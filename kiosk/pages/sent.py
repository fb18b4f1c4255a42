"""What is the same for whatever somebody sends: a page's request, an action, a socket's first one. Knows no framework.

Every part that somebody else wrote has a bound, which is checked before the part is parsed.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import parse_qsl

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.sansio.http import parse_cookie
from werkzeug.wsgi import get_content_length, get_host

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
    """What is read of a request to tell who asks, and in which language. Flask's has this shape, and `ActionRequest`."""

    @property
    def environ(self) -> Environ:
        """The request as WSGI has it (PEP 3333)."""

    @property
    def cookies(self) -> Mapping[str, str]: ...

    @property
    def args(self) -> Mapping[str, str]:
        """The query; where a name is there twice, its first value."""

    @property
    def host(self) -> str:
        """As the Host header says it, with its port."""

    @property
    def is_secure(self) -> bool:
        """Whether it came over HTTPS."""

    @property
    def remote_addr(self) -> str | None: ...


class InEnviron:
    """A `Sent` of which each part is read from the WSGI environment (PEP 3333) when it is asked for."""

    environ: Environ

    @property
    def is_secure(self) -> bool:
        return bool(self.environ["wsgi.url_scheme"] == "https")

    @property
    def remote_addr(self) -> str | None:
        return self.environ.get("REMOTE_ADDR")

    @cached_property
    def host(self) -> str:
        return get_host(self.environ)

    @cached_property
    def cookies(self) -> Mapping[str, str]:
        return cookies_of(self.environ)

    @cached_property
    def args(self) -> Mapping[str, str]:
        return query_of(self.environ)


def cookies_of(environ: Environ) -> ImmutableMultiDict[str, str]:
    """The cookies; none where the header is too long, so that whoever sends it is nobody."""
    header = environ.get("HTTP_COOKIE", "")
    return ImmutableMultiDict(parse_cookie(header) if 0 < len(header) <= COOKIES_MAX_BYTES else ())


def query_of(environ: Environ) -> ImmutableMultiDict[str, str]:
    """The query's values; none where it is too long, which is answered with 413 (`require_short_query`)."""
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
    """Raises TooLarge (413) for a body that says no length and is longer than the limit: `read` gives it cut off there."""
    if get_content_length(sent.environ) is None and len(read()) >= BODY_MAX_BYTES:
        raise faults.too_large(language(sent))


def language(sent: Sent) -> str:
    """?lang=, else the cookie of an earlier choice, else Korean."""
    lang = sent.args.get("lang") or sent.cookies.get("lang") or "ko"
    return lang if lang in LANGUAGES else "ko"


def require_own_page(sent: Sent) -> None:
    """Raises NotAllowed for what another site's page sent: the browser adds our cookies to that too. A token is enough."""
    headers = sent.environ
    if headers.get("HTTP_AUTHORIZATION"):
        return
    foreign = not same_origin(headers.get("HTTP_ORIGIN"), headers)
    if foreign or headers.get("HTTP_SEC_FETCH_SITE") in ("cross-site", "same-site"):
        raise NotAllowed(gettext("다른 사이트에서 보낸 요청은 받지 않아요.", language(sent)))
