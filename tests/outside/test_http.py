"""What programs rely on over HTTP: each status, its shape, and the order in which things are looked at."""

import http.client
import json
import re
import socket
import time
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
import requests

from tests.outside.conftest import Cast

REFUSAL = {"ok", "code", "message"}


def refused(reply, status, code):
    """The contract's shape of a refusal."""
    assert (reply.status, reply.data and reply.data["code"]) == (status, code), reply.text
    assert reply.data.keys() >= REFUSAL
    assert reply.data["ok"] is False
    assert reply.data["message"]
    return reply.data


def test_the_sign_of_life_tells_the_newest_seq(cast: Cast) -> None:
    before = cast.stranger.get("/healthz").data
    cast.person()
    after = cast.stranger.get("/healthz").data
    assert before["ok"] is after["ok"] is True
    assert after["seq"] == before["seq"] + 1


def test_the_sign_of_life_tells_the_servers_clock(cast: Cast) -> None:
    told = datetime.fromisoformat(cast.stranger.get("/healthz").data["now"]).timestamp()
    shift_s = float(cast.kiosk.environ["KIOSK_CLOCK_SHIFT_S"])
    assert told == pytest.approx(time.time() + shift_s, abs=5)


def test_static_files_stand_for_ever_under_their_own_version_and_under_no_other(cast: Cast) -> None:
    """An old address with today's bytes would stay wrong for a year wherever it is kept."""
    version = cast.stranger.get("/healthz").data["version"]
    ours = cast.stranger.get(f"/static/v-{version}/css/base/base.css")
    assert (ours.status, ours.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    for other in ("0000000000", version[:-1], version.upper() + "0"):
        reply = cast.stranger.get(f"/static/v-{other}/css/base/base.css")
        assert (reply.status, reply.headers["Cache-Control"]) == (404, "no-store")
    assert cast.stranger.get("/static/css/base/base.css").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "method, path",
    [
        ("GET", "/board"),
        ("GET", "/board.json"),
        ("GET", "/healthz"),
        ("GET", "/sw.js"),
        ("GET", "/static/js/core/answers.js"),
        ("GET", "/no/such/page"),
        ("POST", "/actions/visitor.check_in"),
        ("POST", "/actions/no.such"),
    ],
)
def test_whatever_the_server_answers_is_marked_as_its_own(cast: Cast, method: str, path: str) -> None:
    """So that a page tells it from what a captive portal answers in its place."""
    data = {"action_id": uuid4().hex, "code": "1"} if method == "POST" else None
    reply = requests.request(method, cast.kiosk.address + path, json=data, timeout=15)
    assert reply.headers["X-Kiosk"] == "1"


def test_a_file_that_is_not_taken_is_refused_in_the_shape_of_an_answer(cast: Cast) -> None:
    """Else the tablet's outbox would take it for no answer, and send it for ever."""
    headers = {"Authorization": f"Bearer {cast.tokens['booth']}", "Accept": "application/json"}
    address = cast.kiosk.address + "/consultations/1/attachments"
    for file, status, code in (
        (None, 400, "bad_fields"),
        (b"MZ" + bytes(100), 400, "bad_fields"),
        (bytes(9 * 1024 * 1024), 413, "too_large"),
    ):
        files = {"file": ("a.png", file)} if file else {"other": ("a", b"")}
        reply = requests.post(address, headers=headers, files=files, timeout=15)
        assert (reply.status_code, reply.json()["ok"], reply.json()["code"]) == (status, False, code)


def test_no_printer_is_where_this_server_itself_or_nobody_answers(cast: Cast) -> None:
    for address in (f"127.0.0.1:{cast.kiosk.port}", f"localhost:{cast.kiosk.port}", "169.254.169.254:80"):
        fields = {"name": address, "driver": "network", "address": address}
        answer = refused(cast.organiser.act("printer.add", **fields), 400, "bad_fields")
        assert list(answer["fields"]) == ["address"]


