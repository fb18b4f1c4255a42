"""Every door to a secret that can be guessed stands behind the same count: pages, twins, actions, pairings, sockets."""

import itertools
import json
import re
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest
from requests.adapters import HTTPAdapter

from kiosk.data.tokens import hashed
from tests.outside.conftest import Cast, Person
from tests.outside.programs import Browser, Socket
from tests.outside.test_http import refused

_addresses = itertools.count(2)


class From(HTTPAdapter):
    """Sends from an address of its own: all of 127.0.0.0/8 is this machine."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, source_address=(self.address, 0), **more)


@pytest.fixture
def address() -> str:
    """One that no other test has tried anything from."""
    return f"127.0.1.{next(_addresses)}"


@pytest.fixture
def stranger(cast: Cast, address: str) -> Callable[..., Browser]:
    """A new browser at this test's address, with or without the cookie that the server gives."""

    def stranger(known: bool = False) -> Browser:
        browser = cast.stranger
        browser.session.mount("http://", From(address))
        if known:
            assert browser.get("/register").status == 200
            assert "phone" in browser.session.cookies
        return browser

    return stranger


@pytest.fixture
def person(cast: Cast) -> Person:
    return cast.person(arrived=True, phone="010-2345-6789")


def wrong() -> str:
    return f"{uuid4().int % 10**16:016}"


def socket_of(cast: Cast, browser: Browser, address: str) -> Socket:
    client = Socket(cast.kiosk.port, headers=f"Cookie: {browser.cookie_header}\r\n", source=address)
    client.join(None)
    return client


# Each is a door: what one failed try there answers.
DOORS: dict[str, Callable[[Cast, Browser, Person, str], Any]] = {
    "page": lambda cast, browser, person, address: browser.get(f"/v/{wrong()}"),
    "own": lambda cast, browser, person, address: browser.get(f"/v/{wrong()}/own"),
    "twin": lambda cast, browser, person, address: browser.get(f"/visitors/{wrong()}.json"),
    "digits": lambda cast, browser, person, address: browser.act(
        "phone.bind", code=person.code, digits="0000"
    ),
    "code of digits": lambda cast, browser, person, address: browser.act(
        "phone.bind", code=wrong(), digits="6789"
    ),
    "bind": lambda cast, browser, person, address: browser.act("phone.bind", code=person.code, bind=wrong()),
    "reserved": lambda cast, browser, person, address: browser.act(
        "visitor.register", name="아무개", citizen=True, consent=True, reserved_code=wrong()
    ),
    "pair": lambda cast, browser, person, address: browser.pair(f"/pair/{wrong()}"),
}


