"""RFC 6455 as `kiosk.serving.websocket` speaks it, byte by byte over real sockets."""

import contextlib
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import MethodType, SimpleNamespace

import gevent.socket
import pytest
from gevent.lock import BoundedSemaphore

from kiosk.serving import transport
from kiosk.serving.websocket import WebSocket, text_frame
from tests.socket_client import Client, frame_of
from tests.socket_process import SocketServer


@pytest.fixture(scope="module")
def server() -> Iterator[SocketServer]:
    with SocketServer() as running:
        yield running


def test_a_peer_that_says_nothing_for_long_is_gone() -> None:
    here, there = gevent.socket.socketpair()
    websocket = WebSocket(here, idle_s=0.1)
    started = time.monotonic()
    assert websocket.wait() is None
    assert time.monotonic() - started > 0.09
    assert not websocket.write(text_frame("too late"))
    assert there.recv(100) == b""


def test_permessage_deflate_is_refused(server: SocketServer) -> None:
    client = Client(
        server.port, headers="Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
    )
    assert client.response.startswith(b"HTTP/1.1 101 ")
    assert b"extensions" not in client.response.lower()
    assert client.text().startswith('0{"sid":')
    client.close()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("Origin: http://elsewhere.example\r\n", b"HTTP/1.1 400 "),
        ("Origin: null\r\n", b"HTTP/1.1 400 "),
        ("Origin: http://127.0.0.1:{port}\r\n", b"HTTP/1.1 101 "),
        ("Origin: https://127.0.0.1:{port}\r\n", b"HTTP/1.1 400 "),
        ("Origin: https://elsewhere.example\r\nX-Forwarded-Host: elsewhere.example\r\n", b"HTTP/1.1 400 "),
        ("", b"HTTP/1.1 101 "),
    ],
)
def test_only_own_pages_and_programs_may_connect(server: SocketServer, headers: str, status: bytes) -> None:
    client = Client(server.port, headers=headers.format(port=server.port))
    assert client.response.startswith(status)
    client.close()


def test_long_polling_and_broken_upgrades_are_refused(server: SocketServer) -> None:
    assert server.status("/socket.io/?EIO=4&transport=polling") == 400
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    address = "/socket.io/?EIO=4&transport=websocket"
    assert server.status(address, upgrade | {"Sec-WebSocket-Version": "8"}) == 426
    assert (
        server.status(address, upgrade | {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "short"}) == 400
    )


def test_a_fragmented_message_with_a_ping_in_between_is_one_message(server: SocketServer) -> None:
    client = Client(server.port).join()
    message = '421["echo","부스"]'.encode()
    client.send(0x01, message[:12])  # cuts 부 in the middle of its bytes
    client.send(0x89, b"are you there")
    client.send(0x80, message[12:])
    assert client.frame() == (0x8A, b"are you there")
    assert client.text() == '431[{"word":"부스"}]'
    client.close()


def test_an_answer_is_not_overtaken_by_a_broadcast_made_after_it(server: SocketServer) -> None:
    client = Client(server.port).join()
    for number in range(50):
        client.send_text(f'42{number}["echo","{number}"]')
        assert client.text() == f'43{number}[{{"word":"{number}"}}]'
        assert client.event() == ["after", str(number)]
    client.close()


def test_the_largest_message_is_taken_and_a_larger_one_closes_with_1009(server: SocketServer) -> None:
    client = Client(server.port).join()
    envelope = len('421["echo",""]')
    client.send_text('421["echo","' + "x" * (64 * 1024 - envelope) + '"]')
    assert client.text().startswith('431[{"word":"xxx')
    assert client.event()[0] == "after"
    client.send_text('421["echo","' + "x" * (64 * 1024 - envelope + 1) + '"]')
    assert client.close_code() == 1009
    client.close()


def test_fragments_do_not_get_round_the_limit(server: SocketServer) -> None:
    client = Client(server.port).join()
    client.send(0x01, b"4" * 40_000)
    client.send(0x00, b"4" * 40_000)
    assert client.close_code() == 1009
    client.close()


