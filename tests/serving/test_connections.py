"""How much and how long the server waits for whoever is connected, and who goes when there is room for no more."""

import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.test_server import self_signed
from tests.socket_client import Client
from tests.socket_process import SocketServer

HEAD = b"GET /state HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /body HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[SocketServer]:
    with SocketServer() as running:
        yield running


@pytest.fixture(scope="module")
def hasty() -> Iterator[SocketServer]:
    """Its deadlines are under a second."""
    with SocketServer(HURRY="1") as running:
        yield running


def line_to(server: SocketServer, sent: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    line.sendall(sent)
    return line


def answer(line: socket.socket) -> bytes:
    """All that comes until the end."""
    data = b""
    while more := line.recv(65536):
        data += more
    return data


def until_answered(line: socket.socket) -> bytes:
    """The one answer of /state."""
    data = b""
    while not data.endswith(b"}\n"):
        more = line.recv(65536)
        assert more, "the connection was ended"
        data += more
    return data


def ends_within(line: socket.socket, drip: bytes, seconds: float) -> bool:
    """Whether the server ends this connection while a drop is sent now and then."""
    until = time.monotonic() + seconds
    line.settimeout(0.05)
    while time.monotonic() < until:
        try:
            line.send(drip)
            if not line.recv(65536):
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


def test_a_head_is_bounded_as_a_whole(server: SocketServer) -> None:
    fits = b"".join(b"X-%d: " % number + b"x" * 6000 + b"\r\n" for number in range(10))
    whole = line_to(server, HEAD + fits + b"Connection: close\r\n\r\n")
    assert answer(whole).startswith(b"HTTP/1.1 200 ")
    for too_much in (fits + b"Y: " + b"y" * 6000 + b"\r\n", b"X: " + b"x" * 66_000, b"x:y\r\n" * 14_000):
        line = line_to(server, HEAD + too_much)
        assert answer(line).startswith(b"HTTP/1.1 431 ")


def test_a_head_that_drips_is_ended_at_its_deadline(hasty: SocketServer) -> None:
    line = line_to(hasty, HEAD)
    time.sleep(0.4)
    line.sendall(b"X: y\r\n")
    assert answer(line).startswith(b"HTTP/1.1 408 ")
    assert ends_within(line_to(hasty, HEAD), b"X: y\r\n", 5)
    assert ends_within(line_to(hasty, b"G"), b"E", 5)
    assert hasty.status("/state") == 200


def test_a_head_that_is_cut_off_is_no_request(server: SocketServer) -> None:
    ticks = server.get("/say?n=0&size=0")
    line = line_to(server, b"POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n")
    line.shutdown(socket.SHUT_WR)
    assert answer(line).startswith(b"HTTP/1.1 400 ")
    assert ticks["receivers"] == 0


def test_one_address_has_so_many_half_sent_heads_and_the_oldest_goes(server: SocketServer) -> None:
    lines = []
    for _ in range(64 + 3):
        lines.append(line_to(server, HEAD))
        time.sleep(0.002)
    for line in lines[:3]:
        assert answer(line).startswith(b"HTTP/1.1 408 ")
    for line in lines[3:]:
        line.sendall(b"Connection: close\r\n\r\n")
        assert answer(line).startswith(b"HTTP/1.1 200 ")


def test_idle_connections_are_no_half_sent_heads(server: SocketServer) -> None:
    lines = [line_to(server) for _ in range(200)]
    for line in lines:
        line.sendall(HEAD + b"\r\n")
    for line in lines:
        assert until_answered(line).startswith(b"HTTP/1.1 200 ")
    for line in lines:
        line.sendall(HEAD + b"Connection: close\r\n\r\n")
        assert answer(line).startswith(b"HTTP/1.1 200 ")


def test_a_connection_that_rests_for_long_is_closed(hasty: SocketServer) -> None:
    line = line_to(hasty, HEAD + b"\r\n")
    assert until_answered(line).startswith(b"HTTP/1.1 200 ")
    assert answer(line) == b""


def test_a_body_that_drips_is_ended_and_a_slow_one_is_not(hasty: SocketServer) -> None:
    assert ends_within(line_to(hasty, POST + b"Content-Length: 1000000\r\n\r\n"), b"x", 5)
    chunked = line_to(hasty, POST + b"Transfer-Encoding: chunked\r\n\r\n")
    assert ends_within(chunked, b"1\r\nx\r\n", 5)
    slow = line_to(hasty, POST + b"Content-Length: 40000\r\nConnection: close\r\n\r\n")
    for _ in range(20):
        time.sleep(0.08)
        slow.sendall(b"x" * 2000)
    assert answer(slow).endswith(b"40000")


def test_an_answer_that_nobody_takes_is_ended_and_a_slow_reader_gets_it_whole(hasty: SocketServer) -> None:
    size = 12_000_000
    ask = f"GET /large?size={size} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    before = hasty.get("/handles")["open"]
    deaf, slow = socket.socket(), socket.socket()
    for line in (deaf, slow):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        line.settimeout(20)
        line.connect(("127.0.0.1", hasty.port))
        line.sendall(ask)
    began = time.monotonic()
    got = 0
    while more := slow.recv(1 << 18):
        got += len(more)
        time.sleep(0.0005)
    assert got > size
    while hasty.get("/handles")["open"] > before:
        assert time.monotonic() - began < 15, "the answer that nobody takes is still on its way"
        time.sleep(0.05)


def test_a_tls_handshake_has_a_deadline(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        https_port = free.getsockname()[1]
    with SocketServer(str(https_port), str(certificate), str(key), HURRY="1"):
        silent = socket.create_connection(("127.0.0.1", https_port), timeout=20)
        assert silent.recv(100) == b""
        half = socket.create_connection(("127.0.0.1", https_port), timeout=20)
        assert ends_within(half, b"\x16", 5)
        trust = ssl.create_default_context(cafile=certificate)
        line = http.client.HTTPSConnection("localhost", https_port, context=trust, timeout=20)
        line.request("GET", "/state")
        assert line.getresponse().status == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(b"Content-Length: 5\r\nContent-Length: 6\r\n", id="two lengths"),
        pytest.param(b"Content-Length: 1_0\r\n", id="a length that is no number"),
        pytest.param(b"Content-Length: +5\r\n", id="a length with a sign"),
        pytest.param(b"Content-Length: -5\r\n", id="a length below nothing"),
        pytest.param(b"Content-Length: " + b"9" * 5000 + b"\r\n", id="a length of 5,000 digits"),
        pytest.param(b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", id="a length and chunks"),
        pytest.param(b"Transfer-Encoding: gzip, chunked\r\n", id="a coding nobody knows"),
    ],
)
def test_a_body_whose_length_is_said_twice_or_wrongly_is_refused(
    server: SocketServer, headers: bytes
) -> None:
    line = line_to(server, POST + headers + b"\r\n0\r\n\r\n")
    assert answer(line).startswith(b"HTTP/1.1 400 ")


def test_expect_100_continue_is_answered_before_the_body(server: SocketServer) -> None:
    line = line_to(server, POST + b"Content-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n")
    assert line.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
    line.sendall(b"abc")
    assert answer(line).endswith(b"\r\n\r\n3")


def test_a_file_that_nobody_wanted_is_read_over_and_its_sender_reads_the_answer(server: SocketServer) -> None:
    line = line_to(server, b"POST /state HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000000\r\n\r\n")
    line.sendall(b"x" * 20_000_000)
    assert line.recv(65536).startswith(b"HTTP/1.1 405 ")


def test_when_handles_run_short_strangers_go_and_stations_stay_and_get_in() -> None:
    with SocketServer(HANDLES="256") as server:
        station = Client(server.port).join({"station": True})
        idle = []
        for _ in range(400):
            line = line_to(server, HEAD + b"\r\n")
            assert until_answered(line).startswith(b"HTTP/1.1 200 ")
            idle.append(line)
        silent = [line_to(server) for _ in range(400)]
        live = [Client(server.port).join() for _ in range(300)]
        late = [Client(server.port).join({"station": True}) for _ in range(20)]
        for client in (station, *late):
            client.send_text('421["echo","here"]')
            while client.text() != '431[{"word":"here"}]':
                pass
        for line in (*idle, *silent, *live):
            line.close()
        output, errors = server.stop()
        for client in (station, *late):
            client.close()
    assert output == "stopped\n"
    assert "Too many open files" not in errors
    assert errors.count("Traceback") == errors.count("ValueError: the first tick fails")


def test_one_address_may_have_five_thousand_sockets_and_its_oldest_stranger_makes_room() -> None:
    from kiosk.serving.connections import AN_ADDRESS, Connections, Phase

    assert AN_ADDRESS >= 5000
    connections, ends = Connections(10 * AN_ADDRESS), [socket.socketpair() for _ in range(3)]
    first = connections.admit(ends[0][0], "192.0.2.1")
    assert first
    first.enter(Phase.LIVE)
    for _ in range(AN_ADDRESS - 1):
        known = connections.admit(ends[1][0], "192.0.2.1")
        assert known
        known.enter(Phase.LIVE)
        known.known = True
    assert connections.admit(ends[2][0], "192.0.2.2")
    assert not first.late
    assert connections.admit(ends[2][0], "192.0.2.1")
    assert first.late
    assert ends[0][1].recv(10) == b""


def test_an_ipv6_network_counts_as_one_address() -> None:
    from kiosk.serving.connections import _counted_as

    assert _counted_as("2001:db8:1:2:3:4:5:6") == _counted_as("2001:db8:1:2::1")
    assert _counted_as("2001:db8:1:2::1") != _counted_as("2001:db8:1:3::1")
    assert _counted_as("::ffff:192.0.2.1") == "192.0.2.1"
    assert len({_counted_as("fe80::1%eth0"), _counted_as("192.0.2.1")}) == 2
