"""However an action comes over the wire, whole or in pieces, by a program or a tablet, it is answered alike."""

import socket
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.outside.conftest import Cast
from tests.outside.programs import Browser, Reply

SAME_EACH_TIME = {"Content-Length", "Date", "Answer-Proof"}


def in_pieces(browser: Browser, path: str, body: bytes, **headers: str) -> Reply:
    """Sent in pieces, a body tells no length."""

    def pieces() -> Iterator[bytes]:
        yield body[:5]
        yield body[5:]

    return browser.send("POST", path, data=pieces(), headers={"Content-Type": "application/json", **headers})


def whole(browser: Browser, path: str, body: bytes, **headers: str) -> Reply:
    return browser.send("POST", path, data=body, headers={"Content-Type": "application/json", **headers})


def id_of() -> bytes:
    return uuid4().hex.encode()


@pytest.mark.parametrize(
    ("role", "path", "body"),
    [
        ("desk", "/actions/visitor.check_in", b'{"action_id": "%s", "visitor": 1}'),
        ("desk", "/actions/visitor.check_in?lang=en", b'{"action_id": "%s", "visitor": 99999}'),
        ("desk", "/actions/visitor.check_in", b'{"action_id": "%s", "visitor": 99999, "lang": "en"}'),
        ("desk", "/actions/visitor.check_in", b'{"action_id": "%s", "code": "1234"}'),
        ("desk", "/actions/visitor.check_in", b'{"action_id": "%s"}'),
        ("desk", "/actions/visitor.check_in", b'{"visitor": 1}'),
        ("desk", "/actions/visitor.check_in", b'["%s"]'),
        ("desk", "/actions/visitor.check_in", b'{"action_id": "%s", '),
        ("desk", "/actions/visitor.check_in", b"\xff\xfe%s"),
        ("desk", "/actions/visitor.check_in", b"[" * 3000 + b"%s"),
        ("desk", "/actions/visitor.register", b'{"action_id": "%s", "name": "\\ud800", "consent": true}'),
        ("desk", "/actions/station.revoke", b'{"action_id": "%s", "station": 1}'),
        ("desk", "/actions/expo.set_up", b'{"action_id": "%s"}'),
        ("desk", "/actions/no.verb", b'{"action_id": "%s"}'),
        ("booth", "/actions/booth.pause", b'{"action_id": "%s", "booth": "A01"}'),
        ("booth", "/actions/booth.open", b'{"action_id": "%s", "booth": "A03"}'),
        ("kiosk", "/actions/visitor.check_in", b'{"action_id": "%s", "visitor": 1}'),
        ("board", "/actions/visitor.check_in", b'{"action_id": "%s", "visitor": 1}'),
        ("desk", "/actions/visitor.check_in?station=99", b'{"action_id": "%s", "visitor": 1}'),
    ],
)
def test_whole_and_in_pieces_it_gets_one_answer(cast: Cast, role: str, path: str, body: bytes) -> None:
    browser = getattr(cast, f"{role}_station")
    whole(browser, path, body.replace(b"%s", id_of()))  # a first check-in is another answer than the next
    of_whole = whole(browser, path, body.replace(b"%s", id_of()))
    of_pieces = in_pieces(browser, path, body.replace(b"%s", id_of()))
    _require_same(of_whole, of_pieces)


def test_the_same_action_sent_both_ways_is_done_once(cast: Cast) -> None:
    person, body = cast.person(), b'{"action_id": "%s", "visitor": %d}'
    body = body % (id_of(), person.id)
    first = whole(cast.desk, "/actions/visitor.check_in", body)
    assert (first.status, first.data["welcome"]) == (200, "new")
    assert in_pieces(cast.desk, "/actions/visitor.check_in", body).text == first.text


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": "Bearer nobody"}, {"Authorization": "Basic x"}, {"Authorization": "Bearer "}],
)
def test_who_is_nobody_is_told_so_on_both(cast: Cast, headers: dict[str, str]) -> None:
    body = b'{"action_id": "x", "visitor": 1}'
    both = [way(cast.stranger, "/actions/visitor.check_in", body, **headers) for way in (whole, in_pieces)]
    assert [reply.status for reply in both] == [401, 401]
    _require_same(*both)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ],
)
def test_a_cookie_speaks_only_for_our_own_pages_on_both(cast: Cast, headers: dict[str, str]) -> None:
    made = cast.organiser.act("station.pair", role="desk").data["station"]
    tablet = cast.kiosk.browser()
    assert tablet.pair(made["pair_url"]).status == 200
    both = []
    for way in (whole, in_pieces):
        body = b'{"action_id": "%s", "visitor": 99999}' % id_of()
        both.append(way(tablet, f"/actions/visitor.check_in?station={made['id']}", body, **headers))
    assert [reply.status for reply in both] == [403 if headers else 404] * 2
    _require_same(*both)


def test_a_phone_that_registers_is_limited_as_before(cast: Cast) -> None:
    phone = cast.stranger
    assert phone.get("/register").status == 200
    statuses = []
    for number in range(8):
        fields: dict[str, Any] = {"name": f"방문{number}", "consent": True, "citizen": True}
        statuses.append(phone.act("visitor.register", **fields).status)
    assert statuses[0] == 200 and statuses[-1] == 429


def test_a_body_that_is_cut_off_on_its_way_is_400(cast: Cast) -> None:
    before = len(cast.kiosk.complained)
    head = (
        f"POST /actions/visitor.check_in HTTP/1.1\r\nHost: 127.0.0.1:{cast.kiosk.port}\r\n"
        f"Authorization: Bearer {cast.tokens['desk']}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", cast.kiosk.port), timeout=20) as half:
        half.sendall(head.encode() + b'{"action_id": "cut')
        half.shutdown(socket.SHUT_WR)
        answer = half.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400 ") and b'"bad_fields"' in answer
    assert "Traceback" not in "".join(cast.kiosk.complained[before:])


def _require_same(of_whole: Reply, of_pieces: Reply) -> None:
    assert (of_whole.status, of_whole.data) == (of_pieces.status, of_pieces.data)
    headers = [
        {name: value for name, value in reply.headers.items() if name not in SAME_EACH_TIME}
        for reply in (of_whole, of_pieces)
    ]
    assert headers[0] == headers[1]
