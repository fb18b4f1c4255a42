"""Ports, addresses, the name and its certificate, each both ways."""

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk import addresses
from kiosk.data.running import Running
from kiosk.doctor import network
from kiosk.doctor.place import Place
from kiosk.serving.forwarded import networks
from kiosk.serving.tls import authority
from kiosk.serving.tls.issuing import Place as Names
from tests.doctor.conftest import Look
from tests.serving.test_authority import NOW, _bought


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("0.0.0.0", 0))
        return int(line.getsockname()[1])


def test_a_port_that_somebody_else_has(place: Place, look: Look) -> None:
    place.port = free_port()
    assert look("ports")[0] == "ok"
    with socket.socket() as other:
        other.bind(("0.0.0.0", place.port))
        other.listen()
        assert look("ports")[0] == "fail"
        place.running = Running(1, "v", place.port, None, "word")
        assert look("ports") == ("ok", f"서버가 {place.port}번 포트에서 받고 있어요.")
        place.https_port = place.port
        assert look("ports")[0] == "ok"


def test_a_laptop_on_no_network(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    for own, state in (((), "fail"), (("192.168.0.10",), "ok")):
        monkeypatch.setattr(addresses, "addresses", lambda own=own: own)
        assert look("address")[0] == state


@pytest.mark.parametrize(
    ("origin", "found", "state"),
    [
        ("", "", "warn"),
        ("https://kiosk.example.kr:8443", "192.168.0.10", "ok"),
        ("https://kiosk.example.kr:8443", "192.168.0.99", "fail"),
        ("https://kiosk.example.kr:8443", "127.0.1.1", "warn"),
        ("https://kiosk.example.kr:8443", "", "fail"),
        ("https://laptop.local:8443", "", "warn"),
    ],
)
def test_a_name_that_leads_elsewhere(
    place: Place, look: Look, monkeypatch: pytest.MonkeyPatch, origin: str, found: str, state: str
) -> None:
    def resolve(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        if not found:
            raise socket.gaierror
        return [(0, 0, 0, "", (found, 0))]

    monkeypatch.setattr(addresses, "addresses", lambda: ("192.168.0.10",))
    monkeypatch.setattr(network.socket, "getaddrinfo", resolve)
    place.settings = replace(place.settings, origin=origin)
    assert look("name")[0] == state


def _refuse(*_: object, **__: object) -> None:
    raise ConnectionRefusedError


def test_a_name_that_leads_to_a_proxy(place: Place, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "addresses", lambda: ("192.168.0.10",))
    there = [(0, 0, 0, "", ("192.168.0.99", 0))]
    monkeypatch.setattr(network.socket, "getaddrinfo", lambda *_, **__: there)
    place.settings = replace(place.settings, trusted_proxies=networks("192.168.0.2"))
    assert look("name")[0] == "warn"


class TestCertificate:
    def kept(self, place: Place, *names: str, at: datetime, ends: datetime | None = None) -> None:
        authority.keep(place.folder, Names(names, frozenset(names), ends), at)

    def test_one_of_our_own_that_fits(self, place: Place, look: Look) -> None:
        now = datetime.fromtimestamp(place.wall / 1000, UTC)
        self.kept(place, "kiosk.example.kr", at=now, ends=now + timedelta(days=9))
        assert look("certificate")[0] == "ok"

    def test_one_without_the_name(self, place: Place, look: Look) -> None:
        self.kept(place, "other.example.kr", at=datetime.fromtimestamp(place.wall / 1000, UTC))
        assert look("certificate") == (
            "fail",
            "인증서에 kiosk.example.kr 이름이 없어요. 서버를 다시 켜 새 인증서를 만들고 단말에서 다시 믿게 해 주세요.",
        )

    @pytest.mark.parametrize(("later_days", "state"), [(400, "fail"), (88, "warn")])
    def test_one_whose_time_is_over_or_nearly(
        self, place: Place, look: Look, later_days: int, state: str
    ) -> None:
        self.kept(place, "kiosk.example.kr", at=datetime.fromtimestamp(place.wall / 1000, UTC))
        shown = network._kept(place)
        assert shown
        left = timedelta(days=-1) if state == "fail" else timedelta(days=2, hours=12)
        place.wall = int((shown.not_valid_after_utc - left).timestamp() * 1000)
        assert look("certificate")[0] == state

    def test_one_that_ends_before_the_expo_does(
        self, place: Place, look: Look, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.kept(place, "kiosk.example.kr", at=datetime.fromtimestamp(place.wall / 1000, UTC))
        monkeypatch.setattr(network, "_last_close", lambda place: datetime(2099, 1, 1, tzinfo=UTC))
        assert look("certificate")[0] == "fail"

    def test_none(self, place: Place, look: Look) -> None:
        assert look("certificate")[0] == "warn"
        place.https_port = 8443
        assert look("certificate")[0] == "ok"  # the server's start makes it
        place.running = Running(1, "v", 8000, None, "word")
        assert look("certificate")[0] == "fail"  # KIOSK_ORIGIN says https

    def test_a_proxys_before_the_server(
        self, place: Place, look: Look, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What the name shows is looked at, not what our own authority once made."""
        now = datetime.fromtimestamp(place.wall / 1000, UTC)
        self.kept(place, "kiosk.example.kr", at=now, ends=now + timedelta(days=9))
        kept = network._kept(place)
        place.running = Running(1, "v", 8000, None, "word")
        place.settings = replace(place.settings, trusted_proxies=networks("127.0.0.2"))
        monkeypatch.setattr(network.socket, "create_connection", _refuse)
        state, says = look("certificate")
        assert state == "fail" and "nginx" in says and "--https-port" not in says
        monkeypatch.setattr(network, "_shown", lambda place: kept)
        assert look("certificate")[0] == "ok"
        monkeypatch.setattr(network, "_last_close", lambda place: datetime(2099, 1, 1, tzinfo=UTC))
        assert look("certificate")[0] == "fail"
        place.settings = replace(place.settings, origin="https://other.example.kr")
        assert "other.example.kr" in look("certificate")[1]

    def test_one_that_was_brought(self, place: Place, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(network, "_last_close", lambda place: None)
        place.wall = int(NOW.timestamp() * 1000)
        place.certificate, place.key = _bought(place.folder, "kiosk.example.kr")
        state, says = look("certificate")
        assert state == "warn" and "중간 인증서가 없습니다" in says
        place.certificate, place.key = _bought(place.folder, "other.example.kr")
        state, says = look("certificate")
        assert state == "fail" and "kiosk.example.kr의 인증서가 아닙니다" in says
