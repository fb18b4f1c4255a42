"""The link, in process: what is sent and kept, what waits and for how long, and what a second laptop may not say."""

import json
import socket
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kiosk.actions.perform import perform
from kiosk.actions.refusals import Refused, Unusable
from kiosk.data import mastership
from kiosk.data.health import Health
from kiosk.data.mastership import FileGuard, NotWritten, Peer, Standing
from kiosk.data.store import Actor
from kiosk.data.tokens import hashed
from kiosk.pages.standby import _require_fitting
from kiosk.serving import wire
from kiosk.serving.version import version
from kiosk.serving.wire import CONNECT_S, Address, NotTaken
from kiosk.standby import alone, datagrams, third
from kiosk.standby.answered_log import FILE, AnsweredLog
from kiosk.standby.follower import Followed, Follower
from kiosk.standby.link import BEHIND_S, PATH, RECORD_BYTES_MAX, UNDER_WAY_BYTES, WAIT_S, Line, Link
from tests.cast import Cast
from tests.outside.programs import free_port


class Wire:
    """What an open link wrote, and whether it was closed."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.closed = 0

    def line(self, instance: str = "a") -> Line:
        def write(text: str) -> bool:
            self.texts.append(text)
            return True

        def close() -> None:
            self.closed += 1

        return Line(write, close, instance)

    @property
    def records(self) -> list[dict]:
        return [one for text in self.texts for one in json.loads(text)["answered"]]


@pytest.fixture
def link() -> Link:
    return Link(Health(), lambda: 0, lambda: None)


def opened(link: Link, after: int = 0, stream: str = "") -> tuple[Wire, Line]:
    wire = Wire()
    line = wire.line()
    link.begin(line, stream or link.stream, after)
    return wire, line


def codes(link: Link) -> list[str]:
    return [one.code for one in link._health.troubles()]


def test_an_answer_is_safe_once_the_other_laptop_has_it(link: Link) -> None:
    wire, line = opened(link)
    place = link.send('{"a":1}', 7)
    threading.Timer(0.02, lambda: (link.push(), link.acknowledged(line, place))).start()
    began = time.monotonic()
    assert link.is_safe(place, threading.Event())
    assert time.monotonic() - began < WAIT_S
    assert wire.records == [{"seq": 7, "record": {"a": 1}}]


def test_a_refusal_that_writes_no_entry_is_sent_with_the_seq_before_it(link: Link) -> None:
    wire, _ = opened(link)
    link.send("{}", 7)
    link.send("{}", 0)
    link.push()
    assert [one["seq"] for one in wire.records] == [7, 7]


def test_a_slow_link_is_waited_for_once_and_then_by_nobody_until_it_has_caught_up(link: Link) -> None:
    _, line = opened(link)
    first, second = link.send("{}", 1), link.send("{}", 2)
    link.push()
    began = time.monotonic()
    assert not link.is_safe(first, threading.Event())
    assert WAIT_S <= time.monotonic() - began < 2 * WAIT_S
    began = time.monotonic()
    assert not link.is_safe(second, threading.Event())
    assert time.monotonic() - began < WAIT_S / 2
    assert codes(link) == ["standby_slow"]
    link.acknowledged(line, second)
    assert (codes(link), link.is_safe(second, threading.Event())) == ([], True)


def test_a_link_that_breaks_lets_go_whoever_waits(link: Link) -> None:
    _, line = opened(link)
    place = link.send("{}", 1)
    threading.Timer(0.02, lambda: link.end(line, expected=False)).start()
    began = time.monotonic()
    assert not link.is_safe(place, threading.Event())
    assert time.monotonic() - began < WAIT_S
    assert codes(link) == ["standby_lost"]


def test_a_link_that_comes_back_goes_on_where_it_stopped(link: Link) -> None:
    _, line = opened(link)
    for seq in range(1, 6):
        link.send(json.dumps({"n": seq}), seq)
    link.push()
    link.acknowledged(line, 2)
    link.end(line, expected=False)
    wire, _ = opened(link, after=2)
    link.push()
    assert [one["record"]["n"] for one in wire.records] == [3, 4, 5]


def test_whoever_has_another_stream_begins_with_what_comes_next(link: Link) -> None:
    link.send("{}", 1)
    wire, _ = opened(link, after=1, stream="another")
    link.send("{}", 2)
    link.push()
    assert [one["seq"] for one in wire.records] == [2]


def test_no_more_is_under_way_than_a_slow_reader_is_kept(link: Link) -> None:
    wire, line = opened(link)
    for seq in range(1, 400):
        link.send(json.dumps({"n": "x" * 2_000}), seq)
    link.push()
    assert sum(map(len, wire.texts)) < UNDER_WAY_BYTES + 200_000
    while link.behind:
        link.acknowledged(line, line.sent)
        link.push()
    assert [one["seq"] for one in wire.records] == list(range(1, 400))


def test_a_huge_record_goes_without_its_contents(link: Link) -> None:
    wire, _ = opened(link)
    link.send(json.dumps({"n": "x" * RECORD_BYTES_MAX}), 3)
    link.push()
    assert wire.records == [{"seq": 3, "record": None}]


@pytest.mark.parametrize("position", [-1, 2, "1", None, True and 10**12])
def test_what_a_second_laptop_can_not_have_is_not_believed(link: Link, position: object) -> None:
    _, line = opened(link)
    link.send("{}", 1)
    link.push()
    assert not link.acknowledged(line, position)
    assert link.behind == 1


def test_a_link_that_acknowledges_nothing_is_dropped(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    wire, _ = opened(link)
    link.send("{}", 1)
    link.push()
    link.look()
    assert wire.closed == 0
    ahead = time.monotonic() + BEHIND_S + 1
    monkeypatch.setattr("kiosk.standby.link.time.monotonic", lambda: ahead)
    link.look()
    assert (wire.closed, codes(link)) == (1, ["standby_lost"])


def test_an_answer_says_that_it_is_on_one_laptop_alone(cast: Cast, link: Link) -> None:
    wire, line = opened(link)
    cast.store.stream = link
    slow = perform(cast.store, "booth.pause", cast.actor("organiser"), {"action_id": "slow", "booth": "A01"})
    assert slow.data["unreplicated"] is True
    link.push()
    assert [one["record"]["action_id"] for one in wire.records] == ["slow"]
    link.acknowledged(line, 1)
    again = perform(cast.store, "booth.pause", cast.actor("organiser"), {"action_id": "slow", "booth": "A01"})
    assert again.data == {name: value for name, value in slow.data.items() if name != "unreplicated"}


def test_the_log_holds_whole_records_and_forgets_what_the_copy_has(tmp_path: Path) -> None:
    log = AnsweredLog(tmp_path)
    log.append([{"seq": seq, "record": {"name": f"이름{seq}"}} for seq in range(1, 6)])
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"seq": 6, "record": {"na')  # the laptop died here
    log.close()
    log = AnsweredLog(tmp_path)
    log.append([{"seq": 7, "record": None}])
    assert [one["seq"] for one in log.after(0)] == [1, 2, 3, 4, 5, 7]
    log.drop_before(5)
    assert ([one["seq"] for one in log.after(0)], len(log)) == ([5, 7], 2)
    assert "이름4" not in (tmp_path / FILE).read_text(encoding="utf-8")
    log.append([{"seq": 8, "record": {}}])
    assert [one["seq"] for one in log.after(7)] == [7, 8]
    log.close()


def test_only_what_these_laptops_sealed_is_opened() -> None:
    key, other = datagrams.key_of("a"), datagrams.key_of("b")
    asked = datagrams.ask(fence=1)
    data = datagrams.sealed(key, asked)
    assert datagrams.opened([other, key], data) == (key, asked)
    assert datagrams.opened([other], data) is None
    assert datagrams.opened([key], data[:-1] + b"x") is None
    assert datagrams.opened([key], b"") is None
    assert datagrams.opened([key], data + b" " * 2_000) is None
    assert datagrams.opened([key], datagrams.sealed(key, [1])) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said", ["router", "192.168.0.1:0", "192.168.0.1:http", "http://192.168.0.1", "1.2.3"]
)
def test_a_third_that_is_no_address_is_refused(said: str) -> None:
    with pytest.raises(Unusable, match="KIOSK_THIRD"):
        third.of(said)
    assert third.of("none") == ""


def test_a_folder_whose_laptop_is_not_the_first_is_written_by_nobody(tmp_path: Path) -> None:
    guard = FileGuard(tmp_path)
    guard.require()
    for role in ("standby", "old", "off"):
        mastership.write(tmp_path, Standing(3, role, peers=(Peer("10.0.0.2", 8000, 4),)))
        with pytest.raises(NotWritten):
            guard.require()
    assert mastership.read(tmp_path).peers == (Peer("10.0.0.2", 8000, 4),)
    (tmp_path / mastership.FILE).write_text('{"fence": 0}')
    with pytest.raises(Unusable, match=mastership.FILE):
        mastership.read(tmp_path)


def test_what_the_other_laptop_does_not_know_is_listed_once(cast: Cast) -> None:
    for number in range(3):
        cast.done("booth.pause" if number % 2 == 0 else "booth.open", cast.actor("organiser"), booth="A02")
    rows = cast.store.glance().execute("SELECT action_id FROM answers ORDER BY id DESC LIMIT 3").fetchall()
    ids = [row["action_id"] for row in rows][::-1]
    seq = (
        cast.store.glance()
        .execute("SELECT seq FROM journal WHERE action_id = ?", (ids[0],))
        .fetchone()["seq"]
    )
    assert [one for known in alone.to_ask(cast.store, {"seq": seq}) for one in known] == ids[1:]
    assert alone.unknown(cast.store, [ids[1], "elsewhere", 7]) == ["elsewhere"]
    for _ in range(2):
        alone.note(cast.store.path.parent, ids[1:])
    cast.done("visitor.register", "desk", name="김서연", consent=True, citizen=True, action_id="named")
    alone.note(cast.store.path.parent, ["named"])
    listed = alone.actions(cast.store)
    assert [one["action_id"] for one in listed] == [*ids[1:], "named"]
    assert listed[-1]["answer"]["visitor"]["name"] == "김서연"
    assert listed[0]["entries"][0]["kind"] == "booth.open"


def test_a_second_that_was_overtaken_by_its_twin_does_not_take_over(tmp_path: Path) -> None:
    """Both were made from one file: the other has taken over at the first laptop's address."""
    key, port = datagrams.key_of(hashed("token")), free_port()
    address = Address(f"http://127.0.0.1:{port}")
    follower = Follower(
        tmp_path,
        Followed((address,), "token", b"k" * 32),
        port=port,
        host="127.0.0.2",
        on_silence=lambda: None,
    )
    told = {"role": "first", "fence": 2}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as twin:
        twin.bind(("127.0.0.1", port))

        def answer() -> None:
            data, place = twin.recvfrom(2_000)
            found = datagrams.opened([key], data)
            assert found
            twin.sendto(datagrams.sealed(key, datagrams.answer_to(found[1], **told)), place)

        for role, host in (("first", "127.0.0.1"), ("old", ""), ("standby", "")):
            told["role"] = role
            answering = threading.Thread(target=answer)
            answering.start()
            assert follower.another_first(within_s=0.3) == host
            answering.join()
    follower.let_go()


