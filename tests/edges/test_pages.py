"""What an edge answers by HTTP, over a primary that says what a test wants."""

from collections.abc import Callable
from typing import Any

import gevent
import pytest
from gevent.event import Event
from werkzeug.test import Client, TestResponse

from kiosk.edges import keeping, pages
from kiosk.edges.pages import Pages
from kiosk.edges.upstream import Answer, Away, Lane, whose
from kiosk.serving.version import version

HTML = [("Content-Type", "text/html; charset=utf-8")]


class Primary:
    """Counts what it is asked, with the headers; answers its path and how often it was asked."""

    kept, passed = Lane(4, 10_000), Lane(6, 10_000)

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes | None]] = []
        self.answers: Callable[[str], Answer] = lambda target: Answer(
            200, list(HTML), f"{target} {len(self.asked)}".encode()
        )
        self.wait: Event | None = None

    def ask(
        self, lane: Lane, method: str, target: str, headers: dict[str, str], body: bytes | None = None
    ) -> Answer:
        self.asked.append((method, target, dict(headers), body))
        if self.wait:
            self.wait.wait()
        return self.answers(target)


class Standing:
    fence, origin = "mark 3", "https://expo.example.kr"
    ok = True

    def health(self) -> tuple[bool, dict[str, Any]]:
        return self.ok, {"ok": self.ok}


@pytest.fixture
def primary() -> Primary:
    return Primary()


@pytest.fixture
def phone(primary: Primary) -> Client:
    return Client(Pages(primary, Standing()), use_cookies=False)  # type: ignore[arg-type]


