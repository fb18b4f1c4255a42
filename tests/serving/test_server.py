"""The server process as browsers, programs and the operating system meet it."""

import http.client
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import socketio
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.socket_client import Client
from tests.socket_process import SocketServer


@pytest.fixture(scope="module")
def server() -> Iterator[SocketServer]:
    with SocketServer() as running:
        yield running


def test_three_hundred_sockets_get_the_same_bytes(server: SocketServer) -> None:
    clients = [Client(server.port) for _ in range(300)]
    for client in clients:
        client.join()
    said = server.get("/say?n=20&size=300")
    assert said["receivers"] == 300
    received = {b"".join(payload for _, payload in (client.frame() for _ in range(20))) for client in clients}
    assert len(received) == 1
    for client in clients:
        client.close()
    server.wait_for_nobody()


def test_a_room_gets_only_what_is_said_in_it(server: SocketServer) -> None:
    elsewhere, hall = Client(server.port).join({"room": "organiser"}), Client(server.port).join()
    assert server.get("/say?n=1&size=1")["receivers"] == 1
    assert hall.event()[1]["number"] == 0
    elsewhere.send_text('421["echo","next"]')
    assert elsewhere.text() == '431[{"word":"next"}]'
    for client in (elsewhere, hall):
        client.close()
    server.wait_for_nobody()


def test_hangul_travels_as_itself_and_half_a_character_does_no_harm(server: SocketServer) -> None:
    client = Client(server.port).join()
    client.send_text('421["echo","상담석"]')
    assert client.text() == '431[{"word":"상담석"}]'
    client.event()
    client.send_text('422["echo","\\ud800"]')
    assert client.text() == '432[{"word":"?"}]'
    client.close()


def test_the_ordinary_socketio_client_connects_asks_and_hears(server: SocketServer) -> None:
    client, heard = socketio.Client(), threading.Event()
    client.on("show", lambda data: heard.set() if data == {"number": 0, "text": "가"} else None)
    client.connect(f"http://127.0.0.1:{server.port}", transports=["websocket"], auth={"room": "hall"})
    assert client.call("echo", "hello", timeout=20) == {"word": "hello"}
    server.get("/say?n=1&size=1")
    assert heard.wait(20)
    client.disconnect()
    server.wait_for_nobody()


def test_a_kept_alive_request_does_not_wait_for_a_delayed_ack(server: SocketServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    took = []
    for _ in range(40):
        started = time.perf_counter()
        connection.request("POST", "/body", body=b"x" * 3000)
        assert connection.getresponse().read() == b"3000"
        took.append(time.perf_counter() - started)
    connection.close()
    assert min(took) < 0.03  # a delayed acknowledgement takes 40 ms, each time


def test_a_thread_wakes_a_greenlet_and_rings_are_gathered(server: SocketServer) -> None:
    rung = server.get("/state")["rung"]
    assert server.get("/thread") == {"done": True}
    time.sleep(0.05)
    assert 1 <= server.get("/state")["rung"] - rung <= 3


def test_a_timer_goes_on_after_a_failure(server: SocketServer) -> None:
    ticks = server.get("/state")["ticks"]
    until = time.monotonic() + 15
    while server.get("/state")["ticks"] <= max(ticks, 1):
        assert time.monotonic() < until, "the timer stands"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_after_what_runs(number: int) -> None:
    server = SocketServer()
    client = Client(server.port).join()
    running = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    running.request("GET", "/slow?s=0.3")
    idle = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    idle.request("GET", "/state")
    idle.getresponse().read()
    time.sleep(0.1)
    server.process.send_signal(number)
    assert client.close_code() == 1001
    client.close()
    assert running.getresponse().read() == b"finished"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)
    output, errors = server.process.communicate(timeout=20)
    assert (output, server.process.returncode) == ("stopped\n", 0)
    assert errors.count("Traceback") == errors.count("ValueError: the first tick fails")


def test_what_does_not_end_in_time_is_left() -> None:
    server = SocketServer()
    running = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    running.request("GET", "/slow?s=60")
    time.sleep(0.1)
    started = time.monotonic()
    assert server.stop()[0] == "stopped\n"
    assert 0.7 < time.monotonic() - started < 30  # the request would go on for 60


def test_a_port_in_use_is_said_in_a_sentence(server: SocketServer) -> None:
    second = SocketServer(port=server.port)
    output, errors = second.process.communicate(timeout=20)
    assert second.process.returncode == 2
    assert f"{server.port}번 포트를 열 수 없습니다" in errors
    assert "Traceback" not in errors
    assert output == ""


def test_a_request_that_is_no_http_gets_400_and_its_path_is_not_logged() -> None:
    server = SocketServer()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        line.sendall(b"GET /v/1234567890123456 HTTP/9.9\r\n\r\n")
        assert line.recv(1000).startswith(b"HTTP/1.1 400 ")
    assert server.status("/v/1234567890123456") == 404
    assert "1234567890123456" not in "".join(server.stop())


def test_http_and_tls_share_one_process_and_its_rooms(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        https_port = free.getsockname()[1]
    trust = ssl.create_default_context(cafile=certificate)
    with SocketServer(str(https_port), str(certificate), str(key)) as server:
        with pytest.raises(ssl.SSLError):
            Client(https_port, tls=ssl.create_default_context())
        plain = Client(server.port).join()
        origin = f"Origin: https://127.0.0.1:{https_port}\r\n"
        secure = Client(https_port, headers=origin, receive_bytes=4096, tls=trust).join()
        with ThreadPoolExecutor() as pool:
            pool.submit(server.get, "/say?n=100&size=300&pause=0.001")
            for client in (plain, secure):
                assert [client.event()[1]["number"] for _ in range(100)] == list(range(100))
            # Nobody reads the secure one now.
            said = pool.submit(server.get, "/say?n=600&size=400&pause=0.001")
            assert [plain.event()[1]["number"] for _ in range(600)] == list(range(600))
            assert said.result()["receivers"] == 1
        plain.close()
        server.wait_for_nobody()
        secure.close()
        output, errors = server.stop()
    assert output == "stopped\n"
    assert "ssl" not in errors.lower()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that is valid for an hour, and its key."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string("CN=localhost")
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate_file, key_file = folder / "cert.pem", folder / "key.pem"
    signed = builder.add_extension(names, critical=False).sign(key, SHA256())
    certificate_file.write_bytes(signed.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate_file, key_file