@pytest.mark.parametrize("port", [0, 65536, -1, True, "8000", None])
def test_a_second_laptop_at_no_port_is_refused(cast: Cast, port: object) -> None:
    """Every round would ask it there, and mastership.json keep it."""
    one: Any = SimpleNamespace(store=cast.store, link=None)
    hello = {"expo": cast.store.expo_mark, "version": version(), "instance": "a", "port": 8000}
    who = Actor("standby", station_id=1)
    assert _require_fitting(one, hello, who, "192.0.2.7", "ko").port == 8000
    with pytest.raises(Refused) as refused:
        _require_fitting(one, hello | {"port": port}, who, "192.0.2.7", "ko")
    assert refused.value.code == "bad_hello"


def test_a_refusal_is_read_to_its_end_and_no_longer() -> None:
    """Its sentence comes with the head or after it, and the line stays open."""
    body = '{"message": "왜"}'.encode()
    head = f"HTTP/1.1 403 FORBIDDEN\r\nContent-Length: {len(body)}".encode() + b"\r\n\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            line, _ = server.accept()
            line.recv(4096)
            line.sendall(head + body[:5])
            time.sleep(0.05)
            line.sendall(body[5:])
            over.wait(10)
            line.close()

        over = threading.Event()
        thread = threading.Thread(target=answer)
        thread.start()
        began = time.monotonic()
        with pytest.raises(NotTaken) as refused:
            wire.Wire(Address(f"http://127.0.0.1:{server.getsockname()[1]}"), PATH, "token")
        assert refused.value.body == body and time.monotonic() - began < CONNECT_S / 2
        over.set()
        thread.join()
