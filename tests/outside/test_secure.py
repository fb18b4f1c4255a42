"""What plain HTTP shows off loopback, and what HTTPS by the server's own authority opens."""

import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from kiosk import addresses, create_app
from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM
from kiosk.pages import plain_http
from kiosk.settings import Settings
from tests.outside.conftest import Cast, set_up
from tests.outside.programs import ROOT, Browser, Kiosk, Reply, Socket, free_port

HOST = "kiosk.test"


@dataclass
class Served:
    """A server that listens on every address, with HTTPS by its own authority, and its cast."""

    cast: Cast
    https_port: int
    root: Path

    @property
    def origin(self) -> str:
        return f"https://{HOST}:{self.https_port}"

    def plain(self, path: str, method: str = "GET", **options: Any) -> Reply:
        """Over plain HTTP under the mapped name: the peer is loopback, the Host is not."""
        headers = {"Host": f"{HOST}:{self.cast.kiosk.port}"} | options.pop("headers", {})
        return Browser(self.cast.kiosk).send(method, path, headers=headers, **options)

    def plain_everywhere(self, path: str) -> list[Reply]:
        """The same by every address of this machine that is not loopback."""
        port = self.cast.kiosk.port
        own = [one for one in addresses.addresses() if ":" not in one]
        there = [requests.get(f"http://{one}:{port}{path}", timeout=15, allow_redirects=False) for one in own]
        return [self.plain(path), *(Reply(response) for response in there)]

    def over_https(self) -> requests.Session:
        """A browser that trusts this root alone. `localhost` is one of the certificate's names."""
        session = requests.Session()
        session.trust_env, session.verify = False, str(self.root)
        return session

    def address(self, path: str) -> str:
        return f"https://localhost:{self.https_port}{path}"

    def phone(self, code: str) -> requests.Session:
        """A phone that opened its page over plain HTTP, and so has its cookie."""
        session = requests.Session()
        session.trust_env = False
        session.headers["Host"] = f"{HOST}:{self.cast.kiosk.port}"
        assert session.get(f"{self.cast.kiosk.address}/v/{code}", timeout=15).status_code == 200
        return session

    def act(self, session: requests.Session, verb: str, **fields: Any) -> Reply:
        body = {"action_id": uuid4().hex, **fields}
        return Reply(session.post(f"{self.cast.kiosk.address}/actions/{verb}", json=body, timeout=15))