class TestOneCountForEveryDoor:
    @pytest.mark.parametrize("door", DOORS)
    def test_ten_failures_of_a_device_are_too_many_for_all_doors(
        self, cast: Cast, stranger: Callable[..., Browser], person: Person, address: str, door: str
    ) -> None:
        browser = stranger(known=True)
        failures = [DOORS[door](cast, browser, person, address).status for _ in range(10)]
        assert 429 not in failures and 200 not in failures
        for name, other in DOORS.items():
            assert other(cast, browser, person, address).status == 429, name
        joined = socket_of(cast, browser, address).watch(f"visitor:{person.code}")
        assert (joined["ok"], joined["code"]) == (False, "too_many")
        # The right ones as well, or a guess would still tell.
        assert browser.get(f"/v/{person.code}").status == 429
        refused(browser.get(f"/visitors/{person.code}.json"), 429, "too_many")
        refused(browser.act("phone.bind", code=person.code, digits="6789"), 429, "too_many")
        # Another device at the address still may.
        assert stranger(known=True).get(f"/visitors/{person.code}.json").status == 200

    def test_a_socket_counts_with_the_pages(
        self, cast: Cast, stranger: Callable[..., Browser], person: Person, address: str
    ) -> None:
        browser = stranger(known=True)
        socket = socket_of(cast, browser, address)
        codes = [socket.watch(f"visitor:{wrong()}")["code"] for _ in range(12)]
        assert codes == ["not_found"] * 10 + ["too_many"] * 2
        refused(browser.get(f"/visitors/{person.code}.json"), 429, "too_many")
        assert socket.watch("board:hall")["ok"]

    def test_sixty_of_an_address_are_too_many_whoever_asks_and_whatever_cookies_they_collect(
        self, cast: Cast, stranger: Callable[..., Browser], person: Person
    ) -> None:
        statuses = []
        for _ in range(7):
            browser = stranger(known=True)
            statuses += [browser.get(f"/visitors/{wrong()}.json").status for _ in range(9)]
        assert statuses == [404] * 60 + [429] * 3
        refused(stranger(known=True).get(f"/visitors/{person.code}.json"), 429, "too_many")
        refused(stranger().get(f"/visitors/{person.code}.json"), 429, "too_many")
        refused(stranger().act("phone.bind", code=person.code, digits="6789"), 429, "too_many")  # before 401
        assert cast.stranger.get(f"/visitors/{person.code}.json").status == 200

    @pytest.mark.parametrize("door", ["code of digits", "bind", "pair"])
    def test_tries_at_once_are_as_many_as_one_after_another(
        self, cast: Cast, stranger: Callable[..., Browser], person: Person, address: str, door: str
    ) -> None:
        first = stranger(known=True)
        browsers = [stranger() for _ in range(20)]
        for browser in browsers:
            browser.session.cookies.update(first.session.cookies)
        with ThreadPoolExecutor(len(browsers)) as pool:
            done = [
                pool.submit(DOORS[door], cast, browser, person, address)
                for browser in browsers
                for _ in range(4)
            ]
            statuses = [one.result().status for one in done]
        assert sorted(statuses) == [409] * 10 + [429] * 70

    def test_registrations_at_once_are_six(self, stranger: Callable[..., Browser]) -> None:
        first = stranger(known=True)
        browsers = [stranger() for _ in range(20)]
        for browser in browsers:
            browser.session.cookies.update(first.session.cookies)

        def register(browser: Browser) -> int:
            return browser.act("visitor.register", name="여럿", citizen=True, consent=True).status

        with ThreadPoolExecutor(len(browsers)) as pool:
            assert sorted(pool.map(register, browsers)) == [200] * 6 + [429] * 14

    def test_cookies_that_the_server_did_not_issue_are_no_devices(
        self, stranger: Callable[..., Browser], person: Person
    ) -> None:
        statuses = []
        for number in range(62):
            made_up = {"Cookie": f"phone=made-up-{number}"}
            statuses.append(stranger().get(f"/visitors/{wrong()}.json", headers=made_up).status)
        assert statuses == [404] * 60 + [429] * 2

    @pytest.mark.parametrize("cookie", ["made-up", "a.b", ".", "x" * 5000, "", "%00", "가"])
    def test_a_made_up_cookie_acts_as_none_and_is_given_a_real_one(
        self, stranger: Callable[..., Browser], person: Person, cookie: str
    ) -> None:
        browser = stranger()
        headers = {"Cookie": f"phone={cookie}".encode()}
        body = {"action_id": uuid4().hex, "code": person.code, "digits": "6789"}
        bound = browser.send("POST", "/actions/phone.bind", json=body, headers=headers)
        refused(bound, 401, "not_paired")
        given = browser.get(f"/v/{person.code}", headers=headers)
        assert given.status == 200 and given.cookies["phone"]

    def test_an_issued_cookie_is_kept_and_one_with_another_seal_is_none(
        self, stranger: Callable[..., Browser], person: Person
    ) -> None:
        browser = stranger(known=True)
        assert "Set-Cookie" not in browser.get(f"/v/{person.code}").headers
        browser.session.cookies.set("phone", browser.session.cookies["phone"][:-1] + "!")
        assert "Set-Cookie" in stranger().get(f"/v/{person.code}").headers

    def test_what_is_right_never_counts(self, stranger: Callable[..., Browser], person: Person) -> None:
        browser = stranger(known=True)
        assert {browser.get(f"/visitors/{person.code}.json").status for _ in range(70)} == {200}

    def test_a_phone_bound_to_its_visitor_is_not_shut_out_by_others_at_its_address(
        self, stranger: Callable[..., Browser], person: Person
    ) -> None:
        bound = stranger(known=True)
        assert bound.act("phone.bind", code=person.code, digits="6789").status == 200
        assert [stranger().get(f"/v/{wrong()}").status for _ in range(61)] == [404] * 60 + [429]
        assert bound.get(f"/v/{person.code}").status == 200
        assert bound.act("ticket.join", code=person.code, booth="A01").status == 200
        refused(bound.get(f"/visitors/{wrong()}.json"), 429, "too_many")


class TestAStationAtWork:
    def test_it_is_never_too_many_wherever_it_stands(
        self, cast: Cast, stranger: Callable[..., Browser], person: Person, address: str
    ) -> None:
        tablet = stranger()
        pair_url = cast.organiser.act("station.pair", role="desk").data["station"]["pair_url"]
        assert tablet.pair(pair_url).status == 200
        next_url = cast.organiser.act("station.pair", role="kiosk").data["station"]["pair_url"]
        assert [stranger().get(f"/v/{wrong()}").status for _ in range(61)][-1] == 429
        assert {tablet.get(f"/visitors/{wrong()}.json").status for _ in range(12)} == {404}
        assert tablet.get(f"/visitors/{person.code}.json").status == 200
        refused(tablet.act("visitor.check_in", code=wrong()), 409, "unknown_code")
        assert tablet.act("visitor.check_in", code=person.code).status == 200
        assert socket_of(cast, tablet, address).watch(f"visitor:{person.code}")["ok"]
        assert tablet.pair(next_url).status == 200


