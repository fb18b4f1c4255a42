"""A primary, a Redis and two edges: what the audience sees, and what becomes of it when one of them goes."""

import json
import re
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from kiosk.cli import main
from kiosk.edges.link import PATH
from tests.edges.redis_server import RedisServer
from tests.edges.running import PROXY, Edge, Edges, until
from tests.outside.programs import Kiosk, Socket

HALL = "board:hall"


def watching(edge: Kiosk, *topics: str, source: str = "") -> Socket:
    socket = Socket(edge.port, source=source)
    socket.join()
    for topic in topics:
        assert socket.watch(topic)["ok"], topic
    return socket


def now_at(kiosk: Kiosk, topic: str = HALL) -> dict[str, Any]:
    """The booths as a program holds them that joins now, once what is behind the answer was shown too."""
    socket = Socket(kiosk.port)
    socket.join()
    answer = socket.watch(topic)
    booths = {one["number"]: one for one in answer["data"]["booths"]}
    socket.socket.settimeout(0.2)
    try:
        while True:
            message = socket.shown(topic=topic)
            booths |= {one["number"]: one for one in message["data"]["booths"]}
    except TimeoutError:
        return booths


def shows(number: int) -> Any:
    """Whether a board's change names this visitor's number."""
    return lambda data: f'"number": {number}' in json.dumps(data)


def test_a_call_is_seen_at_every_edge_within_a_second(edges: Edges) -> None:
    topics = (HALL, "board:A03")
    boards = [(watching(edge, topic, "places:A03"), topic) for edge in edges.edges for topic in topics]
    number = edges.call("A03")
    for board, topic in boards:
        assert board.shown(shows(number), topic=topic, within_s=1)
    assert boards[0][0].pulse()["expo"]


def test_after_a_burst_all_hold_the_same(edges: Edges) -> None:
    boards = [watching(edge, HALL) for edge in edges.edges]
    numbers = [edges.call(booth) for _ in range(4) for booth in ("A01", "A02", "B01")]
    for board in boards:
        seen = [board.shown(topic=HALL)]
        while not shows(numbers[-1])(seen[-1]["data"]):
            seen.append(board.shown(topic=HALL))
        seqs = [one["seq"] for one in seen]
        assert seqs == sorted(seqs) and len({json.dumps(one) for one in seen}) == len(seen), (
            "in order, none twice"
        )
    for topic in (HALL, "board:A01"):
        assert now_at(edges.edges[0], topic) == now_at(edges.edges[1], topic) == now_at(edges.primary, topic)


def test_there_is_no_booth_that_the_primary_has_not(edges: Edges) -> None:
    socket = watching(edges.edges[0])
    told = edges.primary.socket().watch("board:Z99")
    assert socket.watch("board:Z99") == told and told["code"] == "not_found"
    assert socket.watch("organiser")["code"] == "not_allowed"
    assert socket.watch("board")["code"] == "not_found"


def test_stations_work_at_the_primary_alone(edges: Edges) -> None:
    edge = edges.edges[0]
    refused = Socket(edge.port)
    refused.join({"token": edges.cast.tokens["organiser"]})
    assert "not_allowed" in refused.connected and "서버의 주소" in refused.connected
    assert edge.browser(edges.cast.tokens["organiser"]).get("/organiser.json").status == 404
    told = edge.browser(edges.cast.tokens["desk"]).act("visitor.register", name="김가나", consent=True)
    assert told.code in ("not_paired", "not_allowed"), told.text


def test_a_visitors_page_goes_to_its_phones_alone(edges: Edges) -> None:
    edges.free("B01")
    person = edges.cast.person(arrived=True)
    topic = f"visitor:{person.code}"
    phones = [watching(edge, topic) for edge in (edges.edges[0], edges.edges[0], edges.edges[1])]
    assert edges.edges[0].browser().get(f"/v/{person.code}").status == 200
    ticket = edges.cast.desk.act("ticket.join", visitor=person.id, booth="B01").data["ticket"]["id"]
    for phone in phones:
        assert phone.shown(topic=topic, within_s=2)
    called = edges.cast.organiser.act("ticket.leave", ticket=ticket)
    assert called.status == 200, called.text
    assert phones[2].shown(topic=topic, within_s=2)
    assert person.code not in edges.redis.everything()


