"""The end of a day for programs: its twin, and figures of now and of a past moment."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk import create_app
from kiosk.expo.square import days
from kiosk.settings import Settings
from tests.cast import DAY, KEY, ZONE

Ask = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ask(tmp_path: Path, expo_folder: Path) -> Iterator[Ask]:
    """Asks a server at half past six of the first day, as an organiser: an action where fields are given."""
    shutil.copytree(expo_folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / "badge.key").write_text(KEY.hex())
    shift_s = days.at_local(DAY, "18:30", ZONE) / 1000 - time.time()
    app = create_app(Settings(tmp_path, clock_shift_s=shift_s))
    store = app.extensions["store"]
    token = store.change(_organiser)
    client = app.test_client()

    def ask(path: str, **fields: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"}
        if fields:
            sent = {"action_id": f"{path}-{len(fields)}", **fields}
            reply = client.post(f"/actions/{path}", json=sent, headers=headers)
        else:
            reply = client.get(path, headers=headers)
        assert isinstance(reply.json, dict)
        return reply.status_code, reply.json

    yield ask
    store.close()


def _organiser(change: Any) -> str:
    from kiosk.expo.square import pairings

    return str(pairings.add(change, role="organiser", name="김지수")["station"]["token"])


def test_the_twin_says_what_is_open_and_afterwards_what_was_frozen(ask: Ask) -> None:
    before = ask("/organiser/closing.json")[1]
    assert (before["day"], before["state"], before["open"], before["closing"]) == (DAY, "due", [], None)
    closed = ask("expo.close_day", day=DAY)[1]
    after = ask("/organiser/closing.json")[1]
    assert (after["state"], after["closing"]["sha256"]) == ("closed", closed["sha256"])
    assert [one["reopened_at"] for one in after["history"]] == [None]
    status, told = ask(f"/figures.json?day={DAY}")
    assert (status, told["closing"]["sha256"]) == (200, closed["sha256"])
    assert ask("/organiser/closing.json?day=2026-12-24")[0] == 404
    assert told["figures"]["persons"].keys() & {"corrected", "corrections"} == set()


def test_figures_of_a_past_moment_are_told_as_they_were(ask: Ask) -> None:
    morning = f"{DAY}T10:00:00%2B09:00"
    assert ask("citizen.count", count=12)[0] == 200
    status, told = ask(f"/figures.json?as_of={morning}")
    assert (status, told["figures"]["citizens"]["value"], told["not_told"][0]) == (200, 0, "wishes")
    assert ask("/figures.json")[1]["figures"]["citizens"]["value"] == 12
    assert ask(f"/figures.json?as_of={DAY}T23:00:00%2B09:00")[1]["fields"].keys() == {"as_of"}
    assert ask("/figures.json?as_of=yesterday")[0] == 400
    assert ask(f"/figures.json?as_of={morning}&day=2026-12-24")[0] == 404