class TestWhoAsks:
    def test_nobody_known_is_401(self, cast: Cast) -> None:
        refused(cast.stranger.act("visitor.check_in", code="1"), 401, "not_paired")
        refused(cast.stranger.get("/organiser.json"), 401, "not_paired")
        refused(cast.stranger.get("/booths/A03.json"), 401, "not_paired")

    @pytest.mark.parametrize("token", ["foreign", "", "x" * 5000, "a b", "%00"])
    def test_a_foreign_token_is_401_even_where_strangers_may_read(self, cast: Cast, token: str) -> None:
        foreign = cast.kiosk.browser(token)
        refused(foreign.get("/board.json"), 401, "not_paired")
        refused(foreign.get("/plan.json"), 401, "not_paired")
        refused(foreign.act("booth.pause", booth="A03"), 401, "not_paired")

    def test_a_revoked_token_is_401_at_once(self, cast: Cast) -> None:
        made = json.loads(cast.kiosk.cli("station", "add", "--role", "desk", "--json").stdout)
        desk = cast.kiosk.browser(made["token"])
        assert desk.get("/board.json").status == 200
        assert cast.organiser.act("station.revoke", station=made["id"]).status == 200
        refused(desk.get("/board.json"), 401, "not_paired")
        refused(desk.act("visitor.check_in", code="1"), 401, "not_paired")

    def test_other_schemes_of_authorization_are_401(self, cast: Cast) -> None:
        for value in ("Basic eDp5", "Bearer", "bearer x", "Bearer  "):
            reply = cast.stranger.get("/board.json", headers={"Authorization": value})
            refused(reply, 401, "not_paired")

    def test_a_wrong_role_is_403(self, cast: Cast) -> None:
        refused(cast.board.act("visitor.check_in", code="1"), 403, "not_allowed")
        refused(cast.desk.act("ticket.call_next", booth="A03", counter=1), 403, "not_allowed")
        refused(cast.desk.get("/organiser.json"), 403, "not_allowed")
        refused(cast.kiosk_station.get("/booths/A03.json"), 403, "not_allowed")

    def test_another_booths_station_is_403(self, cast: Cast) -> None:
        refused(cast.booth.act("booth.pause", booth="A02"), 403, "not_allowed")
        refused(cast.booth.get("/booths/A02.json"), 403, "not_allowed")
        assert cast.booth.get("/booths/A03.json").status == 200

    def test_another_booths_ticket_is_403(self, cast: Cast) -> None:
        person = cast.person(arrived=True)
        ticket = cast.desk.act("ticket.join", visitor=person.id, booth="B01").data["ticket"]["id"]
        refused(cast.booth.act("ticket.recall", ticket=ticket), 403, "not_allowed")

    def test_a_token_speaks_before_a_cookie(self, cast: Cast) -> None:
        browser = cast.stranger
        browser.pair(cast.organiser.act("station.pair", role="organiser").data["station"]["pair_url"])
        assert browser.get("/organiser.json").status == 200
        headers = {"Authorization": f"Bearer {cast.tokens['desk']}"}
        refused(browser.get("/organiser.json", headers=headers), 403, "not_allowed")
        refused(browser.get("/organiser.json", headers={"Authorization": "Bearer x"}), 401, "not_paired")

    def test_verbs_of_the_clock_are_no_verbs_for_programs(self, cast: Cast) -> None:
        for verb in ("expo.open_day", "expo.restore", "station.redeem", "export.note"):
            for who in (cast.organiser, cast.stranger):
                reply = who.act(verb)
                assert reply.status in (403, 404), (verb, reply.text)


class TestTheOrderOfChecks:
    """404 and 405, 413, 429, 401, 403, 400, the remembered answer; inside: 404, 403, 400, the rules."""

    def test_no_such_verb_comes_before_who_asks(self, cast: Cast) -> None:
        refused(cast.stranger.act("visitor.fly"), 404, "not_found")
        refused(cast.kiosk.browser("foreign").act("visitor.fly"), 404, "not_found")
        refused(cast.stranger.get("/actions/visitor.fly"), 404, "not_found")
        refused(cast.stranger.send("DELETE", "/actions/visitor.fly"), 404, "not_found")
        refused(cast.kiosk.browser("foreign").get("/nothing.json"), 404, "not_found")

    def test_a_wrong_method_comes_before_who_asks(self, cast: Cast) -> None:
        foreign = cast.kiosk.browser("foreign")
        refused(foreign.get("/actions/visitor.check_in"), 405, "bad_method")
        refused(foreign.send("PUT", "/actions/visitor.check_in", json={}), 405, "bad_method")
        refused(foreign.send("POST", "/board.json", json={}), 405, "bad_method")
        refused(foreign.send("DELETE", "/board.json"), 405, "bad_method")

    def test_too_large_comes_before_who_asks(self, cast: Cast) -> None:
        reply = cast.stranger.send("POST", "/actions/visitor.check_in", data=b"x" * 10_000_000)
        refused(reply, 413, "too_large")

    def test_who_asks_comes_before_the_form(self, cast: Cast) -> None:
        refused(cast.stranger.send("POST", "/actions/booth.pause", data=b"{{{"), 401, "not_paired")
        refused(cast.board.send("POST", "/actions/booth.pause", data=b"{{{"), 403, "not_allowed")

    def test_the_stations_own_booth_comes_before_the_form(self, cast: Cast) -> None:
        refused(cast.booth.act("ticket.call_next", booth="A02"), 403, "not_allowed")
        refused(cast.booth.act("ticket.call_next", booth="A02", counter="x", more=1), 403, "not_allowed")

    def test_the_form_comes_before_what_it_is_about(self, cast: Cast) -> None:
        refused(cast.organiser.act("ticket.call", ticket=999999, counter=0, reason="x"), 400, "bad_fields")

    def test_the_remembered_answer_comes_before_the_rules(self, cast: Cast) -> None:
        person, once = cast.person(), uuid4().hex
        first = cast.desk.act("visitor.check_in", once, visitor=person.id)
        again = cast.desk.act("visitor.check_in", once, visitor=person.id)
        assert (first.status, first.data["welcome"]) == (200, "new")
        assert again.text == first.text

    def test_what_it_is_about_comes_before_whose_it_is_and_before_the_look_up(self, cast: Cast) -> None:
        refused(cast.booth.act("ticket.recall", ticket=999999), 404, "not_found")
        for verb, field in (("consultation.note", "consultation"), ("signing.done", "signing")):
            refused(cast.organiser.act(verb, **{field: 999999}), 404, "not_found")
        refused(cast.organiser.act("station.revoke", station=999999), 404, "not_found")
        refused(cast.desk.act("visitor.check_in", visitor=999999), 404, "not_found")

    def test_whose_it_is_comes_before_the_look_up(self, cast: Cast) -> None:
        person = cast.person(arrived=True)
        ticket = cast.desk.act("ticket.join", visitor=person.id, booth="B01").data["ticket"]["id"]
        reply = cast.booth.act("ticket.call", ticket=ticket, counter=77, reason="x")
        refused(reply, 403, "not_allowed")
        reply = cast.organiser.act("ticket.call", ticket=ticket, counter=77, reason="x")
        assert refused(reply, 400, "bad_fields")["fields"].keys() == {"counter"}