@pytest.mark.parametrize(
    ("first_byte", "payload", "code"),
    [
        pytest.param(0x82, b"\x00", 1003, id="binary"),
        pytest.param(0x81, b"4\xff\xfe", 1007, id="text that is no UTF-8"),
        pytest.param(0x83, b"", 1002, id="unknown opcode"),
        pytest.param(0xC1, b"4", 1002, id="reserved bit"),
        pytest.param(0x80, b"4", 1002, id="continuation of nothing"),
        pytest.param(0x09, b"", 1002, id="fragmented ping"),
        pytest.param(0x89, b"x" * 126, 1002, id="long ping"),
        pytest.param(0x88, b"\x03\xe8bye", 1000, id="a proper close"),
        pytest.param(0x81, b"no packet", 1002, id="no Engine.IO packet"),
        pytest.param(0x81, b"", 1002, id="empty"),
    ],
)
def test_what_breaks_the_protocol_is_told_so(
    server: SocketServer, first_byte: int, payload: bytes, code: int
) -> None:
    client = Client(server.port).join()
    client.send(first_byte, payload)
    assert client.close_code() == code
    assert client.frame() is None
    client.close()


GARBAGE = [
    "4" + "[" * 60_000,
    "42" + "[" * 60_000,
    "40" + '{"a":' * 9_000,
    "4x",
    "42{}",
    "42[]",
    "42[{}]",
    "42[7]",
    "4",
    "4²",
    "42/elsewhere,[]",
    "42" + "9" * 90 + '["echo","x"]',
    "42" + "9" * 9_000 + '["echo","x"]',
    '42["echo",' + "9" * 9_000 + "]",
    '42["connect",{"station":true}]',
    '42["disconnect","x"]',
    "43" + "9" * 90 + "[]",
    "431[]",
    "44{}",
    "451-x",
    '451-["echo",{"_placeholder":true,"num":0}]',
    "4699999999999-[]",
    "47",
    "b4AAAA",
    "1x",
    "3probe",
]


@pytest.mark.parametrize("message", GARBAGE)
def test_garbage_inside_a_message_ends_its_socket_and_harms_nobody_else(
    server: SocketServer, message: str
) -> None:
    other, client = Client(server.port).join(), Client(server.port).join()
    client.send_text(message)
    assert client.close_code() == 1002
    server.get("/say?n=1&size=1")
    assert other.event() == ["show", {"number": 0, "text": "가"}]
    other.close()
    client.close()
    server.wait_for_nobody()


def test_garbage_leaves_no_trace_in_the_log() -> None:
    with SocketServer() as server:
        for message in GARBAGE:
            client = Client(server.port).join()
            client.send_text(message)
            assert client.close_code() == 1002
            client.close()
        errors = server.stop()[1]
    assert errors.count("Traceback") == errors.count("ValueError: the first tick fails")


@pytest.mark.parametrize(
    ("first_byte", "payload"),
    [
        pytest.param(0x89, b"", id="pings"),
        pytest.param(0x8A, b"", id="WebSocket's pongs"),
        pytest.param(0x81, b"3", id="Engine.IO's pongs"),
        pytest.param(0x81, b"40", id="connects"),
        pytest.param(0x81, b'42["nothing"]', id="unknown events"),
        pytest.param(0x81, b'421["echo","x"]', id="events"),
        pytest.param(0x81, b'42["nothing","' + b"x" * 30_000 + b'"]', id="large events"),
    ],
)
def test_a_flood_from_one_socket_closes_it_with_1008(
    server: SocketServer, first_byte: int, payload: bytes
) -> None:
    client = Client(server.port).join()
    with contextlib.suppress(ConnectionError):
        for _ in range(1000):
            client.send(first_byte, payload)
    assert client.close_code() == 1008
    client.close()
    server.wait_for_nobody()


def test_a_flood_of_empty_fragments_closes_its_socket_with_1008(server: SocketServer) -> None:
    client = Client(server.port).join()
    client.send(0x01, b"")
    for _ in range(1000):
        client.send(0x00, b"")
    assert client.close_code() == 1008
    client.close()


def test_twenty_topics_at_once_and_some_events_a_second_are_no_flood(server: SocketServer) -> None:
    client = Client(server.port).join()
    for number in range(60):
        client.send_text(f'42{number}["echo","x"]')
    answers = 0
    while answers < 60:
        answers += client.text().startswith("43")
    client.close()
    server.wait_for_nobody()


def test_what_a_peer_left_behind_is_dropped_with_it() -> None:
    here, there = gevent.socket.socketpair()
    websocket = WebSocket(here, idle_s=5)
    there.sendall(frame_of(0x81, b"first") + frame_of(0x81, b"second"))
    assert websocket.wait() == "first"
    there.close()
    assert websocket.wait() is None
    assert not websocket.open


