"""The server behind nginx as `deploy/nginx` has it: who a request is from, what is kept, what is logged."""

import json
import re
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from kiosk.expo.meeting import attachments
from kiosk.pages.sent import BODY_MAX_BYTES, COOKIES_MAX_BYTES
from kiosk.serving import connections, handler
from tests.deploy.running import LIVE, NGINX, PROXY, SQUARE, Nginx
from tests.outside.conftest import Cast, set_up
from tests.outside.programs import Kiosk, Reply, Socket

SECURE_ORIGIN = f"https://{SQUARE}"


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    kiosk = Kiosk(tmp_path_factory.mktemp("square"), KIOSK_ORIGIN=SECURE_ORIGIN, KIOSK_TRUSTED_PROXY=PROXY)
    made = set_up(kiosk.folder, float(kiosk.environ["KIOSK_CLOCK_SHIFT_S"]))
    kiosk.start()
    yield Cast(kiosk, made.tokens, made.stations)
    kiosk.stop()


@pytest.fixture(scope="module")
def nginx(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    # Both names lead to the square: what edges answer is tried where they are.
    running = Nginx(tmp_path_factory.mktemp("nginx"), cast.kiosk.port, (cast.kiosk.port,)).start()
    yield running
    running.stop()


def ask(
    nginx: Nginx, path: str, method: str = "GET", *, https: bool = False, host: str = SQUARE, **more: Any
) -> Reply:
    port = nginx.https if https else nginx.http
    headers = {"Host": host} | more.pop("headers", {})
    session = requests.Session()
    session.trust_env, session.verify = False, False
    scheme = "https" if https else "http"
    return Reply(
        session.request(
            method,
            f"{scheme}://127.0.0.1:{port}{path}",
            headers=headers,
            allow_redirects=False,
            timeout=20,
            **more,
        )
    )


pytestmark = pytest.mark.filterwarnings("ignore:Unverified HTTPS request")

LIES = [
    {"Host": "localhost"},
    {"Host": "127.0.0.1:8000"},
    {"Host": "localhost", "X-Forwarded-For": "127.0.0.1"},
    {"Host": "localhost", "X-Forwarded-Host": "localhost", "X-Forwarded-Proto": "https"},
    {"Host": "localhost", "X-Real-IP": "127.0.0.1", "Forwarded": "for=127.0.0.1;proto=https"},
    {"Host": "localhost", "X-Forwarded-For": "127.0.0.2, 127.0.0.2"},
    {"X_Forwarded_Proto": "https", "Host": "localhost"},
]


def test_nginx_finds_nothing_in_its_files(nginx: Nginx) -> None:
    assert nginx.check() == ""


@pytest.mark.parametrize("headers", LIES, ids=lambda one: json.dumps(one))
def test_through_nginx_nobody_is_the_laptop(nginx: Nginx, cast: Cast, headers: dict[str, str]) -> None:
    """Plain HTTP: the organiser's page is closed, and a token is not heard."""
    assert ask(nginx, "/organiser", headers=headers).status == 403
    bearer = headers | {"Authorization": f"Bearer {cast.tokens['desk']}"}
    refused = ask(
        nginx, "/actions/visitor.check_in", "POST", headers=bearer, json={"action_id": "a", "visitor": 1}
    )
    assert (refused.status, refused.code) == (403, "not_allowed")
    assert cast.kiosk.browser().get("/healthz", headers={"Host": "localhost"}).status == 200


def test_a_page_that_is_closed_leads_to_the_address_of_nginx(nginx: Nginx) -> None:
    closed = ask(nginx, "/desk")
    assert closed.status == 403 and f"{SECURE_ORIGIN}/desk" in closed.text
    assert "--https-port" not in ask(nginx, "/desk.json", headers={"Accept": "application/json"}).text


def test_over_https_it_is_secure_and_of_its_own_origin(nginx: Nginx, cast: Cast) -> None:
    token = {"Authorization": f"Bearer {cast.tokens['organiser']}"}
    assert ask(nginx, "/organiser", https=True, headers=token).status == 200
    phone = ask(nginx, "/register", https=True)
    assert "__Host-phone=" in phone.headers["Set-Cookie"]
    tls = ssl._create_unverified_context()
    own = f"{SQUARE}:{nginx.https}"
    for origin, status in (
        (f"https://{own}", b" 101 "),
        (f"http://{own}", b" 400 "),
        ("https://evil.example", b" 400 "),
    ):
        more = f"Origin: {origin}\r\nX-Forwarded-Host: evil.example\r\n"
        opened = Socket(nginx.https, host=SQUARE, headers=more, tls=tls)
        assert status in opened.response.splitlines()[0], origin
        opened.socket.close()


def test_codes_are_counted_by_the_phones_own_address(nginx: Nginx, cast: Cast) -> None:
    """What the phone says of itself before makes no other phone of it, and the square's own stations are not counted."""
    person = cast.person(arrived=True)
    statuses = [
        ask(nginx, f"/v/{number:016}", headers={"X-Forwarded-For": f"198.51.100.{number}"}).status
        for number in range(70)
    ]
    assert statuses.count(429) == 10 and statuses[-1] == 429
    assert cast.desk.act("visitor.check_in", code=person.code).status == 200
    assert cast.stranger.get(f"/v/{person.code}").status == 200  # the laptop's own address is another


def test_what_never_changes_is_kept_also_where_the_server_is_away(nginx: Nginx, cast: Cast) -> None:
    page = ask(nginx, "/board")
    sheet = re.search(r'href="(/static/v-[^"]+\.css)"', page.text)
    assert sheet
    first = ask(nginx, sheet[1], headers={"Accept-Encoding": "br, gzip"})
    plain = ask(nginx, sheet[1], headers={"Accept-Encoding": "identity"})
    assert "immutable" in first.headers["Cache-Control"] and "X-Fence" not in first.headers
    assert "Content-Encoding" in first.headers and "Content-Encoding" not in plain.headers
    cast.kiosk.stop()
    try:
        again = ask(nginx, f"{sheet[1]}?x=1", headers={"Accept-Encoding": "br, gzip"})
        assert (again.status, again.text) == (200, first.text)
        away = ask(nginx, "/board")
        assert (away.status, away.headers["Retry-After"]) == (503, "3")
        assert "저절로" in away.text and "X-Kiosk" not in away.headers
    finally:
        cast.kiosk.start()


def test_the_logs_hold_no_code_no_address_and_no_query(nginx: Nginx, cast: Cast) -> None:
    person = cast.person()
    for path in (
        f"/v/{person.code}",
        f"/V/{person.code}",
        f"/{person.code}",
        f"/visitors/{person.code}.json",
        f"/board?x={person.code}",
    ):
        ask(nginx, path)
    assert "GET /v " in nginx.log and "GET /board " in nginx.log
    assert person.code not in nginx.log and "127.0.0.1" not in nginx.log


def test_the_audiences_plain_http_leads_to_https(nginx: Nginx) -> None:
    led = ask(nginx, "/board?lang=en", host=LIVE)
    assert (led.status, led.headers["Location"]) == (301, f"https://{LIVE}/board?lang=en")
    large = ask(nginx, "/actions/phone.bind", "POST", host=LIVE, https=True, data=b"x" * (BODY_MAX_BYTES + 2))
    assert large.status == 413


def test_its_bounds_are_the_servers_own() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(NGINX.rglob("*.conf")))

    def said(name: str) -> set[str]:
        return set(re.findall(rf"^\s*{name} ([^;]+);", text, re.M))

    assert said("client_header_timeout") == {f"{connections.HEAD_S:.0f}s"}
    assert said("client_body_timeout") == said("send_timeout") == {f"{connections.PATIENCE_S:.0f}s"}
    assert f"{connections.IDLE_S:.0f}s" in said("keepalive_timeout")
    assert handler.BODY_BYTES_MAX == 64 * 1024 * 1024 and BODY_MAX_BYTES == 1024 * 1024
    assert said("client_max_body_size") == {"64m", "1m"}
    assert attachments.BYTES_MAX < handler.BODY_BYTES_MAX
    [(count, size)] = re.findall(r"large_client_header_buffers (\d+) (\d+)k;", text)
    assert int(count) * int(size) * 1024 == handler.HEAD_BYTES_MAX
    assert int(size) * 1024 >= COOKIES_MAX_BYTES
    assert said("limit_conn") == {f"expo_connections {connections.AN_ADDRESS}"}
    assert said("proxy_bind") == {PROXY}
