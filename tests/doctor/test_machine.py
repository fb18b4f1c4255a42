"""The laptop's own checks, each both ways."""

import os
import shutil
import socket
import struct
import threading
import time
from dataclasses import replace

import pytest

from kiosk.doctor import machine
from kiosk.doctor.place import Place
from tests.doctor.conftest import Look, asking, system


@pytest.fixture
def place(laptop: Place) -> Place:
    """No check here reads the expo."""
    return laptop


@pytest.fixture
def look(laptop: Place) -> Look:
    return asking(laptop)


@pytest.mark.parametrize(("free_mb", "state"), [(50, "fail"), (1_000, "warn"), (90_000, "ok")])
def test_a_disk_that_is_nearly_full(
    look: Look, monkeypatch: pytest.MonkeyPatch, free_mb: int, state: str
) -> None:
    usage = shutil._ntuple_diskusage(100 * machine.MB, 0, free_mb * machine.MB)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    assert look("disk")[0] == state


@pytest.mark.parametrize(
    ("ms", "state"), [([900.0], "fail"), ([60.0, 61.0], "warn"), ([0.2, 80.0, 0.3], "ok")]
)
def test_a_disk_that_is_slow_to_save(
    look: Look, monkeypatch: pytest.MonkeyPatch, ms: list[float], state: str
) -> None:
    monkeypatch.setattr(machine, "_synced_ms", lambda folder: ms)
    assert look("sync")[0] == state


def test_a_sync_is_measured_and_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    before = set(place.folder.iterdir())
    took = machine._synced_ms(place.folder)
    assert len(took) == len(synced) == machine.SYNCS and min(took) > 0
    assert set(place.folder.iterdir()) == before


def test_a_data_folder_that_is_not_there_yet_is_measured_where_it_will_be(place: Place, look: Look) -> None:
    place.settings = replace(place.settings, folder=place.folder / "a" / "b")
    assert look("disk")[0] in ("ok", "warn") and not place.folder.exists()


@pytest.mark.parametrize(("kb", "state"), [(100_000, "fail"), (800_000, "warn"), (9_000_000, "ok")])
def test_memory_that_is_nearly_gone(place: Place, look: Look, kb: int, state: str) -> None:
    system(place.root, "proc/meminfo", f"MemTotal: 1 kB\nMemAvailable: {kb} kB")
    assert look("memory")[0] == state


def test_a_system_that_does_not_tell_its_memory_is_unseen(place: Place, look: Look) -> None:
    (place.root / "proc/meminfo").unlink()
    assert look("memory")[0] == "unseen"


@pytest.mark.parametrize(("files", "state"), [(256, "fail"), (4_096, "warn"), (65_536, "ok")])
def test_too_few_open_files_for_everybody(place: Place, look: Look, files: int, state: str) -> None:
    assert place.seen
    place.seen = replace(place.seen, open_files=files)
    assert look("open_files")[0] == state


