"""A laptop that is well, on a morning of the expo: whatever a test breaks is what its check finds."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from kiosk.data.checkup import State
from kiosk.data.heard import Report
from kiosk.doctor import machine
from kiosk.doctor.checks import CHECKS
from kiosk.doctor.place import Place, Seen
from kiosk.serving.version import version
from kiosk.settings import Settings
from tests.cast import KEY, Cast, Clock

RULES = {check.name: check.rule for check in CHECKS}
Look = Callable[[str], tuple[State, str]]


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Without an expo, and with a server that hears of five stations."""
    monkeypatch.setattr(machine, "NTP", ())
    return well(tmp_path, range(1, 6))


@pytest.fixture
def place(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """With the cast's expo, all of whose stations are heard."""
    monkeypatch.setattr(machine, "NTP", ())
    (tmp_path / "badge.key").write_text(KEY.hex())
    return well(tmp_path, cast.stations.values())


@pytest.fixture
def look(place: Place) -> Look:
    """Asks one check by its name: its state, and its sentence."""
    return asking(place)


def well(folder: Path, stations: Iterable[int]) -> Place:
    root, now = folder / "root", Clock()()
    system(root, "proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB")
    system(root, "sys/power/state", "freeze mem disk")
    system(root, "sys/class/power_supply/AC/type", "Mains")
    system(root, "sys/class/power_supply/AC/online", "1")
    told = Report(battery=90, charging=False, version=version(), browser="Chrome 130", skew_ms=0)
    fleet = dict.fromkeys(stations, told)
    return Place(
        Settings(folder, "https://kiosk.example.kr:8443"),
        now,
        now,
        root=root,
        run=lambda *command: None,
        seen=Seen(now, True, 65_536, fleet, dict.fromkeys(fleet, 1.0)),
    )


def asking(place: Place) -> Look:
    def look(name: str) -> tuple[State, str]:
        found = RULES[name](place)
        assert found.said("en")
        return found.state, found.said("ko")

    return look


def system(root: Path, name: str, text: str) -> None:
    """A file of the system's own."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