class TestBadInput:
    def test_every_field_that_does_not_fit_is_named_with_a_sentence(self, cast: Cast) -> None:
        reply = cast.desk.act("visitor.register", name=["x"], consent="perhaps", wishes=7, colour="red")
        fields = refused(reply, 400, "bad_fields")["fields"]
        assert fields.keys() == {"name", "consent", "wishes", "colour"}
        assert all(isinstance(sentence, str) and sentence for sentence in fields.values())

    @pytest.mark.parametrize("action_id", [None, "", "x" * 65, 7, ["x"], "a\0b", "\ud800"])
    def test_an_action_needs_an_id_of_1_to_64_characters(self, cast: Cast, action_id: object) -> None:
        body = json.dumps({"action_id": action_id, "booth": "A03"})
        reply = cast.organiser.send("POST", "/actions/booth.pause", data=body)
        assert refused(reply, 400, "bad_fields")["fields"].keys() == {"action_id"}

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"null",
            b"[]",
            b'"text"',
            b"7",
            b"NaN",
            b"\xff\xfe\x00",
            b'{"action_id": "\xff"}',
            b"[" * 100_000,
            b'{"a":' * 50_000,
            b"action_id=%FF%00&booth=%ED%A0%80",
            b"-" + b"9" * 100_000,
        ],
        ids=lambda body: body[:12].decode("latin1"),
    )
    @pytest.mark.parametrize(
        "kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""]
    )
    def test_a_body_that_is_no_object_is_400(self, cast: Cast, body: bytes, kind: str) -> None:
        reply = cast.organiser.send("POST", "/actions/booth.pause", data=body, headers={"Content-Type": kind})
        assert refused(reply, 400, "bad_fields")["fields"]

    def test_a_broken_multipart_form_is_400(self, cast: Cast) -> None:
        for kind in (
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/json; charset=nope",
        ):
            reply = cast.organiser.send(
                "POST", "/actions/booth.pause", data=b"--x\r\nfoo", headers={"Content-Type": kind}
            )
            refused(reply, 400, "bad_fields")

    def test_a_form_does_what_json_does(self, cast: Cast) -> None:
        fields = {
            "action_id": uuid4().hex,
            "name": "양식",
            "enterprise": f"양식 {uuid4()}",
            "consent": "true",
        }
        reply = cast.desk.send("POST", "/actions/visitor.register", data=fields | {"wishes": "A01;A02"})
        assert reply.status == 200, reply.text
        files = {name: (None, value) for name, value in (fields | {"action_id": uuid4().hex}).items()}
        refused(cast.desk.send("POST", "/actions/visitor.register", files=files), 409, "already_registered")

    def test_a_key_sent_twice_is_no_fault(self, cast: Cast) -> None:
        body = f'{{"action_id": "{uuid4().hex}", "booth": "A03", "booth": 7}}'
        refused(cast.organiser.send("POST", "/actions/booth.pause", data=body), 400, "bad_fields")

    def test_text_that_is_no_text_is_400(self, cast: Cast) -> None:
        for text in ("\ud800", "a\0b", "\ufdd0", "\uffff"):
            body = json.dumps({"action_id": uuid4().hex, "booth": "A03", "reason": text})
            reply = cast.organiser.send("POST", "/actions/booth.pause", data=body)
            assert refused(reply, 400, "bad_fields")["fields"].keys() == {"reason"}

    def test_a_refusal_of_a_rule_is_409_with_its_code(self, cast: Cast) -> None:
        refused(cast.kiosk_station.act("visitor.check_in", code="1234"), 409, "unknown_code")
        refused(cast.desk.act("visitor.check_in", code="9" * 16), 409, "unknown_code")
        refused(cast.organiser.act("booth.pause", booth="Z99"), 409, "unknown_booth")
        refused(cast.organiser.act("booth.open", booth="A02"), 409, "wrong_state")
        refused(cast.desk.act("visitor.register", name="x", enterprise="y", consent=False), 409, "no_consent")

    def test_a_used_action_id_does_nothing_else(self, cast: Cast) -> None:
        person, once = cast.person(), uuid4().hex
        cast.desk.act("visitor.check_in", once, visitor=person.id)
        other = cast.person()
        refused(cast.desk.act("visitor.check_in", once, visitor=other.id), 409, "action_id_reused")
        refused(cast.desk.act("badge.reprint", once, visitor=person.id), 409, "action_id_reused")
        refused(cast.organiser.act("visitor.check_in", once, visitor=person.id), 409, "action_id_reused")

    def test_a_secret_is_shown_the_first_time_only(self, cast: Cast) -> None:
        once = uuid4().hex
        first = cast.organiser.act("station.pair", once, role="desk", name="둘째").data["station"]
        again = cast.organiser.act("station.pair", once, role="desk", name="둘째").data["station"]
        assert first["pair_url"]
        assert again == first | {"pair_url": None}