class TestClock:
    def test_one_that_was_moved_for_a_rehearsal(self, place: Place, look: Look) -> None:
        place.seen, place.settings = None, replace(place.settings, clock_shift_s=-3600)
        assert look("clock") == (
            "fail",
            "시계를 -60분 옮겨 둔 채예요(KIOSK_CLOCK_SHIFT_S). 그 설정을 지우고 서버를 다시 켜 주세요.",
        )

    def test_one_that_runs_faster_for_a_rehearsal(self, place: Place, look: Look) -> None:
        assert place.seen
        place.seen = replace(place.seen, clock_rate=60.0, is_demo=False)
        state, says = look("clock")
        assert state == "fail" and "60배" in says

    def test_one_that_the_running_server_moved(self, place: Place, look: Look) -> None:
        assert place.seen
        place.seen = replace(place.seen, now=place.wall + 600_000, is_demo=False)
        assert look("clock")[0] == "fail"
        place.seen = replace(place.seen, is_demo=True)
        assert look("clock")[0] == "ok"

    @pytest.mark.parametrize(("skew_s", "state"), [(0, "ok"), (-90, "warn"), (600, "fail")])
    def test_it_is_compared_with_most_tablets(
        self, place: Place, look: Look, skew_s: int, state: str
    ) -> None:
        assert place.seen
        fleet = {id: replace(one, skew_ms=skew_s * 1000) for id, one in place.seen.fleet.items()}
        one_that_is_wrong = {min(fleet): replace(fleet[min(fleet)], skew_ms=9_000_000)}
        place.seen = replace(place.seen, fleet=fleet | one_that_is_wrong)
        assert look("clock")[0] == state

    def test_without_anything_to_compare_it_is_unseen(self, place: Place, look: Look) -> None:
        place.seen = None
        assert look("clock")[0] == "unseen"
        place.run = lambda *command: "yes\n"
        assert look("clock")[0] == "ok"

    @pytest.mark.parametrize(("ahead_s", "state"), [(0, "ok"), (30, "warn"), (-1_000, "fail")])
    def test_a_time_server_that_answers_is_believed(
        self, look: Look, monkeypatch: pytest.MonkeyPatch, ahead_s: int, state: str
    ) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
            server.bind(("127.0.0.1", 0))
            monkeypatch.setattr(machine, "NTP", (server.getsockname(),))
            answering = threading.Thread(target=_tell_time, args=(server, -ahead_s))
            answering.start()
            assert look("clock")[0] == state
            answering.join()

    def test_what_answers_nonsense_or_nothing_is_passed_over(
        self, place: Place, look: Look, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place.seen = None
        monkeypatch.setattr(machine, "NTP_S", 0.05)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            monkeypatch.setattr(machine, "NTP", (silent.getsockname(), ("127.0.0.1", 9)))
            assert look("clock")[0] == "unseen"


def _tell_time(server: socket.socket, off_s: float) -> None:
    _, whom = server.recvfrom(512)
    seconds = time.time() + off_s + machine.SINCE_1900_S
    stamp = struct.pack("!II", int(seconds), int(seconds % 1 * 2**32))
    server.sendto(b"\x1c\x02" + bytes(38) + stamp, whom)


class TestPower:
    @pytest.mark.parametrize(
        ("plugged", "left", "state"), [("1", "10", "ok"), ("0", "80", "warn"), ("0", "20", "fail")]
    )
    def test_a_laptop_that_is_not_plugged_in(
        self, place: Place, look: Look, plugged: str, left: str, state: str
    ) -> None:
        supplies = "sys/class/power_supply"
        system(place.root, f"{supplies}/AC/online", plugged)
        for name, text in (("type", "Battery"), ("capacity", left), ("status", "Discharging")):
            system(place.root, f"{supplies}/BAT0/{name}", text)
        assert look("power")[0] == state

    def test_a_mouses_battery_is_not_the_laptops(self, place: Place, look: Look) -> None:
        shutil.rmtree(place.root / "sys/class/power_supply/AC")
        for name, text in (("type", "Battery"), ("capacity", "5"), ("scope", "Device")):
            system(place.root, f"sys/class/power_supply/mouse/{name}", text)
        assert look("power")[0] == "unseen"

    def test_one_that_falls_asleep(self, place: Place, look: Look) -> None:
        assert look("sleep")[0] == "ok"
        place.run = lambda *command: "'suspend'\n" if command[0] == "gsettings" else None
        assert look("sleep")[0] == "warn"
        place.run = lambda *command: "masked\n" if command[0] == "systemctl" else "'suspend'\n"
        assert look("sleep")[0] == "ok"
        place.run = lambda *command: None
        system(place.root, "etc/systemd/logind.conf", "[Login]\n#IdleAction=ignore\nIdleAction=suspend\n")
        assert look("sleep")[0] == "warn"
        system(place.root, "sys/power/state", "")
        assert look("sleep")[0] == "ok"

    def test_a_system_that_does_not_tell_is_unseen(self, place: Place, look: Look) -> None:
        (place.root / "sys/power/state").unlink()
        assert (look("sleep")[0], look("lid")[0]) == ("unseen", "unseen")

    def test_a_lid_that_stops_the_server(self, place: Place, look: Look) -> None:
        assert look("lid")[0] == "ok"
        system(place.root, "proc/acpi/button/lid/LID0/state", "open")
        assert look("lid")[0] == "warn"
        system(place.root, "etc/systemd/logind.conf.d/expo.conf", "HandleLidSwitchExternalPower=ignore")
        assert look("lid")[0] == "ok"
