"""A laptop that is well, on a morning of the expo: whatever a test breaks is what its check finds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.data.checkup import State
from kiosk.data.heard import Report
from kiosk.doctor import machine
from kiosk.doctor.checks import CHECKS
from kiosk.doctor.place import Place, Seen
from kiosk.serving.version import version
from kiosk.settings import Settings
from tests.cast import KEY, Cast

RULES = {check.name: check.rule for check in CHECKS}
Look = Callable[[str], tuple[State, str]]


@pytest.fixture
def place(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Every check of it is fine, with the server running."""
    (tmp_path / "badge.key").write_text(KEY.hex())
    cast.store.path.with_name("root").mkdir()
    monkeypatch.setattr(machine, "NTP", ())
    for station in cast.stations.values():
        told = Report(battery=90, charging=False, version=version(), browser="Chrome 130", skew_ms=0)
        cast.store.heard.hear(station, cast.clock(), told)
    heard = cast.store.heard.all()
    seen = Seen(
        cast.clock(),
        True,
        65_536,
        {id: one.report for id, one in heard.items() if one.report},
        dict.fromkeys(heard, 1.0),
    )
    root = tmp_path / "root"
    system(root, "proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB")
    system(root, "sys/power/state", "freeze mem disk")
    system(root, "sys/class/power_supply/AC/type", "Mains")
    system(root, "sys/class/power_supply/AC/online", "1")
    origin = "https://kiosk.example.kr:8443"
    return Place(
        Settings(tmp_path, origin),
        cast.clock(),
        cast.clock(),
        root=root,
        run=lambda *command: None,
        seen=seen,
    )


@pytest.fixture
def look(place: Place) -> Look:
    """Asks one check by its name: its state, and its sentence."""

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