class TestTooMuch:
    def test_a_body_of_10_mb_is_413(self, cast: Cast) -> None:
        body = json.dumps({"action_id": uuid4().hex, "note": "x" * 10_000_000})
        refused(cast.organiser.send("POST", "/actions/consultation.note", data=body), 413, "too_large")

    @pytest.mark.parametrize("path", ["/actions/booth.pause", "/organiser/qr.json", "/pair/abc"])
    def test_a_body_without_a_length_is_413_too(self, cast: Cast, path: str) -> None:
        chunks = (b"x" * 65536 for _ in range(200))
        status, body = _chunked(cast, chunks, path)
        assert status in (413, None), body  # None: hung up on before the answer could be read
        if status:
            assert json.loads(body)["code"] == "too_large"

    def test_a_small_chunked_body_is_read(self, cast: Cast) -> None:
        body = json.dumps({"action_id": uuid4().hex, "booth": "A01"}).encode()
        status, text = _chunked(cast, [body[:10], body[10:]])
        assert (status, json.loads(text)["booth"]["state"]) == (200, "paused")

    def test_a_length_that_is_none_is_no_fault(self, cast: Cast) -> None:
        for length in ("-1", "x", "9" * 30, "1e3"):
            head = (
                f"POST /actions/booth.pause HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n"
            )
            status = _raw(cast, head.encode() + b"{}")
            assert status in (400, 401, 413), (length, status)

    @pytest.mark.parametrize(
        "path, status",
        [
            ("/board.json", 413),
            ("/actions/booth.pause", 413),
            ("/nothing.json", 404),
            ("/actions/visitor.fly", 404),
        ],
    )
    def test_a_query_of_5_kb_is_413(self, cast: Cast, path: str, status: int) -> None:
        method = "POST" if path.startswith("/actions") else "GET"
        query = "&".join(f"station={number}" for number in range(400))
        for browser in (cast.stranger, cast.organiser):
            reply = browser.send(method, f"{path}?{query}", json={} if method == "POST" else None)
            refused(reply, status, "too_large" if status == 413 else "not_found")

    def test_a_form_of_a_thousand_fields_is_413(self, cast: Cast) -> None:
        fields = {f"f{number}": "" for number in range(1000)}
        refused(cast.organiser.send("POST", "/actions/booth.pause", data=fields), 413, "too_large")
        parts = {name: (None, value) for name, value in fields.items()}
        refused(cast.organiser.send("POST", "/actions/booth.pause", files=parts), 413, "too_large")

    def test_of_ten_thousand_fields_nobody_knows_the_first_are_named(self, cast: Cast) -> None:
        reply = cast.organiser.act(
            "booth.pause", booth="A03", **{f"f{number}": 1 for number in range(10_000)}
        )
        assert len(refused(reply, 400, "bad_fields")["fields"]) == 20

    def test_a_browser_with_a_thousand_stations_is_known_by_the_one_it_names(self, cast: Cast) -> None:
        browser = cast.stranger
        station = browser.pair(cast.organiser.act("station.pair", role="desk").data["station"]["pair_url"])
        own = browser.cookie_header
        station_id = station.data["station"]["id"]
        # Each made-up cookie claims to be newer than the real one.
        for count, status in ((10, 200), (300, 401)):
            more = "; ".join(f"station_{10_000 + number}=x" for number in range(count))
            headers = {"Cookie": f"{own}; {more}"}
            named = cast.stranger.get(f"/desk/lists.json?station={station_id}", headers=headers)
            unnamed = cast.stranger.get("/desk/lists.json", headers=headers)
            assert (named.status, unnamed.status) == (200, status)

    def test_cookies_of_more_than_16_kb_are_nobodys(self, cast: Cast) -> None:
        browser = cast.stranger
        browser.pair(cast.organiser.act("station.pair", role="desk").data["station"]["pair_url"])
        headers = {"Cookie": f"{browser.cookie_header}; much={'x' * 17_000}"}
        refused(cast.stranger.get("/desk/lists.json", headers=headers), 401, "not_paired")

    def test_a_stranger_who_guesses_codes_is_429(self, cast: Cast) -> None:
        guesser = cast.stranger
        guesser.get("/v/" + cast.person().code)  # gives the browser its cookie
        statuses = [guesser.get(f"/visitors/{guess:016}.json").status for guess in range(12)]
        assert statuses == [404] * 10 + [429] * 2
        refused(guesser.get("/visitors/1.json"), 429, "too_many")
        person = cast.person()
        assert cast.stranger.get(f"/visitors/{person.code}.json").status == 200
        assert [cast.desk.get(f"/visitors/{guess:016}.json").status for guess in range(12)] == [404] * 12

    def test_a_phone_that_registers_too_many_people_is_429(self, cast: Cast) -> None:
        phone = cast.stranger
        phone.get("/register")
        fields = {"enterprise": "한 전화기", "consent": True}
        for _ in range(8):  # a form that is sent back to be mended costs nothing
            assert phone.act("visitor.register", name="사람", brn="1", **fields).status == 400
        statuses = [phone.act("visitor.register", name=f"사람{n}", **fields).status for n in range(8)]
        assert statuses == [200] * 6 + [429] * 2
        refused(phone.act("visitor.register", name="또", **fields), 429, "too_many")
        other = cast.stranger
        other.get("/register")
        assert other.act("visitor.register", name="다른 전화기", **fields).status == 200