def test_a_public_page_is_asked_for_once_while_it_is_fresh(
    phone: Client, primary: Primary, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = phone.get("/board?zone=A", headers={"Cookie": "__Host-phone=x; station_3=secret; lang=en"})
    assert first.status_code == 200 and phone.get("/board?zone=A&lang=en").status_code == 200
    assert [one[1] for one in primary.asked] == ["/board?zone=A", "/board?zone=A&lang=en"]
    assert primary.asked[0][2]["Cookie"] == "lang=en", "it is the same for all who read English"
    assert phone.get("/board?zone=A", headers={"Cookie": "lang=en"}).text == first.text
    assert phone.get("/board?zone=A").text != first.text, "Korean is another page"
    monkeypatch.setattr(keeping, "FRESH_S", 0.0)
    assert phone.get("/board?zone=A", headers={"Cookie": "lang=en"}).text == "/board?zone=A 4"


def test_all_who_want_a_page_wait_for_one_question(primary: Primary) -> None:
    primary.wait = Event()
    app = Pages(primary, Standing())  # type: ignore[arg-type]
    asking = [gevent.spawn(Client(app).get, "/plan") for _ in range(30)]
    gevent.sleep(0.01)
    primary.wait.set()
    gevent.joinall(asking, raise_error=True)
    assert {one.value.text for one in asking} == {"/plan 1"}


def test_while_the_primary_is_away_pages_are_shown_as_they_were(
    phone: Client, primary: Primary, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = phone.get("/board").text

    def away(_: str) -> Answer:
        raise Away

    primary.answers = away
    monkeypatch.setattr(keeping, "FRESH_S", 0.0)
    assert phone.get("/board").text == before
    new = phone.get("/plan")
    assert new.status_code == 503 and new.headers["Retry-After"] and "닿지 않아요" in new.text
    told = phone.post("/actions/ticket.cancel", json={})
    assert told.status_code == 503 and told.json and told.json["code"] == "busy"
    primary.answers = lambda _: Answer(500, list(HTML), b"fault")
    assert phone.get("/board").text == before, "a fault of the primary's is not kept either"


def test_a_page_is_compressed_once_and_only_for_who_takes_it(phone: Client, primary: Primary) -> None:
    primary.answers = lambda _: Answer(200, list(HTML), b"board " * 1000)
    small = phone.get("/board", headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "gzip" and len(small.data) < 500
    plain = phone.get("/board")
    assert "Content-Encoding" not in plain.headers and plain.data == b"board " * 1000
    assert "Accept-Encoding" in plain.headers["Vary"] and len(primary.asked) == 1


def test_what_is_kept_is_bounded(phone: Client, primary: Primary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "ALL_BYTES_MAX", 10_000)
    primary.answers = lambda target: Answer(200, [], b"x" * 3_000)
    for booth in range(10):
        phone.get(f"/board/A{booth}")
    asked = len(primary.asked)
    phone.get("/board/A9")
    assert len(primary.asked) == asked
    phone.get("/board/A0")
    assert len(primary.asked) == asked + 1, "the one that was asked for longest ago went"


def test_a_page_with_a_cookie_is_nobody_elses(phone: Client, primary: Primary) -> None:
    primary.answers = lambda _: Answer(200, [("Set-Cookie", f"phone={len(primary.asked)}")], b"x")
    assert phone.get("/board").headers["Set-Cookie"] == "phone=1"
    assert Client(phone.application, use_cookies=False).get("/board").headers["Set-Cookie"] == "phone=2"


@pytest.mark.parametrize(
    "path",
    [
        "/v/1234567890123456",
        "/v/1234567890123456/own",
        "/v/1234567890123456/meetings",
        "/v/1234567890123456/day.json",
        "/v/1234567890123456/badge.png",
        "/V/1234567890123456",
        "/visitors/1.json",
        "/programme/own.json",
        "/register",
        "/register?lang=en",
    ],
)
def test_what_is_about_one_person_is_never_kept(phone: Client, primary: Primary, path: str) -> None:
    """Not even where the primary should say that it may be."""
    for_ever = [("Cache-Control", "public, max-age=31536000, immutable")]
    primary.answers = lambda target: Answer(200, for_ever, f"{len(primary.asked)}".encode())
    for cookie in ("", "phone=word.seal"):
        seen = [phone.get(path, headers={"Cookie": cookie}).text for _ in range(2)]
        assert seen[0] != seen[1]
    assert len(primary.asked) == 4 and not phone.application._keeping._pages
    assert phone.post("/register/qr.json", json={}).text != phone.post("/register/qr.json", json={}).text


def test_a_bound_phones_plan_is_its_own(phone: Client, primary: Primary) -> None:
    cookie = {"Cookie": "phone=word.seal"}
    assert phone.get("/plan", headers=cookie).text != phone.get("/plan", headers=cookie).text
    assert primary.asked[0][2]["Cookie"] == "phone=word.seal"


def test_an_action_is_passed_on_with_the_phones_address_and_no_station(
    phone: Client, primary: Primary
) -> None:
    phone.post(
        "/actions/ticket.join",
        json={"booth": "A03"},
        headers={
            "Cookie": "station_4=secret; phone=word.seal",
            "Authorization": "Bearer organiser",
            "Host": "expo.example.kr",
            "X-Forwarded-For": "9.9.9.9",
            "X-Edge": "forged",
        },
        environ_base={"REMOTE_ADDR": "211.36.1.2", "wsgi.url_scheme": "https"},
    )
    method, target, headers, body = primary.asked[0]
    assert (method, target, body) == ("POST", "/actions/ticket.join", b'{"booth": "A03"}')
    assert headers["Cookie"] == "phone=word.seal" and "Authorization" not in headers
    assert headers["X-Forwarded-For"] == "211.36.1.2" and headers["X-Forwarded-Host"] == "expo.example.kr"
    assert "X-Edge" not in headers, "the edge's own token is added where the request leaves"


@pytest.mark.parametrize(
    "path",
    [
        "/organiser",
        "/desk",
        "/booth",
        "/kiosk",
        "/pair/x",
        "/begin",
        "/edge/link",
        "/standby/link",
        "/events",
        "/figures.json",
        "/stations.json",
        "/board/../organiser",
        "/v/1/2/3",
        "/static/../../settings.py",
        "/face/x/../../desk",
        "/board/" + "x" * 400,
    ],
)
def test_everything_else_is_at_the_primary_alone(phone: Client, primary: Primary, path: str) -> None:
    assert phone.get(path).status_code in (403, 404, 413) and not primary.asked


@pytest.mark.parametrize(
    "path", ["/organiser/face.json", "/pair/x", "/answered", "/board", "/v/1", "/demo/pace"]
)
def test_only_actions_are_posted(phone: Client, primary: Primary, path: str) -> None:
    assert phone.post(path, data=b"x").status_code == 403 and not primary.asked


def test_too_much_is_refused_before_it_is_passed_on(
    phone: Client, primary: Primary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "POSTED_MAX", 10)
    refused = phone.post("/actions/ticket.join", data=b"x" * 11)
    assert refused.status_code == 413 and not primary.asked


def test_whoever_looks_for_something_else_is_told_where_it_is(phone: Client) -> None:
    page = phone.get("/organiser", headers={"Cookie": "lang=en"})
    assert "https://expo.example.kr" in page.text and page.headers["X-Fence"] == "mark 3"
    told = phone.get("/stations.json")
    assert told.json and told.json["code"] == "not_found" and told.headers["X-Kiosk"] == "1"


def test_its_own_files_are_its_own_and_kept_for_ever(phone: Client, primary: Primary) -> None:
    def get(path: str) -> TestResponse:
        return phone.get(path)

    own = get(f"/static/v-{version()}/js/core/floor.js")
    assert own.status_code == 200 and "immutable" in own.headers["Cache-Control"]
    assert get("/static/js/core/floor.js").headers["Cache-Control"] == "no-cache"
    assert get(f"/static/v-{version()}/nothing.js").status_code == 404 and not primary.asked
    primary.answers = lambda _: Answer(
        200, [("Cache-Control", "public, max-age=1, immutable")], b"of another"
    )
    assert get("/static/v-0123456789/js/core/floor.js").data == b"of another" and len(primary.asked) == 1


def test_health_is_the_edges_own(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert phone.get("/healthz").json == {"ok": True}
    monkeypatch.setattr(Standing, "ok", False)
    assert phone.get("/healthz").status_code == 503


def test_head_has_no_body(phone: Client) -> None:
    answer = phone.head("/board")
    assert answer.status_code == 200 and answer.data == b""


def test_of_whom_nobody_knows_the_address_it_is_said_so() -> None:
    assert whose({"REMOTE_ADDR": "", "wsgi.url_scheme": "http"})["X-Forwarded-For"] == "unknown"