def test_wrong_codes_count_by_the_phones_own_address(edges: Edges) -> None:
    guesser = watching(edges.edges[0], source="127.0.0.7")
    codes = [guesser.watch(f"visitor:{number:016}")["code"] for number in range(61)]
    assert codes == ["not_found"] * 60 + ["too_many"]
    elsewhere = watching(edges.edges[1], source="127.0.0.7")
    assert elsewhere.watch("visitor:" + "1" * 16)["code"] == "too_many", "another edge does not help"
    neighbour = watching(edges.edges[0], source="127.0.0.8")
    assert neighbour.watch("visitor:" + "1" * 16)["code"] == "not_found"


def by_phone(edge: Kiosk, address: str, path: str, cookie: str = "", **fields: Any) -> tuple[Any, str]:
    """What a phone at this address is answered that comes over HTTPS by the proxy before the edge; and its cookie."""
    line = HTTPConnection("127.0.0.1", edge.port, timeout=20, source_address=(PROXY, 0))
    headers = {
        "X-Forwarded-For": address,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "expo.example.kr",
        "Cookie": cookie,
        "Content-Type": "application/json",
    }
    body = json.dumps({"action_id": uuid4().hex, **fields}) if fields else None
    line.request("POST" if fields else "GET", path, body, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    found = (answer.getheader("Set-Cookie") or cookie).partition(";")[0]
    line.close()
    return (json.loads(text) if fields else answer.status), found


def test_a_phone_acts_through_an_edge_as_itself(edges: Edges) -> None:
    """Its own cookie is given and known, its own tries are counted; what it may do is done at the primary."""
    edge, bind = edges.edges[0], "/actions/phone.bind"
    person = edges.cast.person(arrived=True, phone="010-2345-6789")
    opened = [by_phone(edge, "211.36.1.2", f"/v/{person.code}") for _ in range(2)]
    assert [status for status, _ in opened] == [200, 200]
    (_, phone), (_, other) = opened
    assert phone.startswith("__Host-phone=") and phone != other

    done, phone = by_phone(edge, "211.36.1.2", bind, phone, code=person.code, digits="6789")
    assert done["ok"], done
    edges.free("B01")
    joined, _ = by_phone(edge, "211.36.9.9", "/actions/ticket.join", phone, visitor=person.id, booth="B01")
    assert joined["ok"], joined
    refused, _ = by_phone(edge, "211.36.9.9", "/actions/ticket.join", other, visitor=person.id, booth="B01")
    assert refused["code"] in ("not_paired", "not_allowed"), refused

    somebody = edges.cast.person(phone="010-2345-6780")

    def tries(cookie: str, digits: str) -> str:
        return str(by_phone(edge, "211.36.1.2", bind, cookie, code=somebody.code, digits=digits)[0]["code"])

    assert "too_many" in [tries(other, "0000") for _ in range(11)]
    assert tries(phone, "0000") != "too_many", "each is counted by its own cookie"


def test_a_killed_edges_clients_go_on_at_another(edges: Edges) -> None:
    first, second = edges.edges
    board = watching(first, HALL)
    first.kill()
    assert board.ends()
    again = watching(second, HALL)
    number = edges.call("A02")
    assert again.shown(shows(number), topic=HALL, within_s=2)
    began = time.monotonic()
    first.start()
    assert time.monotonic() - began < 5, "ready again"
    back = Socket(first.port)
    back.join()
    joined = back.watch(HALL)
    assert shows(number)(joined["data"]) or back.shown(shows(number), topic=HALL, within_s=1), "at once"


def test_a_killed_redis_leaves_the_square_alone_and_all_heals(edges: Edges) -> None:
    edge = edges.edges[0]
    board = watching(edge, HALL)
    edges.redis.kill()
    until(lambda: edge.browser().get("/healthz").data["redis"] is False, "the edge says so")
    number = edges.call("A01")
    assert edges.primary.socket().watch(HALL)["seq"], "the square does not notice"
    assert watching(edge).watch(HALL)["ok"] and edge.browser().get("/board").status == 200, "as it was"
    edges.redis.start()
    message = board.shown(shows(number), topic=HALL)
    assert message["topic"] == HALL, "whoever stayed is shown what was missed"
    assert board.pulse()["seq"] >= message["seq"]
    until(lambda: edge.browser().get("/healthz").data["redis"], "and all is well")


def test_an_edge_that_stood_still_catches_up(edges: Edges) -> None:
    edge = edges.edges[1]
    board = watching(edge, HALL)
    edge.freeze()
    numbers = [edges.call("A01") for _ in range(3)]
    edge.thaw()
    board.shown(shows(numbers[-1]), topic=HALL, within_s=3)
    assert now_at(edge) == now_at(edges.primary)


def test_the_primary_restarts_and_edges_go_on(edges: Edges) -> None:
    edge = edges.edges[0]
    board, hall = watching(edge, "board:B01"), watching(edge, HALL)
    page = edge.browser().get("/board").text
    edges.primary.stop(9)
    assert edge.browser().get("/board").text == page, "pages are shown as they were"
    assert watching(edge).watch(HALL)["ok"]
    until(lambda: edge.browser().get("/healthz").data["primary"] is False, "the edge knows")
    edges.primary.start()
    until(lambda: edge.browser().get("/healthz").data["primary"], "linked again")
    number = edges.call("B01")
    assert board.shown(shows(number), topic="board:B01")
    assert hall.shown(shows(number), topic=HALL)


def test_a_revoked_edge_sends_its_clients_away_and_ends(edges: Edges) -> None:
    extra = edges.another()
    board = watching(extra, HALL)
    assert edges.cast.organiser.act("station.revoke", station=edges.stations[-1]).status == 200
    assert board.ends(5)
    assert extra.process and extra.process.wait(5) == 1
    until(lambda: "연결을 끊었어요" in "".join(extra.complained), "and says why")


@pytest.mark.long  # in process: test_process.py
@pytest.mark.parametrize(
    "words,sentence",
    [
        (("--redis", "redis://:wrong@127.0.0.1:{protected}"), "비밀번호가 다릅니다"),
        (("--redis", "redis://127.0.0.1:{protected}"), "비밀번호를 원합니다"),
        (("--redis", "redis://127.0.0.1:{primary}"), "Redis가 아닙니다"),
        (("--token", "desk"), "중계 서버의 토큰"),
    ],
)
def test_what_does_not_fit_is_a_sentence(
    edges: Edges, tmp_path: Path, words: tuple[str, str], sentence: str
) -> None:
    protected = RedisServer(tmp_path, password="secret").start() if "{protected}" in words[1] else None
    edge = Edge(edges.primary, edges.redis.url, edges.cast.tokens["desk"] if words[1] == "desk" else "x")
    if "--redis" in words and "{" in words[1]:
        edge.environ["KIOSK_EDGE_TOKEN"] = edges.token()
    more = () if words[1] == "desk" else words
    there = {"protected": protected.port if protected else 0, "primary": edges.primary.port}
    try:
        process = edge.begin(*edge.words, *(one.format(**there) for one in more))
        _, complained = process.communicate(timeout=20)
        assert process.returncode in (1, 2) and sentence in complained, complained
        assert "Traceback" not in complained
    finally:
        if protected:
            protected.kill()


@pytest.mark.parametrize(
    "words,sentence",
    [
        (("--redis", "redis://10.0.0.1"), "비밀번호가 있어야"),
        (("--redis", "http://127.0.0.1"), "Redis의 주소를"),
        (("--primary", "http://10.0.0.1:8000"), "https://"),
        (("--primary", "https://name/path"), "서버의 주소를"),
        (("--primary", "https://[::1"), "서버의 주소를"),
        (("--ca", "/nowhere.pem"), "인증서를 읽을 수"),
        (("--ca", __file__), "인증서"),
        (("--port", "99999"), "65535"),
        (("--token", ""), "토큰이 없습니다"),
    ],
)
def test_what_can_never_work_is_a_sentence_at_once(
    words: tuple[str, str], sentence: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KIOSK_EDGE_TOKEN", raising=False)
    given = {"--primary": "http://127.0.0.1:1", "--redis": "redis://127.0.0.1", "--token": "x"} | dict(
        [words]
    )
    with pytest.raises(SystemExit) as end:
        main(["edge", *(one for pair in given.items() for one in pair)])
    assert end.value.code == 2 and sentence in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["edge", "--lang", "en", *(one for pair in given.items() for one in pair)])
    assert not re.search("[가-힣]", capsys.readouterr().err)


LOOKS_ON = """
import atexit, os, sys
seen = os.environ["LOOKS_ON"]
def hook(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)) or event == "sqlite3.connect":
        with os.fdopen(os.open(seen, os.O_WRONLY | os.O_APPEND | os.O_CREAT), "a") as file:
            file.write(f"{event} {os.fsdecode(args[0])}\\n") if os.fsdecode(args[0]) != seen else None
def modules():
    with open(seen + ".modules", "w") as file:
        file.write("\\n".join(sys.modules))
atexit.register(modules)
busy = []
sys.addaudithook(lambda event, args: busy or (busy.append(1), hook(event, args), busy.clear()) if event in ("open", "sqlite3.connect") else None)
"""


@pytest.mark.long
def test_an_edge_opens_nothing_of_the_expos(edges: Edges, tmp_path: Path) -> None:
    """No database, no key, no contact: what it opened is written down by the interpreter itself."""
    (tmp_path / "sitecustomize.py").write_text(LOOKS_ON)
    edge = Edge(edges.primary, edges.redis.url, edges.token())
    edge.cold = True
    edge.environ |= {"PYTHONPATH": str(tmp_path), "LOOKS_ON": str(tmp_path / "seen")}
    edges.edges.append(edge)
    edge.start()
    assert watching(edge).watch(HALL)["ok"] and edge.browser().get("/board").status == 200
    assert edge.stop() == 0
    edges.edges.remove(edge)
    opened = (tmp_path / "seen").read_text()
    assert "greenlets" in opened, "it was written down"
    assert str(edges.primary.folder) not in opened and "sqlite3.connect" not in opened
    modules = set((tmp_path / "seen.modules").read_text().split("\n"))
    assert not {"kiosk.data.store", "kiosk.actions.perform", "kiosk.live.publish", "kiosk.app"} & modules


def test_the_link_is_for_edges(edges: Edges) -> None:
    assert requests.get(edges.primary.address + PATH, timeout=10).status_code in (400, 401, 403)


@pytest.mark.long  # in process: test_line.py
def test_an_older_program_is_told_so(edges: Edges) -> None:
    """An edge whose program says another protocol, as a later primary sees it."""
    code = (
        "import kiosk.edges.keys as keys; keys.PROTOCOL = 0\n"
        "from kiosk.cli import main; main(__import__('sys').argv[1:])"
    )
    edge = Edge(edges.primary, edges.redis.url, edges.token())
    done = subprocess.run(
        [sys.executable, "-c", code, *edge.words, "--port", "0"],
        env=edge.environ,
        cwd=edge.root,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1 and "같은 프로그램" in done.stderr, done.stderr