class TestTheLog:
    @pytest.mark.parametrize(
        "head",
        [
            b"GET\x1b[31m /board.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            b"G\xc2\x9b31mET /board.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            b"\x1b]0;owned\x07 /board.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            b"GET /\x1b[2J%1b[2J%0a2026-10-29%20kiosk HTTP/1.1\r\nHost: \x1b[5m\r\nUser-Agent: \x1b[6m\r\n\r\n",
            b"FREE /board.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: \x1b[31mx\r\n\r\n",
            b"GET /socket.io/?EIO=%1b[31m&transport=%1b[31m HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        ],
    )
    def test_nothing_that_a_request_says_of_itself_reaches_it(self, cast: Cast, head: bytes) -> None:
        before = len(cast.kiosk.complained)
        assert _raw(cast, head) in (200, 400, 404, 405, 501)
        assert cast.stranger.get("/healthz").status == 200
        assert _until(lambda: any("/healthz" in line for line in cast.kiosk.complained[before:]))
        logged = cast.kiosk.complained[before:]
        assert all(line.rstrip("\n").isprintable() for line in logged), logged
        assert "FREE" not in "".join(logged)


class TestLanguage:
    def test_an_answer_speaks_the_language_that_was_asked_for(self, cast: Cast) -> None:
        person, once = cast.person(), uuid4().hex
        english = cast.desk.act("visitor.check_in", once, visitor=person.id, lang="en")
        assert english.data["message"].isascii()
        assert cast.desk.act("visitor.check_in", once, visitor=person.id).text == english.text
        refusal = cast.organiser.act("booth.open", booth="A02", lang="en")
        assert refused(refusal, 409, "wrong_state")["message"].isascii()
        misfit = cast.organiser.act("booth.pause", colour="red", lang="en")
        assert refused(misfit, 400, "bad_fields")["message"].isascii()
        assert cast.stranger.get("/organiser.json?lang=en").data["message"].isascii()

    def test_another_language_is_400(self, cast: Cast) -> None:
        for lang in ("fr", 7, ["ko"], {}):
            reply = cast.organiser.act("booth.pause", booth="A03", lang=lang)
            assert refused(reply, 400, "bad_fields")["fields"].keys() == {"lang"}


class TestSafety:
    def test_a_post_from_another_site_is_refused(self, cast: Cast) -> None:
        tablet = cast.stranger
        paired = tablet.pair(cast.organiser.act("station.pair", role="desk").data["station"]["pair_url"])
        station = paired.data["station"]["id"]
        person = cast.person()
        body = {"action_id": uuid4().hex, "visitor": person.id}
        path = f"/actions/visitor.check_in?station={station}"
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": f"http://localhost:{cast.kiosk.port + 1}"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            refused(tablet.send("POST", path, json=body, headers=headers), 403, "not_allowed")
        headers = {"Origin": cast.kiosk.address, "Sec-Fetch-Site": "same-origin"}
        assert tablet.send("POST", path, json=body, headers=headers).status == 200

    def test_every_answer_carries_the_policy(self, cast: Cast) -> None:
        for reply in (
            cast.stranger.get("/board"),
            cast.stranger.get("/board.json"),
            cast.stranger.get("/nothing"),
            cast.stranger.get("/kiosk"),
            cast.stranger.act("visitor.check_in"),
        ):
            policy = reply.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "unsafe-inline" not in policy and "http" not in policy
            assert reply.headers["Referrer-Policy"] == "no-referrer"
            assert reply.headers["X-Content-Type-Options"] == "nosniff"
            assert "no-store" in reply.headers["Cache-Control"]

    def test_cookies_are_for_http_and_this_site_only(self, cast: Cast) -> None:
        url = cast.organiser.act("station.pair", role="desk").data["station"]["pair_url"]
        pages = (cast.stranger.get("/v/" + cast.person().code), cast.stranger.get("/board?lang=en"))
        for reply in (cast.stranger.pair(url), *pages):
            cookie = reply.headers["Set-Cookie"]
            assert "HttpOnly" in cookie and re.search("SameSite=(Lax|Strict)", cookie)

    def test_logs_hold_no_code_no_name_no_phone_no_token(self, cast: Cast) -> None:
        person = cast.person(name="로그에없을이름", phone="010-9876-5432", email="secret@example.kr")
        cast.desk.act("visitor.check_in", code=person.code)
        for path in (f"/v/{person.code}", f"/V/{person.code}", f"/visitors/{person.code}.json"):
            cast.stranger.get(path)
        cast.stranger.get(f"/v/{person.code}?digits=5432")
        cast.desk.act("visitor.check_in", code=person.code[:-1] + "x", name="로그에없을이름")
        cast.desk.act("visitor.register", name="로그에없을이름", phone="010-9876-5432", consent=True)
        watcher = cast.kiosk.socket()
        watcher.watch(f"visitor:{person.code}")
        watcher.watch(f"visitor:{person.code}x")
        _raw(cast, f"GET /v/{person.code} HTTP/9.9\r\n\r\n".encode())
        _raw(cast, f"NONSENSE {person.code}\r\n\r\n".encode())
        log = "".join(cast.kiosk.complained)
        assert "GET /v/<code> 200" in log
        assert "Traceback" not in log
        for secret in (
            person.code,
            "로그에없을이름",
            "9876-5432",
            "98765432",
            "secret@",
            *cast.tokens.values(),
        ):
            assert secret not in log
        assert re.findall(r"(?<!\d)\d{16}(?!\d)", log) == []


class TestTwins:
    def test_the_board(self, cast: Cast) -> None:
        board = cast.stranger.get("/board.json").data
        assert board.keys() == {"seq", "booths"}
        assert [one["number"] for one in board["booths"]] == ["A01", "A02", "A03", "B01"]
        cell = next(one for one in board["booths"] if one["number"] == "A02")
        assert cell.keys() >= {"number", "agency", "state", "waiting", "called", "serving", "wait_min"}
        assert (cell["agency"], cell["state"], cell["waiting"]) == ("서울특별시교육청", "open", 0)
        assert cell["wait_min"] == [0, 0]

    def test_a_called_visitor_is_masked_on_the_board_and_whole_at_the_booth(self, cast: Cast) -> None:
        person, ticket = cast.called("A02")
        board = cast.stranger.get("/board.json").data["booths"]
        masked = next(one for one in board if one["number"] == "A02")["called"][0]
        booth = cast.desk.get("/booths/A02.json").data
        wanted = {"ticket": ticket, "number": person.number, "counter": 1}
        assert wanted.items() <= masked.items()
        assert masked["name"][0] == "김" and "○" in masked["name"] and masked["name"] != person.name
        assert booth["called"][0]["name"] == person.name
        [shown] = [one for one in booth["tickets"] if one["id"] == ticket]
        assert len(shown.pop("place")) == 16  # its name in `places:A02`, for staff alone
        assert shown == {
            "id": ticket,
            "number": person.number,
            "booth": "A02",
            "state": "called",
            "counter": 1,
            "held": False,
            "visitor": {"id": person.id, "name": person.name, "enterprise": shown["visitor"]["enterprise"]},
        }
        assert cast.desk.act("ticket.leave", ticket=ticket).status == 200

    def test_no_such_booth_is_404(self, cast: Cast) -> None:
        refused(cast.desk.get("/booths/Z99.json"), 404, "not_found")
        refused(cast.desk.get("/booths/a%00.json"), 404, "not_found")
        page = cast.stranger.get("/board/Z99")
        assert page.status == 404
        assert "<html" in page.text and "Z99" in page.text

    def test_a_visitor_is_masked_for_who_holds_the_code_and_whole_for_stations(self, cast: Cast) -> None:
        person = cast.person(need="휠체어", wishes=["B01"])
        cast.desk.act("visitor.check_in", code=person.code)
        path = f"/visitors/{person.code}.json"
        masked, whole = cast.stranger.get(path).data, cast.desk.get(path).data
        assert masked.keys() == whole.keys() == {"seq", "visitor", "agenda", "programme", "notices"}
        assert whole["visitor"]["name"] == person.name
        assert person.name not in json.dumps(masked, ensure_ascii=False)
        assert whole["visitor"]["badge"] == {"code": person.code, "number": person.number, "serial": 0}
        assert whole["agenda"].keys() == {"appointments", "tickets", "wishes", "suggestions"}
        assert [one["booth"] for one in whole["agenda"]["tickets"]] == ["B01"]
        assert "○" in masked["agenda"]["tickets"][0]["visitor"]["name"]
        refused(cast.desk.get("/visitors/123.json"), 404, "not_found")
        new = cast.desk.act("badge.reprint", visitor=person.id).data["visitor"]["badge"]["code"]
        refused(cast.desk.get(path), 404, "not_found")
        assert cast.stranger.get(f"/visitors/{new}.json").status == 200

    def test_the_organisers_figures(self, cast: Cast) -> None:
        before = cast.organiser.get("/organiser.json").data
        assert before.keys() >= {
            "seq",
            "persons_today",
            "enterprises_today",
            "waiting",
            "in_meetings",
            "outcomes",
        }
        assert {kind: set(one) for kind, one in before["outcomes"].items()} == {
            "consulted": {"count", "won"},
            "commitment": {"count", "won"},
            "contract": {"count", "won"},
            "mou": {"count"},
        }
        _, ticket = cast.called("A03")
        started = cast.booth.act("consultation.start", ticket=ticket, counter=1).data["consultation"]
        during = cast.organiser.get("/organiser.json").data
        lines = [{"outcome": "contract", "amount": 19_000_000}, {"outcome": "mou"}]
        assert cast.booth.act("consultation.finish", consultation=started["id"], lines=lines).status == 200
        after = cast.organiser.get("/organiser.json").data
        assert during["in_meetings"] == before["in_meetings"] + 1
        assert after["persons_today"] == before["persons_today"] + 1
        assert after["outcomes"]["contract"]["won"] == before["outcomes"]["contract"]["won"] + 19_000_000
        assert after["outcomes"]["mou"] == {"count": before["outcomes"]["mou"]["count"] + 1}

    def test_boards_that_are_not_public_are_for_stations(self, cast: Cast) -> None:
        assert cast.organiser.act("expo.settings", settings={"boards_public": False}).status == 200
        try:
            refused(cast.stranger.get("/board.json"), 401, "not_paired")
            assert cast.stranger.get("/board").status == 401
            assert cast.stranger.get("/board/A03").status == 401
            for role in ("kiosk", "desk", "booth", "board", "stage", "organiser"):
                assert cast.kiosk.browser(cast.tokens[role]).get("/board.json").status == 200
        finally:
            cast.organiser.act("expo.settings", settings={"boards_public": True})
        assert cast.stranger.get("/board.json").status == 200


class TestPages:
    @pytest.mark.parametrize("page", ["kiosk", "desk", "booth", "stage", "organiser"])
    def test_a_page_for_a_station_says_how_to_pair(self, cast: Cast, page: str) -> None:
        reply = cast.stranger.get(f"/{page}")
        assert reply.status == 401
        assert reply.headers["Content-Type"].startswith("text/html")
        assert "연결 QR" in reply.text
        assert cast.kiosk.browser("foreign").get(f"/{page}").status == 401

    @pytest.mark.parametrize("page", ["kiosk", "desk", "booth", "stage", "organiser", "board"])
    def test_a_station_opens_its_page(self, cast: Cast, page: str) -> None:
        reply = cast.kiosk.browser(cast.tokens[page]).get(f"/{page}")
        assert (reply.status, reply.text.count("</html>")) == (200, 1)

    @pytest.mark.parametrize("page", ["board", "board/A03", "plan", "register"])
    def test_anybody_opens_a_public_page(self, cast: Cast, page: str) -> None:
        reply = cast.stranger.get(f"/{page}")
        assert (reply.status, reply.text.count("</html>")) == (200, 1)

    def test_the_visitors_page_in_both_spellings(self, cast: Cast) -> None:
        person = cast.person()
        for path in (f"/v/{person.code}", f"/V/{person.code}"):
            reply = cast.stranger.get(path)
            assert reply.status == 200
            assert str(person.number) in reply.text
            assert person.name not in reply.text
        assert cast.stranger.get("/v/0000000000000000").status == 404

    def test_pages_speak_english_when_asked(self, cast: Cast) -> None:
        browser = cast.stranger
        assert '<html lang="en"' in browser.get("/board?lang=en").text
        assert '<html lang="en"' in browser.get("/board").text
        assert '<html lang="ko"' in cast.stranger.get("/board").text

    def test_no_page_names_another_host(self, cast: Cast) -> None:
        for path in ("/board", "/board/A03", "/plan", "/v/" + cast.person().code):
            text = cast.stranger.get(path).text.replace("http://www.w3.org/", "")
            assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", text) == []

    def test_a_page_is_404_with_a_page(self, cast: Cast) -> None:
        reply = cast.stranger.get("/nothing/here")
        assert (reply.status, reply.text.count("</html>")) == (404, 1)

    def test_the_plan_is_read_by_programs_page_by_page(self, cast: Cast) -> None:
        whole = cast.stranger.get("/plan.json").data
        assert (whole["count"], whole["won"], whole["pages"], whole["page"]) == (4, 33_000_000, 1, 1)
        assert [one["won"] for one in whole["items"]] == [19_000_000, 7_000_000, 4_000_000, 3_000_000]
        assert whole["items"][0].keys() >= {"id", "booth", "agency", "department", "title", "category", "won"}
        assert whole["items"][0]["booth"] == "A03" and whole["items"][0]["wait_min"]
        some = cast.stranger.get("/plan.json?quarter=1분기&min=7000000&max=7000000").data
        assert [one["title"] for one in some["items"]] == ["안내서 인쇄"] and some["count"] == 1
        assert (
            cast.stranger.get("/plan.json?agency=A03").data
            == cast.stranger.get("/plan.json?agency=종로구").data
        )
        assert cast.stranger.get("/plan.json?page=2").data["items"] == []

    def test_what_does_not_fit_in_a_search_of_the_plan_is_said(self, cast: Cast) -> None:
        reply = cast.stranger.get("/plan.json?min=x&page=0&q=" + "가" * 200)
        assert (reply.status, reply.data["code"]) == (400, "bad_fields")
        assert reply.data["fields"].keys() == {"min", "page", "q"}
        page = cast.stranger.get("/plan?min=x")
        assert page.status == 200 and "‘얼마부터’에는 원 단위 숫자만 적어 주세요" in page.text
        assert "근무복 구매" in page.text

    def test_the_file_of_the_plan_opens_in_a_spreadsheet_and_calculates_nothing(
        self, cast: Cast, tmp_path
    ) -> None:
        file = tmp_path / "plan.csv"
        file.write_text(
            '기관명,부서,사업명,품목,예산(원),시기\n성북구,홍보과,"=HYPERLINK(""x"")",세탁,1000,4분기\n',
            encoding="utf-8",
        )
        assert cast.kiosk.cli("import", "plan", str(file)).returncode == 0
        reply = cast.stranger.get("/plan.csv?quarter=4분기")
        assert reply.text.startswith("\ufeff부스,기관명,부서,사업명,품목,예산(원),시기\r\n")
        assert reply.text.splitlines()[1:] == ['B01,성북구,홍보과,"\'=HYPERLINK(""x"")",세탁,1000,4분기']
        assert len(cast.stranger.get("/plan.csv").text.splitlines()) == 6

    def test_the_way_to_a_booth_sends_nobody_to_stand_in_line(self, cast: Cast) -> None:
        page = cast.stranger.get("/plan/A03").text
        assert "지금 비어 있어요" in page and "가세요" not in page
        busy = [cast.called("A03"), (cast.person(arrived=True), 0)]
        assert cast.desk.act("ticket.join", visitor=busy[1][0].id, booth="A03").status == 200
        assert "먼저 자리를 받아 두세요" in cast.stranger.get("/plan/A03/way").text
        cast.desk.act("ticket.leave", ticket=busy[0][1])
        assert cast.stranger.get("/plan/Z99").status == 404

    def test_odd_questions_are_no_fault(self, cast: Cast) -> None:
        for path in (
            "/plan?page=99999999999999999999",
            "/plan?page=-1&q=%00%ff&booth=%27&category=" + "x" * 3000,
            "/board?lang=%ff&station=%00",
            "/board?station=1",
            "/v/%00",
            "/v/" + "9" * 4000,
            "/board/%F0%9F%98%80",
            "/static/../settings.py",
            "/static/%2e%2e/%2e%2e/settings.py",
            "//evil.example/",
        ):
            assert cast.desk.get(path).status in (200, 302, 308, 404, 401), path
            assert cast.stranger.get(path).status in (200, 302, 308, 404, 401), path


def _chunked(cast: Cast, chunks, path: str = "/actions/booth.pause") -> tuple[int | None, bytes]:
    """POST a body piece by piece, without Content-Length."""
    connection = http.client.HTTPConnection("127.0.0.1", cast.kiosk.port, timeout=15)
    headers = {"Authorization": f"Bearer {cast.tokens['organiser']}", "Content-Type": "application/json"}
    try:
        connection.request("POST", path, iter(chunks), headers, encode_chunked=True)
        response = connection.getresponse()
        return response.status, response.read()
    except (ConnectionError, http.client.HTTPException):
        return None, b""
    finally:
        connection.close()


def _until(seen: Callable[[], bool], within_s: float = 10) -> bool:
    until = time.monotonic() + within_s
    while not (found := seen()) and time.monotonic() < until:
        time.sleep(0.01)
    return found


def _raw(cast: Cast, request: bytes) -> int | None:
    """Send bytes as they are; the status that comes back."""
    with socket.create_connection(("127.0.0.1", cast.kiosk.port), timeout=10) as plain:
        plain.sendall(request)
        found = re.match(rb"HTTP/1\.\d (\d+)", plain.recv(4096))
    return int(found[1]) if found else None
