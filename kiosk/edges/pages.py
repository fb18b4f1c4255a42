"""What an edge answers by HTTP: static files and its own health itself, public pages out of what it keeps, visitors' pages and
actions by asking the primary. Everything else is at the primary alone.
"""

import gzip
import json
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import jinja2
from gevent.event import Event
from werkzeug.exceptions import NotFound
from werkzeug.http import HTTP_STATUS_CODES, parse_accept_header, parse_cookie
from werkzeug.wrappers import Response

from kiosk.edges.upstream import Answer, Away, Busy, Environ, Upstream, whose, without_stations
from kiosk.language.sentences import LANGUAGES, N_, gettext
from kiosk.serving import static_files
from kiosk.serving.logs import log_request
from kiosk.serving.version import version

Start = Callable[..., Any]

FRESH_S = 2.0
ONE_BYTES_MAX = 2 * 1024 * 1024
ALL_BYTES_MAX = 64 * 1024 * 1024
COMPRESSED_FROM = 1024
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
PERSONAL = re.compile(rf"/[vV]/{_KEY}(?:/[\w.]{{1,20}})?|/visitors/{_KEY}\.json|/programme/own\.json|/register")
POSTED = re.compile(r"/actions/[a-z_.]{1,60}|/register/qr\.json")
PHONE = re.compile(r"(?:^|;)\s*(?:__Host-)?phone=")
STATIC = re.compile(r"/static/(?:v-([0-9a-f]{1,20})/)?(.{1,200})")
ASKED = ("Accept", "Content-Type", "Origin", "Sec-Fetch-Site", "User-Agent", "Cookie")
TEXTS = re.compile(r"text/|application/(?:json|javascript|manifest)|image/svg")

NOT_HERE = N_("이 화면은 여기에 없어요. 운영 단말은 박람회 서버의 주소로 열어 주세요.")
NO_PAGE = N_("그런 페이지는 없어요.")
AWAY = N_("지금 박람회 서버에 닿지 않아요. 잠시 뒤에 다시 열어 주세요.")
BUSY = N_("지금 보는 사람이 많아요. 잠시 뒤에 다시 열어 주세요.")
TOO_LARGE = N_("보낸 것이 너무 커요. 줄여서 다시 보내 주세요.")
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


@dataclass
class _Page:
    answer: Answer
    at: float
    for_s: float
    compressed: bytes = b""

    @property
    def size(self) -> int:
        return len(self.answer.body) + len(self.compressed) + 1024

    def is_fresh(self) -> bool:
        return time.monotonic() < self.at + self.for_s


@dataclass
class _Flight:
    """A question to the primary for which others wait."""

    done: Event = field(default_factory=Event)
    error: Exception | None = None


class Pages:
    """A WSGI application (PEP 3333)."""

    def __init__(self, upstream: Upstream, standing: Standing) -> None:
        self._upstream, self._standing = upstream, standing
        self._kept: OrderedDict[tuple[str, ...], _Page] = OrderedDict()
        self._bytes = 0
        self._flights: dict[tuple[str, ...], _Flight] = {}
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
        if found := STATIC.fullmatch(path):
            if own := self._own_file(environ, found[1], found[2]):
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

    # What is kept.

    def _kept_page(self, environ: Environ) -> Answer:
        lang = _language(environ)
        gzips = parse_accept_header(environ.get("HTTP_ACCEPT_ENCODING")).quality("gzip") > 0
        wants = environ.get("HTTP_ACCEPT", "").startswith("application/json")
        key = (
            environ["PATH_INFO"],
            environ.get("QUERY_STRING") or "",
            lang,
            "json" if wants else "",
            environ["wsgi.url_scheme"],
            environ.get("HTTP_HOST") or "",
        )
        page = self._kept.get(key)
        if page is None or not page.is_fresh():
            try:
                page = self._renewed(key, environ, lang, page)
            except (Away, Busy) as error:
                if page is None:
                    return self._not_now(environ, error)
        self._kept.move_to_end(key) if key in self._kept else None
        return _fitting(page, gzips)

    def _renewed(self, key: tuple[str, ...], environ: Environ, lang: str, old: _Page | None) -> _Page:
        """The page as the primary has it now: asked for once, however many want it. Raises Away, Busy."""
        if flight := self._flights.get(key):
            if old:
                return old
            flight.done.wait()
            if flight.error:
                raise flight.error
            return self._kept.get(key) or self._renewed(key, environ, lang, None)
        flight = self._flights[key] = _Flight()
        try:
            headers = {**whose(environ), "Accept": "application/json" if key[3] else "*/*", "Cookie": f"lang={lang}"}
            answer = self._upstream.ask(self._upstream.kept, "GET", _target(environ), headers)
            if answer.status >= 500:
                raise Away
            page = _Page(answer, time.monotonic(), _for_s(answer))
            self._keep(key, page)
            return page
        except (Away, Busy) as error:
            flight.error = error
            raise
        finally:
            del self._flights[key]
            flight.done.set()

    def _keep(self, key: tuple[str, ...], page: _Page) -> None:
        if old := self._kept.pop(key, None):
            self._bytes -= old.size
        if page.size > ONE_BYTES_MAX or page.answer.header("set-cookie"):
            return
        if page.answer.header("content-encoding") == "" and len(page.answer.body) >= COMPRESSED_FROM:
            if TEXTS.match(page.answer.header("content-type")):
                page.compressed = gzip.compress(page.answer.body, 5, mtime=0)
        self._kept[key] = page
        self._bytes += page.size
        while self._bytes > ALL_BYTES_MAX:
            _, gone = self._kept.popitem(last=False)
            self._bytes -= gone.size

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


def _fitting(page: _Page, gzips: bool) -> Answer:
    """The page in the coding that this reader takes."""
    if not page.compressed:
        return page.answer
    vary = ("Vary", "Accept-Encoding")
    if not gzips:
        return page.answer._replace(headers=[*page.answer.headers, vary])
    return page.answer._replace(
        headers=[*page.answer.headers, vary, ("Content-Encoding", "gzip")], body=page.compressed
    )


def _for_s(answer: Answer) -> float:
    """For how long it is as good as new: what its address says for ever, for an hour of the edge's."""
    return 3600.0 if "immutable" in answer.header("cache-control") and answer.status == 200 else FRESH_S


def _target(environ: Environ) -> str:
    path = environ["PATH_INFO"].encode("latin1")
    query = environ.get("QUERY_STRING") or ""
    from urllib.parse import quote

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
    path = environ["PATH_INFO"]
    return (
        path.startswith("/actions")
        or path.endswith(".json")
        or environ.get("HTTP_ACCEPT", "").startswith("application/json")
    )