def test_a_peer_that_never_answers_our_close_is_cut(server: SocketServer) -> None:
    client = Client(server.port).join()
    client.send_text("no packet")
    cut, until = False, time.monotonic() + 15
    while not cut and time.monotonic() < until:
        try:
            client.send(0x89, b"still here")
        except ConnectionError:
            cut = True
        time.sleep(0.05)
    assert cut
    client.close()


def test_an_upgrade_that_never_connects_harms_nobody(server: SocketServer) -> None:
    silent = Client(server.port)
    assert silent.text().startswith('0{"sid":')
    silent.send_text('421["echo","x"]')
    assert server.get("/state")["connected"] == 0
    silent.close()


def test_who_answers_pings_stays_and_who_says_nothing_goes() -> None:
    with SocketServer(PING_S="0.8") as server:
        lively, silent = Client(server.port).join(), Client(server.port).join()
        for _ in range(3):
            assert lively.text() == "2"
            lively.send_text("3")
        assert server.get("/state")["connected"] == 1
        lively.send_text('421["echo","x"]')
        assert lively.text().startswith("431")
        lively.close()
        silent.close()


def test_a_stalled_client_is_dropped_and_its_stream_holds_only_whole_frames(server: SocketServer) -> None:
    stalled = Client(server.port, receive_bytes=4096).join()
    lively = Client(server.port).join()
    with ThreadPoolExecutor() as pool:
        said = pool.submit(server.get, "/say?n=600&size=400&pause=0.001")
        assert [lively.event()[1]["number"] for _ in range(600)] == list(range(600))
        assert said.result()["receivers"] == 1
    numbers = []
    while frame := stalled.frame():
        name, data = json.loads(frame[1].decode()[2:])
        assert (name, data["text"]) == ("show", "가" * 400)
        numbers.append(data["number"])
    assert numbers == list(range(len(numbers)))
    assert 10 < len(numbers) < 600
    lively.close()
    server.wait_for_nobody()


def test_a_client_that_takes_nothing_for_a_while_is_dropped_even_if_little_waits(
    server: SocketServer,
) -> None:
    stalled = Client(server.port, receive_bytes=4096).join()
    server.get("/say?n=1&size=80000")
    assert server.get("/state")["connected"] == 1
    server.wait_for_nobody()
    stalled.close()


def test_a_slow_reader_gets_a_large_message_whole(server: SocketServer) -> None:
    slow = Client(server.port, receive_bytes=4096).join()
    server.get("/say?n=2&size=60000")
    time.sleep(0.2)
    assert [slow.event()[1] for _ in range(2)] == [{"number": n, "text": "가" * 60000} for n in range(2)]
    slow.close()


def test_what_is_said_while_a_slow_reader_catches_up_keeps_its_place(server: SocketServer) -> None:
    slow = Client(server.port, receive_bytes=4096).join()
    with ThreadPoolExecutor() as pool:
        server.get("/say?n=50&size=2000")  # more than the kernel takes: the rest waits
        pool.submit(server.get, "/say?n=200&size=300&pause=0.001")
        numbers = []
        for _ in range(250):
            numbers.append(slow.event()[1]["number"])
            time.sleep(0.002)
    assert numbers == [*range(50), *range(200)]
    slow.close()


def test_a_dropped_socket_is_cut_at_once(server: SocketServer) -> None:
    client = Client(server.port).join()
    assert server.get("/drop") == {"receivers": 0}
    assert client.frame() is None
    client.close()
    server.wait_for_nobody()


@pytest.mark.parametrize("stays", [True, False])
def test_who_hangs_up_while_their_turn_comes_is_not_answered(stays: bool) -> None:
    here, there = gevent.socket.socketpair()
    lane = BoundedSemaphore(1)
    line = SimpleNamespace(handle=None, queue=SimpleNamespace(qsize=lambda: 0, empty=lambda: True))
    waiting = transport._Transport(
        lane,
        transport._Pings(),
        MethodType(lambda *_: None, line),
        SimpleNamespace(ping_interval=9, ping_timeout=9),
    )
    waiting._websocket = WebSocket(here, idle_s=5)
    lane.acquire()  # others are answered
    heard = gevent.spawn(waiting.wait)
    there.sendall(frame_of(0x81, b'42["join",{"topic":"board:hall"}]'))
    gevent.sleep(0.02)
    assert not heard.ready()
    if not stays:
        there.close()
    lane.release()
    assert (heard.get(timeout=2) is not None) is stays
    waiting.leave_lane()