class TestWhatAStrangerLeavesBehind:
    @pytest.fixture
    def rows(self, cast: Cast) -> Callable[[], tuple[int, int]]:
        def rows() -> tuple[int, int]:
            with closing(sqlite3.connect(cast.kiosk.folder / "expo.db")) as db:
                count = "SELECT (SELECT count(*) FROM answers), (SELECT count(*) FROM journal)"
                found: tuple[int, int] = db.execute(count).fetchone()
                return found

        return rows

    @pytest.mark.parametrize("door", ["code of digits", "bind", "reserved", "pair"])
    def test_no_refusal_of_theirs_is_remembered(
        self,
        cast: Cast,
        stranger: Callable[..., Browser],
        person: Person,
        address: str,
        rows: Callable[[], tuple[int, int]],
        door: str,
    ) -> None:
        browser = stranger(known=True)
        before = rows()
        assert {DOORS[door](cast, browser, person, address).status for _ in range(5)} == {409}
        assert rows() == before

    def test_a_stations_refusals_are(self, cast: Cast, rows: Callable[[], tuple[int, int]]) -> None:
        before = rows()
        refused(cast.desk.act("visitor.check_in", code=wrong()), 409, "unknown_code")
        assert rows() == (before[0] + 1, before[1] + 1)

    def test_what_was_refused_is_done_after_mending_under_the_same_action_id(
        self, stranger: Callable[..., Browser], person: Person
    ) -> None:
        browser, once = stranger(known=True), uuid4().hex
        refused(browser.act("phone.bind", once, code=person.code, digits="0000"), 409, "unknown_code")
        assert browser.act("phone.bind", once, code=person.code, digits="6789").status == 200


class TestAPhoneOfTheEarlierProgram:
    def test_one_that_was_bound_stays_its_visitors_and_one_that_was_not_gets_a_new_cookie(
        self, cast: Cast, stranger: Callable[..., Browser], person: Person
    ) -> None:
        """Its cookie was 32 letters without a seal."""
        old = "Q" * 32
        with closing(sqlite3.connect(cast.kiosk.folder / "expo.db")) as db, db:
            db.execute(
                "INSERT INTO phones (visitor_id, token_hash, bound_at, secure, created_at) VALUES (?, ?, 1, 1, 1)",
                (person.id, hashed(old)),
            )
        phone = stranger()
        phone.session.headers["Cookie"] = f"phone={old}"
        assert phone.act("ticket.join", code=person.code, booth="A01").status == 200
        assert "Set-Cookie" not in phone.get(f"/v/{person.code}").headers
        unbound = stranger()
        unbound.session.headers["Cookie"] = f"phone={'R' * 32}"
        assert "Set-Cookie" in unbound.get(f"/v/{person.code}/own").headers


def test_a_station_holds_two_hundred_unreported_codes_and_no_more(cast: Cast) -> None:
    token = json.loads(cast.kiosk.cli("station", "add", "--role", "kiosk", "--json").stdout)["token"]
    kiosk = cast.kiosk.browser(token)
    blocks = [kiosk.act("code.block", count=50) for _ in range(4)]
    assert [len(one.data["codes"]) for one in blocks] == [50] * 4
    more = refused(kiosk.act("code.block", count=1), 409, "wrong_state")
    assert re.search("200", more["message"])
    held = blocks[0].data["codes"][0]["code"]
    reported = kiosk.act(
        "visitor.register", name="보고한 사람", citizen=True, consent=True, reserved_code=held
    )
    assert reported.status == 200
    assert kiosk.act("code.block", count=1).status == 200
    assert cast.desk.act("code.block", count=30).status == 200  # each station has its own


@pytest.mark.parametrize("who", ["desk", "stranger"])
def test_registrations_of_a_phone_are_counted_in_the_same_table(
    cast: Cast, stranger: Callable[..., Browser], who: str
) -> None:
    browser = stranger(known=True)
    fields = {"citizen": True, "consent": True}
    statuses = [browser.act("visitor.register", name=f"사람{n}", **fields).status for n in range(7)]
    assert statuses == [200] * 6 + [429]
    other = cast.desk if who == "desk" else stranger(known=True)
    assert other.act("visitor.register", name="다른 사람", **fields).status == 200
