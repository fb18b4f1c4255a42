"""What an edge answers by HTTP: static files and its own health itself, public pages out of what it keeps, visitors' pages and
actions by asking the primary. Everything else is at the primary alone.
"""

import json
import re
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from urllib.parse import quote

import jinja2
from werkzeug.exceptions import NotFound
from werkzeug.http import HTTP_STATUS_CODES, parse_accept_header, parse_cookie
from werkzeug.wrappers import Response

from kiosk.edges.keeping import Keeping
from kiosk.edges.refusals import AWAY, BUSY, NO_PAGE, NOT_HERE, TOO_LARGE
from kiosk.edges.upstream import Answer, Away, Busy, Environ, Upstream, whose, without_stations
from kiosk.language.sentences import LANGUAGES, N_, gettext
from kiosk.serving import static_files
from kiosk.serving.logs import log_request
from kiosk.serving.version import version

Start = Callable[..., Any]

PATH_MAX, QUERY_MAX, COOKIES_MAX = 300, 1024, 4096
POSTED_MAX = 1024 * 1024  # as the primary has it
RETRY_S = "2"

_KEY = "[^/]{1,60}"
# The same for everybody, in one language: kept for all who ask.
PUBLIC = re.compile(
    rf"/(?:board(?:/{_KEY})?|board\.json|plan(?:/{_KEY}(?:/way)?)?|plan\.(?:json|csv)|programme|programme\.json"
    rf"|results(?:/{_KEY})?|results\.json|sounds\.json|sounds/{_KEY}|face\.json|words\.json|face/{_KEY}/{_KEY}|openapi\.json"
    rf"|static/v-[0-9a-f]{{1,20}}/[\w./-]{{1,200}}|v/push-worker\.js)"
)
# Where the page differs for a phone that is bound, so that a phone that may be is asked for by itself.
DIFFERS = re.compile(rf"/plan(?:/{_KEY}(?:/way)?)?")
# About one person: asked for each time, and never kept.
PERSONAL = re.compile(
    rf"/[vV]/{_KEY}(?:/[\w.]{{1,20}})?|/visitors/{_KEY}\.json|/programme/own\.json|/register"
)
POSTED = re.compile(r"/actions/[a-z_.]{1,60}|/register/qr\.json")
PHONE = re.compile(r"(?:^|;)\s*(?:__Host-)?phone=")
STATIC = re.compile(r"/static/(?:v-([0-9a-f]{1,20})/)?(.{1,200})")
ASKED = ("Accept", "Content-Type", "Origin", "Sec-Fetch-Site", "User-Agent", "Cookie")

HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Kiosk", "1"),
    ("Cache-Control", "no-store"),
)


class Standing(Protocol):
    """How the edge itself stands."""

    def health(self) -> tuple[bool, dict[str, Any]]:
        """Whether it may be asked, and what /healthz says."""

    @property
    def fence(self) -> str:
        """The value of X-Fence, "" before the primary said it."""

    @property
    def origin(self) -> str:
        """Where the primary is for people, "" where nobody said."""


