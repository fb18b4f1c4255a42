"""The fleet over HTTP and sockets: sixty tablets paired from the printed sheet's picture, and what a locked one may do."""

import json
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from badges.drawing import DPI
from tests.badges.printed import papers
from tests.outside.conftest import Cast
from tests.outside.programs import Browser, Reply, Socket
from tests.outside.test_http import refused

SHEET = {
    "tablets": 10,
    "kiosks": 8,
    "desks": 6,
    "boards": 5,
    "stages": 1,
}  # of the small expo's four booths: sixty


@pytest.fixture(scope="module")
def cards(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Where the QRs of the printed sheet lead, read from the pictures of its pages."""
    assert cast.organiser.act("pairing.cards", **SHEET).data["cards"] == 60
    printed = cast.organiser.session.get(f"{cast.kiosk.address}/organiser/pairing.pdf", timeout=60)
    assert printed.headers["Content-Type"] == "application/pdf"
    path = Path(tmp_path_factory.mktemp("sheet") / "pairing.pdf")
    path.write_bytes(printed.content)
    read = [url for page in papers(path, DPI) for url in qrs(page)]
    assert {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}".lower() for url in read} == {
        cast.kiosk.address
    }
    return [urlsplit(url).path for url in read]


def qrs(page: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(np.asarray(page.convert("L")), formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found]


def scan(browser: Browser, card: str, **more: Any) -> Reply:
    """What the page behind a card's QR does by itself, or after a tap (`replace`)."""
    assert browser.get(card).status == 200
    secret = browser.__dict__.setdefault("secret", uuid4().hex * 2)
    return browser.send("POST", card, json={"secret": secret, **more})


def report(socket: Socket, **told: Any) -> dict[str, Any]:
    """Tell the server how a station is; what it answers."""
    socket.send_text("4299" + json.dumps(["report", told]))
    while not (text := socket.text()).startswith("4399["):
        pass
    answer: dict[str, Any] = json.loads(text[4:])[0]
    return answer


def twin(cast: Cast, station: int) -> dict[str, Any]:
    found = cast.organiser.get("/stations.json").data["stations"]
    return dict(next(one for one in found if one["id"] == station))


def test_sixty_are_paired_from_the_sheet_as_it_was_printed(cast: Cast, cards: list[str]) -> None:
    assert len(set(cards)) == 60
    refused(scan(cast.stranger, cards[0]), 409, "wrong_state")
    assert cast.organiser.act("pairing.open").status == 200
    tablets = [cast.stranger for _ in cards]
    paired = [scan(tablet, card) for tablet, card in zip(tablets, cards, strict=True)]
    assert {one.status for one in paired} == {200}
    found = [one.data["station"] for one in paired]
    assert Counter(one["role"] for one in found) == {
        "booth": 40,
        "kiosk": 8,
        "desk": 6,
        "board": 5,
        "stage": 1,
    }
    assert Counter(one["booth"] for one in found if one["role"] == "booth") == dict.fromkeys(
        ("A01", "A02", "A03", "B01"), 10
    )
    for tablet, answer in list(zip(tablets, paired, strict=True))[::15]:
        assert tablet.get(answer.data["url"]).status == 200
    assert "60 / 60장을 썼어요" in cast.organiser.get("/organiser/stations").text
    again = scan(tablets[0], cards[0])
    assert again.data["station"] == found[0]
    # A second device is told what it would replace, and with which unsent work.
    first = tablets[0]
    socket = cast.kiosk.socket(cookies=first.cookie_header)
    assert report(socket, waiting={"consultation.note": 2}, battery=55)["ok"]
    other = cast.stranger
    used = scan(other, cards[0])
    refused(used, 409, "wrong_state")
    assert used.data["used"].pop("called").startswith("A01 부스 태블릿")
    assert used.data["used"] | {"heard_at": ""} == {
        "station": found[0]["id"],
        "revoked": False,
        "on": True,
        "heard_at": "",
        "unsent": 2,
        "deeds": "상담 기록 2",
    }
    new = scan(other, cards[0], replace=True).data["station"]
    assert (new["role"], new["booth"]) == (found[0]["role"], found[0]["booth"])
    assert socket.ends()
    refused(first.get(f"/board.json?station={found[0]['id']}"), 401, "not_paired")
    page = cast.organiser.get("/organiser/stations").text
    assert f"이전 단말(#{found[0]['id']})이 못 보낸 일 2건" in page and "상담 기록 2" in page
    cast.organiser.act("pairing.close")
    refused(scan(cast.stranger, cards[1], replace=True), 409, "wrong_state")


def test_a_card_nobody_printed_counts_as_a_wrong_guess_and_a_right_one_does_not(
    cast: Cast, cards: list[str]
) -> None:
    browser = cast.stranger
    assert browser.get("/register").status == 200  # a device that is known
    for _ in range(12):
        refused(scan(browser, cards[2]), 409, "wrong_state")
    for _ in range(10):
        refused(scan(browser, f"/P/3-{'A' * 26}"), 409, "unknown_code")
    refused(scan(browser, f"/P/3-{'B' * 26}"), 429, "too_many")
    refused(scan(browser, cards[2]), 429, "too_many")


@pytest.mark.parametrize("body", [{}, [], "x", {"secret": 7}, {"secret": "short"}])
def test_a_card_takes_a_long_secret_alone(cast: Cast, body: object) -> None:
    refused(cast.stranger.send("POST", "/P/1-A", json=body), 400, "bad_fields")


class TestALockedStation:
    @pytest.fixture
    def desk(self, cast: Cast) -> tuple[Browser, int]:
        made = cast.organiser.act("station.pair", role="desk").data["station"]
        browser = cast.stranger
        browser.pair(made["pair_url"])
        return browser, made["id"]

    def test_does_nothing_shows_a_quiet_page_and_goes_on_when_it_is_unlocked(
        self, cast: Cast, desk: tuple[Browser, int]
    ) -> None:
        browser, station = desk
        person, kept = cast.person(), uuid4().hex
        socket = cast.kiosk.socket(cookies=browser.cookie_header)
        assert socket.watch("booth:A03")["ok"]
        assert cast.organiser.act("station.lock", station=station).data["station"]["locked"] is True
        assert socket.ends()
        refused(browser.act("visitor.check_in", kept, visitor=person.id), 409, "locked")
        refused(browser.get("/booths/A03.json"), 409, "locked")
        refused(browser.get(f"/desk/search.json?q={person.name}"), 409, "locked")
        page = browser.get("/desk")
        assert (page.status, f'name="station" content="{station}"' in page.text) == (409, True)
        assert "지금은 쉬고 있어요" in page.text and person.name not in page.text
        locked = cast.kiosk.socket(cookies=browser.cookie_header)
        assert locked.watch("booth:A03")["code"] == "locked"
        assert report(locked)["locked"] is True
        cast.organiser.act("station.unlock", station=station)
        assert locked.ends()
        assert browser.get("/desk").status == 200
        assert browser.act("visitor.check_in", kept, visitor=person.id).data["welcome"] == "new"

    def test_may_be_paired_anew(self, cast: Cast, desk: tuple[Browser, int]) -> None:
        browser, station = desk
        cast.organiser.act("station.lock", station=station)
        made = cast.organiser.act("station.pair", role="stage").data["station"]
        assert browser.pair(made["pair_url"]).data["station"]["role"] == "stage"


class TestWhatAStationTells:
    @pytest.fixture
    def board(self, cast: Cast) -> tuple[Browser, int]:
        made = cast.organiser.act("station.pair", role="board", booth="A01").data["station"]
        browser = cast.stranger
        browser.pair(made["pair_url"])
        return browser, made["id"]

    def test_is_shown_to_organisers_at_once_and_writes_nothing(
        self, cast: Cast, board: tuple[Browser, int]
    ) -> None:
        browser, station = board
        socket = cast.kiosk.socket(cookies=browser.cookie_header)
        before = cast.organiser.get("/healthz").data["seq"]
        told = report(socket, battery=41, charging=True, page="/board/A01", camera="<script>", more="x")
        assert told == {"ok": True, "code": "done", "booth": "A01", "locked": False}
        now = twin(cast, station)
        assert (now["battery"], now["charging"], now["page"], now["camera"]) == (41, True, "/board/A01", None)
        assert now["heard_at"]
        assert cast.organiser.get("/healthz").data["seq"] == before
        refused(cast.desk.get("/stations.json"), 403, "not_allowed")

    def test_a_stranger_tells_nothing(self, cast: Cast) -> None:
        assert report(cast.kiosk.socket(), battery=1)["code"] == "not_paired"

    def test_it_is_told_what_it_is_now_and_what_is_asked_of_it(
        self, cast: Cast, board: tuple[Browser, int]
    ) -> None:
        browser, station = board
        socket = cast.kiosk.socket(cookies=browser.cookie_header)
        cast.organiser.act("station.ask", station=station, what="sound")
        while (event := socket.event())[0] != "asked":
            pass
        assert event == ["asked", {"what": "sound"}]
        cast.organiser.act("station.move", station=station, booth="A02")
        assert socket.ends()
        assert report(cast.kiosk.socket(cookies=browser.cookie_header))["booth"] == "A02"

    def test_an_action_is_a_sign_of_life(self, cast: Cast) -> None:
        station = cast.stations["desk"]
        cast.person()
        assert twin(cast, station)["heard_at"] and twin(cast, station)["unsent"] == 0
