"""Requests to /actions/<verb> of every kind that programs, tablets, phones and strangers send, and what each is answered.

`ask` puts one to a WSGI application; what differs from run to run (places, tokens, moments) is written out as its kind.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
BODY_MAX = 1024 * 1024


@dataclass(frozen=True)
class Ask:
    """One request. `answers`: HTTP status and code. `who`: a role with its token, "tablet" and "phone" with their
    cookies, "" for nobody."""

    name: str
    answers: str
    path: str = "visitor.check_in"
    body: Any = field(default_factory=dict)  # a dict is sent as JSON, with an action_id of its own
    who: str = "desk"
    method: str = "POST"
    kind: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    length: str | None = None  # None: as long as the body; "": none is said
    pieces: bool = False  # sent in chunks
    scheme: str = "http"
    host: str = "localhost"
    peer: str = "127.0.0.1"


def _form(**fields: str) -> bytes:
    return "&".join(f"{name}={value}" for name, value in fields.items()).encode()


def _part(name: str, value: str) -> bytes:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


PLAIN = {"host": "kiosk.test", "peer": "192.0.2.7"}
FOREIGN = {"Origin": "https://elsewhere.example"}
SAID_BY_A_PAGE = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
PERSON = {"name": "정유진", "citizen": True, "consent": True}
LONG_QUERY = "x=" + "y" * 5000

ASKS = [
    # Done, refused, and the same again.
    Ask("done", "200 done", body={"visitor": 1}),
    Ask("done again", "200 done", body={"visitor": 1, "action_id": "done"}),
    Ask("another action under the same id", "409 action_id_reused", body={"visitor": 2, "action_id": "done"}),
    Ask("refused", "409 unknown_code", body={"code": "1234567890123456"}),
    Ask("unknown visitor", "404 not_found", body={"visitor": 999}),
    Ask("in English by its field", "404 not_found", body={"visitor": 999, "lang": "en"}),
    Ask("a program's ?lang= is not heard", "404 not_found", "visitor.check_in?lang=en", {"visitor": 999}),
    Ask("wrong form in English", "400 bad_fields", "visitor.check_in?lang=en", {"visitor": "x"}, who="tablet"),
    Ask("a tablet in English", "404 not_found", "visitor.check_in?lang=en", {"visitor": 999}, who="tablet"),
    Ask("a tablet's chosen language", "400 bad_fields", body=[], who="tablet", headers={"Cookie": "lang=en"}),
    Ask("a language that is none", "400 bad_fields", "visitor.check_in?lang=xx", [], who="tablet"),
    # The address, the method.
    Ask("no such verb", "404 not_found", "no.verb"),
    Ask("no such verb in English", "404 not_found", "no.verb?lang=en"),
    Ask("no such verb, strange letters", "404 not_found", "%EA%B0%80%FF<b>"),
    Ask("a verb of the clock's", "404 not_found", "expo.open_day"),
    Ask("a verb of pages", "404 not_found", "contact.open"),
    Ask("no verb at all", "404 not_found", ""),
    Ask("two verbs", "404 not_found", "a/b"),
    Ask("GET", "405 bad_method", method="GET"),
    Ask("HEAD", "405", method="HEAD"),
    Ask("PUT", "405 bad_method", method="PUT", body={"visitor": 1}),
    Ask("PATCH", "405 bad_method", method="PATCH"),
    Ask("DELETE", "405 bad_method", method="DELETE"),
    Ask("TRACE", "405 bad_method", method="TRACE"),
    Ask("GET of no verb", "404 not_found", "no.verb", method="GET"),
    Ask("DELETE of no verb", "404 not_found", "no.verb", method="DELETE"),
    Ask("GET by a stranger in English", "405 bad_method", "visitor.check_in?lang=en", who="", method="GET"),
    # How much is sent, and as what.
    Ask("no body", "400 bad_fields", body=b""),
    Ask("no JSON", "400 bad_fields", body=b'{"action_id": '),
    Ask("JSON, no object", "400 bad_fields", body=[1]),
    Ask("null", "400 bad_fields", body=b"null"),
    Ask("no text", "400 bad_fields", body=b"\xff\xfe\x00"),
    Ask("UTF-16", "200 done", body=json.dumps({"action_id": "16", "visitor": 1}).encode("utf-16")),
    Ask("a lone surrogate", "400 bad_fields", body=b'{"action_id": "\\ud800", "visitor": 1}'),
    Ask("deep JSON", "400 bad_fields", body=b"[" * 100_000),
    Ask("deep objects", "400 bad_fields", body=b'{"a":' * 50_000),
    Ask("a number without end", "400 bad_fields", body=b"9" * 10_000),
    Ask("a parameter of JSON", "200 done", body={"visitor": 1}, kind="Application/JSON; charset=utf-8"),
    Ask("another JSON", "200 done", body={"visitor": 1}, kind="application/vnd.x+json"),
    Ask("JSON that calls itself text", "200 done", body={"visitor": 1}, kind="text/plain"),
    Ask("JSON that calls itself a form", "400 bad_fields", body={"visitor": 1}, kind=FORM),
    Ask("JSON that calls itself nothing", "200 done", body={"visitor": 1}, kind=""),
    Ask("form", "200 done", body=_form(action_id="form", visitor="1"), kind=FORM),
    Ask("form with a name twice", "200 done", body=b"action_id=f2&visitor=1&visitor=2", kind=FORM),
    Ask("form that is no text", "400 bad_fields", body=b"action_id=%FF%00&booth=%ED%A0%80", kind=FORM),
    Ask("form of raw bytes", "400 bad_fields", body=b"action_id=\xff", kind=FORM),
    Ask("empty form", "400 bad_fields", body=b"", kind=FORM),
    Ask("form of too many fields", "413 too_large", body=b"a=b&" * 300, kind=FORM),
    Ask("multipart", "200 done", body=_part("action_id", "m") + _part("visitor", "1") + b"--x--\r\n", kind=MULTIPART),
    Ask("multipart that breaks off", "400 bad_fields", body=_part("action_id", "m"), kind=MULTIPART),
    Ask("multipart without a boundary", "400 bad_fields", body=_part("a", "b"), kind="multipart/form-data"),
    Ask("multipart of a strange boundary", "400 bad_fields", body=b"x", kind='multipart/form-data; boundary="\xff"'),
    Ask("multipart of too many fields", "413 too_large", body=_part("a", "b") * 300 + b"--x--\r\n", kind=MULTIPART),
    Ask("multipart of a long field", "413 too_large", body=_part("a", "b" * 600_000) + b"--x--\r\n", kind=MULTIPART),
    Ask("as large as may be", "400 bad_fields", body=b" " * (BODY_MAX - 2) + b"{}"),
    Ask("too large", "413 too_large", body=b" " * (BODY_MAX + 1)),
    Ask("too large for a stranger", "413 too_large", body=b" " * (BODY_MAX + 1), who=""),
    Ask("too large in English", "413 too_large", "visitor.check_in?lang=en", b" " * (BODY_MAX + 1), who=""),
    Ask("no length", "200 done", body={"visitor": 1}, length=""),
    Ask("a length that is none", "200 done", body={"visitor": 1}, length="x"),
    Ask("a length below nothing", "200 done", body={"visitor": 1}, length="-1"),
    Ask("cut off", "400 bad_fields", body={"visitor": 1}, length="500"),
    Ask("cut off in English", "400 bad_fields", "visitor.check_in?lang=en", {"visitor": 1}, length="500", who=""),
    Ask("in pieces", "200 done", body={"visitor": 3}, pieces=True),
    Ask("form in pieces", "200 done", body=_form(action_id="fp", visitor="1"), kind=FORM, pieces=True),
    Ask("pieces without end", "413 too_large", body=b" " * (BODY_MAX + 1), pieces=True),
    Ask("pieces up to the limit", "413 too_large", body=b" " * BODY_MAX, pieces=True),
    Ask("a long query", "413 too_large", f"visitor.check_in?{LONG_QUERY}", {"visitor": 1}),
    Ask("a long query to no verb", "404 not_found", f"no.verb?{LONG_QUERY}"),
    Ask("a long query that names a language", "413 too_large", f"visitor.check_in?lang=en&{LONG_QUERY}", {"visitor": 1}),
    # Who asks.
    Ask("nobody", "401 not_paired", who=""),
    Ask("nobody, no JSON", "401 not_paired", who="", body=b"{{{"),
    Ask("a foreign token", "401 not_paired", who="", headers={"Authorization": "Bearer nobody"}),
    Ask("no token", "401 not_paired", who="", headers={"Authorization": "Bearer "}),
    Ask("another scheme", "401 not_paired", who="", headers={"Authorization": "Basic x"}),
    Ask("a token of 100 KB", "401 not_paired", who="", headers={"Authorization": "Bearer " + "x" * 100_000}),
    Ask("a wrong role", "403 not_allowed", who="board", body={"visitor": 1}),
    Ask("a wrong role, no JSON", "403 not_allowed", who="board", body=b"{{{"),
    Ask("another booth's", "403 not_allowed", "booth.pause", {"booth": "A01"}, who="booth"),
    Ask("its own booth", "200 done", "booth.pause", {"booth": "A03"}, who="booth"),
    Ask("a named station with a token", "200 done", "visitor.check_in?station=99", {"visitor": 1}),
    Ask("a named station that is not here", "401 not_paired", "visitor.check_in?station=99", {"visitor": 1}, who="tablet"),
    Ask("a named station that is none", "401 not_paired", "visitor.check_in?station=%00x", {"visitor": 1}, who="tablet"),
    Ask("a tablet", "200 done", body={"visitor": 2}, who="tablet"),
    Ask("a tablet's own page", "200 done", body={"visitor": 2}, who="tablet", headers=SAID_BY_A_PAGE),
    Ask("a foreign page with a cookie", "403 not_allowed", body={"visitor": 1}, who="tablet", headers=FOREIGN),
    Ask("a foreign page with a token", "200 done", body={"visitor": 1}, headers=FOREIGN),
    Ask("a foreign page of a stranger", "403 not_allowed", body={"visitor": 1}, who="", headers=FOREIGN),
    Ask("a foreign page in English", "403 not_allowed", "visitor.check_in?lang=en", who="tablet", headers=FOREIGN),
    Ask("cross-site", "403 not_allowed", who="tablet", headers={"Sec-Fetch-Site": "cross-site"}),
    Ask("same-site", "403 not_allowed", who="tablet", headers={"Sec-Fetch-Site": "same-site"}),
    Ask("a query that is no text", "400 bad_fields", "visitor.check_in?lang=\xff", who="tablet"),
    Ask("cookies that are no text", "200 done", who="tablet", headers={"Cookie": "x=\xff"}, body={"visitor": 1}),
    Ask("cookies that are too long", "401 not_paired", who="tablet", headers={"Cookie": "x=" + "y" * 20_000}),
    # Plain HTTP off this machine, and HTTPS.
    Ask("plain HTTP with a token", "403 not_allowed", body={"visitor": 1}, **PLAIN),
    Ask("plain HTTP with a cookie", "403 not_allowed", who="tablet", body={"visitor": 1}, **PLAIN),
    Ask("plain HTTP in English", "403 not_allowed", "visitor.check_in?lang=en", who="", **PLAIN),
    Ask("plain HTTP registers nobody", "403 not_allowed", "visitor.register", PERSON, who="phone", **PLAIN),
    Ask("plain HTTP, no such verb", "404 not_found", "no.verb", **PLAIN),
    Ask("plain HTTP, an open verb with a token", "403 not_allowed", "ticket.join", {"booth": "A01", "visitor": 1}, **PLAIN),
    Ask("plain HTTP, an open verb of a phone", "403 not_allowed", "ticket.join", {"booth": "A01"}, who="phone", **PLAIN),
    Ask("plain HTTP, an open verb of nobody", "401 not_paired", "phone.bind", {"code": "1"}, who="", **PLAIN),
    Ask("a Host that lies", "403 not_allowed", body={"visitor": 1}, peer="192.0.2.7"),
    Ask("HTTPS", "200 done", body={"visitor": 1}, scheme="https", **PLAIN),
    Ask("HTTPS in English", "401 not_paired", "visitor.check_in?lang=en", {"visitor": 9}, who="", scheme="https", **PLAIN),
    # Phones and strangers: registrations and guesses.
    Ask("a phone does what stations do", "403 not_allowed", who="phone"),
    Ask("a phone registers", "200 done", "visitor.register", PERSON, who="phone"),
    Ask("a phone registers in English", "200 done", "visitor.register?lang=en", PERSON, who="phone"),
    Ask("a phone registers by a form", "400 bad_fields", "visitor.register", _form(action_id="r", name="x"), who="phone", kind=FORM),
    Ask("a phone registers nothing", "400 bad_fields", "visitor.register", [], who="phone"),
    *[
        Ask(f"registration {n}", answers, "visitor.register", PERSON, who="phone")
        for n, answers in enumerate(["200 done"] * 4 + ["429 too_many"] * 2)
    ],
    Ask("a phone's guess", "409 unknown_code", "phone.bind", {"code": "1234567890123456", "digits": "0000"}, who="phone"),
    Ask("a phone's guess of what is no text", "400 bad_fields", "phone.bind", {"code": [1], "digits": 0}, who="phone"),
    Ask("a stranger's guess", "401 not_paired", "phone.bind", {"code": "1", "digits": "0000"}, who="", peer="127.0.0.7"),
    *[
        Ask(f"guess {n}", answers, "phone.bind", {"code": f"{n:016}", "bind": "x"}, who="phone", peer="127.0.0.8")
        for n, answers in enumerate(["409 wrong_state"] * 9 + ["429 too_many"] * 2)
    ],
    Ask("too many, in English", "429 too_many", "phone.bind?lang=en", {"code": "1"}, who="phone", peer="127.0.0.8"),
    Ask("too many, no verb", "404 not_found", "no.verb", {"code": "1"}, who="phone", peer="127.0.0.8"),
    Ask("a station at an address of guesses", "409 unknown_code", body={"code": "1"}, peer="127.0.0.8"),
]  # fmt: skip


def ask(
    application: Callable[..., Iterable[bytes]], one: Ask, who: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """Status, headers (sorted) and body of one request. `who`: the headers by which each of the cast is known."""
    environ, started = environ_of(one, who.get(one.who, {})), []
    found = application(environ, lambda status, headers, *_: started.append((status, headers)))
    try:
        body = b"".join(found)
    finally:
        if close := getattr(found, "close", None):
            close()
    [(status, headers)] = started
    length = [value for name, value in headers if name == "Content-Length"]
    assert length == [str(len(body))] or one.method == "HEAD" or "Allow" in dict(headers), one.name
    return {
        "status": int(status[:3]),
        "headers": sorted(f"{name}: {value}" for name, value in headers if name != "Content-Length"),
        "body": _kinds(body.decode()),
    }


def environ_of(one: Ask, known_by: dict[str, str]) -> dict[str, Any]:
    """As the server makes it (PEP 3333)."""
    body = one.body
    if isinstance(body, dict):
        body = {"action_id": one.name, **body}
    if not isinstance(body, bytes):
        body = json.dumps(body, ensure_ascii=False).encode()
    path, _, query = one.path.partition("?")
    raw = re.sub(rb"%(..)", lambda found: bytes([int(found[1], 16)]), path.encode())
    environ = {
        "REQUEST_METHOD": one.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": "/actions/" + raw.decode("latin1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": one.peer,
        "HTTP_HOST": one.host,
        "CONTENT_TYPE": one.kind,
        "wsgi.url_scheme": one.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": BytesIO(),
    }
    if one.pieces:
        environ["HTTP_TRANSFER_ENCODING"] = "chunked"
    elif one.length != "":
        environ["CONTENT_LENGTH"] = one.length or str(len(body))
        if environ["CONTENT_LENGTH"].isdecimal() and int(environ["CONTENT_LENGTH"]) > len(body):
            environ["wsgi.input"] = _CutOff(body)
    headers: dict[str, str] = {}
    for name, value in [*known_by.items(), *one.headers.items()]:
        headers[name] = f"{headers[name]}; {value}" if name in headers else value
    return environ | {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}


class _CutOff(BytesIO):
    """As the server reads a body whose end never comes."""

    def read(self, *_: Any) -> bytes:
        raise OSError("unexpected end of file while reading request")

    readinto = read  # type: ignore[assignment]


def _kinds(text: str) -> str:
    text = re.sub(r'"place": "[\w-]+"', '"place": "(place)"', text)
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:\+\d\d:\d\d|Z)", "(moment)", text)