@pytest.fixture(scope="module")
def square(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    port = free_port()
    kiosk = Kiosk(tmp_path_factory.mktemp("square"), KIOSK_ORIGIN=f"https://{HOST}:{port}")
    made = set_up(kiosk.folder, float(kiosk.environ["KIOSK_CLOCK_SHIFT_S"]))
    kiosk.start("--host", "0.0.0.0", "--https-port", str(port))
    cast = Cast(kiosk, made.tokens, made.stations)
    root = kiosk.folder / "root.crt"
    der = Browser(kiosk).session.get(kiosk.address + "/trust/ca.crt", timeout=15).content
    root.write_text(ssl.DER_cert_to_PEM_cert(der))
    yield Served(cast, port, root)
    kiosk.stop()


# Plain HTTP off loopback.


@pytest.mark.parametrize(
    "path",
    [
        "/board",
        "/board/A03",
        "/board.json",
        "/plan",
        "/plan.json",
        "/plan.csv",
        "/plan/A01",
        "/trust",
        "/healthz",
    ],
)
def test_plain_http_shows_what_is_public(square: Served, path: str) -> None:
    assert {reply.status for reply in square.plain_everywhere(path)} == {200}


@pytest.mark.parametrize(
    "path", ["/kiosk", "/desk", "/booth", "/door", "/organiser", "/stage", "/pair/whatever"]
)
def test_plain_http_says_where_a_stations_page_is(square: Served, path: str) -> None:
    for reply in square.plain_everywhere(path):
        assert reply.status == 403
        assert f'data-target="{square.origin}{path}"' in reply.text
        assert 'href="/trust"' in reply.text
        assert "Location" not in reply.headers


@pytest.mark.parametrize("path", ["/organiser.json", "/booths/A03.json", "/stage.json"])
def test_plain_http_refuses_a_stations_json_in_the_contracts_shape(square: Served, path: str) -> None:
    for reply in square.plain_everywhere(path):
        assert (reply.status, reply.code, reply.data["ok"]) == (403, "not_allowed", False)
        assert square.origin in reply.data["message"]


def test_registering_over_plain_http_says_to_come_to_a_kiosk(square: Served) -> None:
    page = square.plain("/register")
    assert page.status == 403 and "등록은 키오스크에서 해 주세요" in page.text
    assert square.origin not in page.text
    posted = square.plain("/actions/visitor.register", "POST", json={"name": "김하나", "consent": True})
    assert (posted.status, posted.code) == (403, "not_allowed")
    assert "키오스크" in posted.data["message"]


def test_a_token_or_a_stations_cookie_counts_for_nothing_over_plain_http(square: Served) -> None:
    token = square.cast.tokens["organiser"]
    bearer = {"Authorization": f"Bearer {token}"}
    for path in ("/organiser.json", "/board.json"):
        reply = square.plain(path, headers=bearer)
        assert (reply.status, reply.code) == (403, "not_allowed")
    person = square.cast.person()
    shown = square.plain(f"/visitors/{person.code}.json", headers={"Cookie": f"station_1={token}"})
    assert shown.status == 200 and person.name not in shown.text
    acted = square.plain("/actions/booth.pause", "POST", json={"booth": "A03"}, headers=bearer)
    assert (acted.status, acted.code) == (403, "not_allowed")
    assert square.cast.organiser.get("/board.json").status == 200  # loopback: both the peer and the Host


def test_a_socket_over_plain_http_is_nobodys(square: Served) -> None:
    port, token = square.cast.kiosk.port, square.cast.tokens["booth"]
    client = Socket(port, host=HOST, headers=f"Cookie: station_6={token}\r\n").join()
    assert client.watch("board:hall")["ok"] is True
    refused = client.watch("booth:A03")
    assert (refused["ok"], refused["code"]) == (False, "not_paired")
    client.close()
    by_token = Socket(port, host=HOST).join({"token": token})
    assert by_token.connected.startswith("44") and "not_allowed" in by_token.connected
    by_token.close()


def test_what_is_no_address_or_verb_is_still_not_found(square: Served) -> None:
    assert square.plain("/nothing").status == 404
    assert square.plain("/board", "POST").status == 405
    assert square.plain("/actions/nothing.there", "POST", json={}).status == 404


@pytest.mark.parametrize("path", ["/trust", "/kiosk"])
def test_a_server_without_https_tells_everybody_what_that_means_for_them(tmp_path: Path, path: str) -> None:
    app = create_app(Settings(tmp_path))
    try:
        page = app.test_client().get(path, headers={"Host": HOST}).get_data(as_text=True)
        told = re.findall(r"<dt>(.*?)</dt>", page)
        assert told == ["참가자", "단말을 준비하는 봉사자", "운영본부"]
        assert "./run.sh serve --https-port 8443" in page
    finally:
        app.extensions["store"].close()


def test_no_address_with_an_id_that_nothing_has_is_a_fault(tmp_path: Path, expo_folder: Path) -> None:
    """A link kept from yesterday, and one that somebody made up."""
    shutil.copytree(expo_folder, tmp_path / "data")
    app = create_app(Settings(tmp_path / "data"))
    try:
        fields = {"action_id": "organiser", "role": "organiser"}
        token = perform(app.extensions["store"], "station.add", SYSTEM, fields).data["station"]["token"]
        client, bearer, answered = app.test_client(), {"Authorization": f"Bearer {token}"}, {}
        for rule in app.url_map.iter_rules():
            for made_up in ("0", "999", "9" * 16):
                path = re.sub(r"<[^>]*>", made_up, rule.rule)
                if path != rule.rule and "GET" in (rule.methods or ()):
                    answered[path, "<int:" in rule.rule] = client.get(path, headers=bearer).status_code
        assert {status for (_, by_id), status in answered.items() if by_id} == {404}
        assert [path for path, status in answered.items() if status >= 500] == []
    finally:
        app.extensions["store"].close()


def test_every_address_is_open_on_purpose_or_closed(tmp_path: Path) -> None:
    app = create_app(Settings(tmp_path))
    try:
        client, asked = app.test_client(), 0
        for rule in app.url_map.iter_rules():
            if rule.websocket:  # who may open one is asked where it is opened (tests/standby/test_link.py)
                continue
            path = re.sub(r"<[^>]*>", "1", rule.rule)
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                if rule.endpoint in plain_http.OPEN_ENDPOINTS | {"actions.act", "demo.index"}:
                    continue
                answer = client.open(path, method=method, headers={"Host": HOST})
                assert (path, method, answer.status_code) == (path, method, 403)
                asked += 1
        assert asked > 10
        assert plain_http.OPEN_ENDPOINTS - {rule.endpoint for rule in app.url_map.iter_rules()} == set()
    finally:
        app.extensions["store"].close()


# A visitor's phone over plain HTTP.


def test_a_phone_bound_by_a_one_time_qr_may_join_and_leave_over_plain_http_and_no_more(
    square: Served,
) -> None:
    cast = square.cast
    person = cast.person(arrived=True, phone="010-2345-6789")
    phone = square.phone(person.code)
    by_digits = square.act(phone, "phone.bind", code=person.code, digits="6789")
    assert (by_digits.status, by_digits.code) == (403, "not_allowed")
    offered = cast.desk.act("phone.offer", code=person.code).data["bind_url"]
    assert offered.startswith(f"{square.origin}/v/{person.code}#bind=")
    word = offered.partition("#bind=")[2]
    assert square.act(phone, "phone.bind", code=person.code, bind=word).status == 200
    joined = square.act(phone, "ticket.join", code=person.code, booth="A02")
    assert joined.status == 200, joined.text
    assert square.act(phone, "ticket.leave", ticket=joined.data["ticket"]["id"]).status == 200
    confirmed = square.act(phone, "consultation.confirm", consultation=1)
    assert (confirmed.status, confirmed.code) == (403, "not_allowed")


def test_a_phones_cookie_of_plain_http_opens_nothing_over_https(square: Served) -> None:
    cast = square.cast
    person = cast.person(arrived=True)
    phone = square.phone(person.code)
    word = cast.desk.act("phone.offer", code=person.code).data["bind_url"].partition("#bind=")[2]
    assert square.act(phone, "phone.bind", code=person.code, bind=word).status == 200
    overheard = phone.cookies["phone"]
    thief = square.over_https()
    body = {"action_id": uuid4().hex, "code": person.code, "booth": "A02"}
    cookie = {"Cookie": f"phone={overheard}"}
    stolen = thief.post(square.address("/actions/ticket.join"), json=body, headers=cookie, timeout=15)
    assert (stolen.status_code, stolen.json()["code"]) == (401, "not_paired")


def test_over_https_the_phones_cookie_is_one_that_plain_http_can_neither_see_nor_set(square: Served) -> None:
    person = square.cast.person()
    opened = square.over_https().get(square.address(f"/v/{person.code}"), timeout=15)
    assert opened.headers["Set-Cookie"].startswith("__Host-phone=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(opened.headers["Set-Cookie"].split("; "))


# HTTPS by the server's own authority.


def test_a_tablet_that_trusts_the_root_pairs_and_opens_its_page_over_https(square: Served) -> None:
    made = square.cast.organiser.act("station.pair", role="booth", booth="A03").data["station"]["pair_url"]
    assert made.startswith(f"{square.origin}/pair/")
    tablet = square.over_https()
    there = square.address(made.removeprefix(square.origin))
    paired = tablet.post(there, json={"secret": uuid4().hex * 2}, timeout=15)
    assert paired.status_code == 200, paired.text
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(paired.headers["Set-Cookie"].split("; "))
    opened = tablet.get(square.address(paired.json()["url"]), timeout=15)
    assert opened.status_code == 200 and "A03" in opened.text
    assert "Strict-Transport-Security" not in opened.headers  # phones go on over plain HTTP


def test_a_tablet_that_does_not_trust_the_root_refuses_the_server(square: Served) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(square.address("/healthz"), timeout=15)


def test_the_root_comes_as_a_certificate_and_as_an_ipads_profile(square: Served) -> None:
    certificate = square.plain("/trust/ca.crt")
    assert certificate.headers["Content-Type"] == "application/x-x509-ca-cert"
    assert certificate.headers["Content-Disposition"] == "attachment; filename=expo-kiosk.crt"
    profile = square.plain("/trust/ca.mobileconfig")
    assert profile.headers["Content-Type"] == "application/x-apple-aspen-config"
    assert "<string>com.apple.security.root</string>" in profile.text


@pytest.mark.parametrize(
    ("agent", "word"),
    [
        ("Mozilla/5.0 (Linux; Android 14; SM-X510)", "무시하고 설치"),
        ("Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X)", "인증서 신뢰 설정"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "인증서 신뢰 설정"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "신뢰할 수 있는 루트 인증 기관"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", "chrome://certificate-manager"),
    ],
)
def test_the_trust_page_has_the_steps_of_the_device_that_opens_it(
    square: Served, agent: str, word: str
) -> None:
    assert word in square.plain("/trust", headers={"User-Agent": agent}).text


def test_the_trust_page_may_ask_its_own_two_origins_and_no_other(square: Served) -> None:
    policy = square.plain("/trust").headers["Content-Security-Policy"]
    allowed = f"connect-src 'self' {square.origin} http://{HOST}:{square.cast.kiosk.port};"
    assert allowed in policy
    assert "connect-src 'self';" in square.plain("/board").headers["Content-Security-Policy"]


def test_starting_again_keeps_the_root(square: Served) -> None:
    before = square.root.read_text()
    square.cast.kiosk.stop()
    square.cast.kiosk.start("--host", "0.0.0.0", "--https-port", str(square.https_port))
    assert ssl.DER_cert_to_PEM_cert(_root(square)) == before
    assert square.over_https().get(square.address("/healthz"), timeout=15).json()["ok"] is True


def _root(square: Served) -> bytes:
    return requests.get(square.cast.kiosk.address + "/trust/ca.crt", timeout=15).content


# With a public certificate, and without HTTPS.


def test_with_a_public_certificate_a_stations_page_moves_to_https(square: Served, tmp_path: Path) -> None:
    whole = (square.cast.kiosk.folder / "server.pem").read_text()
    pem = tmp_path / "fullchain.pem"
    pem.write_text(whole)
    port = free_port()
    kiosk = Kiosk(tmp_path / "data", KIOSK_ORIGIN=f"https://{HOST}:{port}")
    kiosk.start("--https-port", str(port), "--cert", str(pem), "--key", str(pem))
    try:
        headers = {"Host": HOST}
        moved = Browser(kiosk).get("/kiosk?station=3", headers=headers)
        assert (moved.status, moved.headers["Location"]) == (302, f"https://{HOST}:{port}/kiosk?station=3")
        assert Browser(kiosk).get("/organiser.json", headers=headers).status == 403
        assert Browser(kiosk).get("/kiosk").status == 401  # loopback is never redirected
        assert Browser(kiosk).get("/trust/ca.crt").status == 404
        assert "공인 인증서" in Browser(kiosk).get("/trust").text
    finally:
        kiosk.stop()


def test_without_https_plain_http_says_how_to_have_it(cast: Cast) -> None:
    reply = Browser(cast.kiosk).get("/kiosk", headers={"Host": HOST})
    assert reply.status == 403 and "--https-port" in reply.text
    assert "--https-port" in Browser(cast.kiosk).get("/trust", headers={"Host": HOST}).text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--https-port", "8443", "--cert", "CERT"], "--cert와 --key는 함께"),
        (["--cert", "CERT", "--key", "CERT"], "--https-port도"),
        (["--https-port", "8443", "--cert", "missing.pem", "--key", "missing.pem"], "파일을 열 수 없습니다"),
        (["--https-port", "8443", "--cert", "CERT", "--key", "CERT"], "elsewhere.test의 인증서가 아닙니다"),
        (["--https-port", "0"], "정해진 번호"),
    ],
)
@pytest.mark.sampled(4)
def test_a_start_that_would_not_work_says_why(
    square: Served, tmp_path: Path, words: list[str], sentence: str
) -> None:
    pem = str(square.cast.kiosk.folder / "server.pem")
    arguments = [pem if word == "CERT" else word for word in words]
    environ = square.cast.kiosk.environ | {"KIOSK_ORIGIN": "https://elsewhere.test:8443"}
    command = [sys.executable, "-m", "kiosk", "serve", "--data", str(tmp_path), "--port", "0", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr and "Traceback" not in done.stderr


def test_a_new_station_is_paired_at_the_address_that_tablets_can_open(square: Served) -> None:
    page = square.cast.organiser.get("/organiser/stations").text
    assert f'<station-list data-origin="{square.origin}">' in page
    assert 'href="/trust"' in page


def test_a_tablet_is_never_sent_to_the_laptops_own_loopback(tmp_path: Path) -> None:
    https = free_port()
    kiosk = Kiosk(tmp_path)
    made = set_up(kiosk.folder, float(kiosk.environ["KIOSK_CLOCK_SHIFT_S"]))
    kiosk.start("--host", "0.0.0.0", "--https-port", str(https))
    try:
        page = kiosk.browser(made.tokens["organiser"]).get("/organiser/stations").text
        found = re.search(r'data-origin="https://([^"]+):(\d+)"', page)
        assert found and int(found[2]) == https
        own = [addresses.in_address(one) for one in addresses.addresses()]
        assert found[1] in own if own else found[1]
    finally:
        kiosk.stop()