class Pages:
    """A WSGI application (PEP 3333)."""

    def __init__(self, upstream: Upstream, standing: Standing) -> None:
        self._upstream, self._standing = upstream, standing
        self._keeping = Keeping()
        self._version = version()  # worked out now, from the files as the edge starts with them
        loader = jinja2.FileSystemLoader(static_files.FOLDER.parent / "templates")
        self._templates = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        began = time.perf_counter()
        route, response = self._answer(environ)
        status = response.status_code if isinstance(response, Response) else response.status
        log_request(environ["REQUEST_METHOD"], route, status, began)
        if isinstance(response, Response):
            return response(environ, start)
        headers = [*response.headers, ("Content-Length", str(len(response.body)))]
        start(f"{status} {HTTP_STATUS_CODES.get(status, 'Unknown')}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else response.body]

    def _answer(self, environ: Environ) -> tuple[str, Answer | Response]:
        """The route, for the log, and the answer."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if len(path) > PATH_MAX or len(environ.get("QUERY_STRING") or "") > QUERY_MAX:
            return "-", self._refuse(environ, 413, "too_large", TOO_LARGE)
        if method == "POST":
            if POSTED.fullmatch(path):
                return "passed on", self._pass_on(environ)
            return "-", self._refuse(environ, 403, "not_allowed", NOT_HERE)
        if method not in ("GET", "HEAD"):
            return "-", self._refuse(environ, 405, "bad_method", NOT_HERE)
        if path == "/healthz":
            ok, said = self._standing.health()
            return "/healthz", self._json(200 if ok else 503, said)
        if (found := STATIC.fullmatch(path)) and (own := self._own_file(environ, found[1], found[2])):
            return "/static", own
        if path == "/":
            return "/", Answer(302, [*HEADERS, ("Location", "/board")], b"")
        if PUBLIC.fullmatch(path) and not (
            DIFFERS.fullmatch(path) and PHONE.search(environ.get("HTTP_COOKIE", ""))
        ):
            return "kept", self._kept_page(environ)
        if PERSONAL.fullmatch(path) or DIFFERS.fullmatch(path):
            return "passed on", self._pass_on(environ)
        return "-", self._refuse(environ, 404, "not_found", NOT_HERE)

    def _own_file(self, environ: Environ, named: str | None, filename: str) -> Response | None:
        """A file of this edge's own program; None where the primary has to be asked: another version's."""
        if named not in (None, self._version):
            return None
        try:
            give = static_files.kept_for_ever if named else static_files.fresh
            response = give(environ, filename)
        except NotFound:
            return self._refused_page(environ, 404, "not_found", NO_PAGE)
        response.headers.extend(HEADERS[2:4])
        return response

    def _kept_page(self, environ: Environ) -> Answer:
        """A page that is the same for everybody who asks in this language, by this name."""
        lang = _language(environ)
        accept = (
            "application/json" if environ.get("HTTP_ACCEPT", "").startswith("application/json") else "*/*"
        )
        headers = {**whose(environ), "Accept": accept, "Cookie": f"lang={lang}"}
        target = _target(environ)
        key = (target, lang, accept, environ["wsgi.url_scheme"], environ.get("HTTP_HOST") or "")
        try:
            page = self._keeping.page(
                key, lambda: self._upstream.ask(self._upstream.kept, "GET", target, headers)
            )
        except (Away, Busy) as error:
            return self._not_now(environ, error)
        gzips = parse_accept_header(environ.get("HTTP_ACCEPT_ENCODING")).quality("gzip") > 0
        return page.fitting(gzips=gzips)

    # What is passed on.

    def _pass_on(self, environ: Environ) -> Answer:
        """As the primary answers it to this phone, which it counts by its own address."""
        headers = {name: _header(environ, name) for name in ASKED if _header(environ, name)} | whose(environ)
        if cookies := without_stations(headers.pop("Cookie", "")[:COOKIES_MAX]):
            headers["Cookie"] = cookies
        body = None
        if environ["REQUEST_METHOD"] == "POST":
            body = environ["wsgi.input"].read(POSTED_MAX + 1)
            if len(body) > POSTED_MAX:
                return self._refuse(environ, 413, "too_large", TOO_LARGE)
        try:
            return self._upstream.ask(
                self._upstream.passed, environ["REQUEST_METHOD"], _target(environ), headers, body
            )
        except (Away, Busy) as error:
            return self._not_now(environ, error)

    # What is refused.

    def _not_now(self, environ: Environ, error: Exception) -> Answer:
        sentence = BUSY if isinstance(error, Busy) else AWAY
        refused = self._refuse(environ, 503, "busy", sentence)
        refused.headers.append(("Retry-After", RETRY_S))
        return refused

    def _refuse(self, environ: Environ, status: int, code: str, sentence: str) -> Answer:
        lang = _language(environ)
        message = gettext(sentence, lang)
        if _wants_json(environ):
            return self._json(status, {"ok": False, "code": code, "message": message})
        origin = self._standing.origin if sentence is NOT_HERE else ""
        page = self._templates.get_template("edge/refused.html").render(
            lang=lang,
            other=next(one for one in LANGUAGES if one != lang),
            message=message,
            version=self._version,
            status=status,
            origin=origin,
            board=gettext(N_("전체 현황판"), lang),
            plan=gettext(N_("구매계획"), lang),
        )
        return Answer(status, [("Content-Type", "text/html; charset=utf-8"), *self._headers()], page.encode())

    def _refused_page(self, environ: Environ, status: int, code: str, sentence: str) -> Response:
        refused = self._refuse(environ, status, code, sentence)
        return Response(refused.body, refused.status, refused.headers)

    def _json(self, status: int, data: dict[str, Any]) -> Answer:
        body = json.dumps(data, ensure_ascii=False).encode()
        return Answer(status, [("Content-Type", "application/json"), *self._headers()], body)

    def _headers(self) -> list[tuple[str, str]]:
        fence = self._standing.fence
        return [*HEADERS, *([("X-Fence", fence)] if fence else [])]


def _target(environ: Environ) -> str:
    path = environ["PATH_INFO"].encode("latin1")
    query = environ.get("QUERY_STRING") or ""
    return quote(path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")


def _header(environ: Environ, name: str) -> str:
    word = name.upper().replace("-", "_")
    return str(environ.get(word if word == "CONTENT_TYPE" else f"HTTP_{word}") or "")


def _language(environ: Environ) -> str:
    """?lang=, else the cookie of an earlier choice, else Korean, as at the primary (kiosk/pages/sent.py)."""
    query = re.search(r"(?:^|&)lang=([a-z]{2})(?:&|$)", environ.get("QUERY_STRING") or "")
    cookies = environ.get("HTTP_COOKIE", "")
    lang = query[1] if query else parse_cookie(cookies).get("lang") if len(cookies) <= COOKIES_MAX else ""
    return lang if lang in LANGUAGES else "ko"


def _wants_json(environ: Environ) -> bool:
    path: str = environ["PATH_INFO"]
    accepts: str = environ.get("HTTP_ACCEPT", "")
    return path.startswith("/actions") or path.endswith(".json") or accepts.startswith("application/json")
