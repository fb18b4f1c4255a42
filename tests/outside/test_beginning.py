"""A folder in which nothing is yet: what `/` says, and who may become the first organiser there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.outside.programs import Browser, Kiosk, Reply

SECRET = "s" * 43


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path_factory.mktemp("empty")).start()
    yield kiosk
    kiosk.stop()


def begin(browser: Browser, secret: str = SECRET, **headers: str) -> Reply:
    """As the form of the first page sends it; a header that is "" is left out."""
    sent = {"Origin": browser.kiosk.address, "Sec-Fetch-Site": "same-origin"} | headers
    kept = {name.replace("_", "-"): value for name, value in sent.items() if value}
    return browser.send("POST", "/begin", data={"secret": secret}, headers=kept)


FOREIGN: dict[str, dict[str, Any]] = {
    "a page of another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "a page of another port": {"Sec-Fetch-Site": "same-site"},
    "another site's page in an old browser": {"Origin": "https://evil.example", "Sec-Fetch-Site": ""},
    "nobody's page": {"Origin": "null", "Sec-Fetch-Site": ""},
    "a program": {"Origin": "", "Sec-Fetch-Site": ""},
    "a name that was rebound to this machine": {"Host": "evil.example", "Origin": "http://evil.example"},
    "a proxy": {"X-Forwarded-For": "203.0.113.9"},
    "a proxy that says it another way": {"Forwarded": "for=203.0.113.9"},
    "a tunnel": {"Via": "1.1 tunnel"},
}


@pytest.mark.parametrize("who", FOREIGN)
def test_whoever_is_not_seen_to_sit_at_the_laptop_is_not_let_in(kiosk: Kiosk, who: str) -> None:
    reply = begin(kiosk.browser(), **FOREIGN[who])
    assert (reply.status, "Set-Cookie" in reply.headers) == (403, False)


def test_an_old_proxy_that_says_nothing_of_itself_is_known_by_its_version_of_http(kiosk: Kiosk) -> None:
    import socket

    body = f"secret={SECRET}"
    head = [
        "POST /begin HTTP/1.0",
        f"Host: 127.0.0.1:{kiosk.port}",
        f"Origin: {kiosk.address}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    with socket.create_connection(("127.0.0.1", kiosk.port), timeout=15) as sent:
        sent.sendall(("\r\n".join(head) + "\r\n\r\n" + body).encode())
        assert b" 403 " in sent.recv(4096).partition(b"\r\n")[0]


def test_the_first_page_says_what_this_is_and_offers_the_way_in_on_the_laptop_alone(kiosk: Kiosk) -> None:
    here = kiosk.browser().get("/")
    assert here.status == 200
    assert 'action="/begin"' in here.text
    elsewhere = kiosk.browser().get("/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert elsewhere.status == 200
    assert 'action="/begin"' not in elsewhere.text
    assert f"http://localhost:{kiosk.port}" in elsewhere.text


@pytest.mark.parametrize("secret", ["", "short", "x" * 201])
def test_a_secret_that_no_page_made_is_refused(kiosk: Kiosk, secret: str) -> None:
    assert begin(kiosk.browser(), secret).status == 400


def test_the_first_browser_becomes_the_organiser_once(kiosk: Kiosk) -> None:
    first, other = kiosk.browser(), kiosk.browser()
    led = begin(first)
    assert led.status == 303
    organiser = first.get(led.headers["Location"])
    assert (organiser.status, 'data-verb="expo.set_up"' in organiser.text) == (200, True)
    # The form sent twice (a double click) is the same organiser; anybody else comes too late.
    assert begin(first).headers["Location"] == led.headers["Location"]
    assert begin(other, "t" * 43).status == 409
    assert 'action="/begin"' not in other.get("/").text
    # The list, its form, and where it leads once the expo has a name.
    made = first.act("expo.set_up", name="박람회", days="2026-10-29, 2026-10-30", hours="10:00-18:00")
    assert made.data["expo"]["days"] == ["2026-10-29", "2026-10-30"]
    assert other.get("/").headers["Location"] == "/board"
    steps = {one["name"]: one["state"] for one in first.get("/organiser/start.json").data["steps"]}
    assert (steps["expo"], steps["agencies"], steps["appointments"]) == ("done", "todo", "free")


def test_nobody_is_let_into_a_folder_that_holds_peoples_data(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path)
    rows = "기업명,사업자등록번호,담당자,개인정보동의\n가온테크,123-45-67891,김가온,Y\n"
    (tmp_path / "people.csv").write_text(rows)
    assert kiosk.cli("import", "enterprises", str(tmp_path / "people.csv")).returncode == 0
    kiosk.start()
    try:
        assert begin(kiosk.browser()).status == 409
    finally:
        kiosk.stop()


def test_behind_a_proxy_that_ends_https_nobody_is_let_in(tmp_path: Path) -> None:
    """Its requests come from this machine, under a name of this machine, and may say nothing of whom they come from."""
    kiosk = Kiosk(tmp_path, KIOSK_ORIGIN="https://kiosk.example.kr").start()
    try:
        assert begin(kiosk.browser()).status == 403
    finally:
        kiosk.stop()
