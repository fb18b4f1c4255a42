"""What organisers are told of the copy: the page, the alarm, and what is no alarm."""

from pathlib import Path

import pytest

from kiosk.data import mastership, replicas
from kiosk.data.mastership import Standing
from kiosk.data.replicas import PROBLEMS, State
from kiosk.live.copies import Copies
from kiosk.screens.copying import copying
from kiosk.standby.replication import WORDS
from tests.cast import ZONE, Cast

NOW = 1_793_000_000_000


def state(**more: object) -> State:
    return State(**{"target": "/media/usb/expo", "at": NOW, "synced_at": NOW - 5_000} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "now, kind, lag_s, says",
    [
        (None, "off", 0, "이 노트북이 망가지면"),
        (state(ended=True), "off", 0, "이 노트북이 망가지면"),
        (state(), "whole", 0, "기록은 복사한 곳에"),
        (state(pending_since=NOW - 400), "whole", 0.4, "기록은 복사한 곳에"),
        (state(pending_since=NOW - 3_000), "near", 3, "가는 중"),
        (state(synced_at=0), "near", 0, "가는 중"),
        (state(pending_since=NOW - 12_000), "stands", 12, "느려요"),
        (state(pending_since=NOW - 2_000, problem="away"), "stands", 2, "USB가 꽂혀"),
        (state(problem=replicas.HELD), "whole", 0, "기록은 복사한 곳에"),
        (state(at=NOW - 20_000), "stands", 20, "다시 켜 주세요"),
    ],
)
def test_the_page_says_how_the_copy_stands(now: State | None, kind: str, lag_s: float, says: str) -> None:
    said = copying(now, NOW, lang="ko", time_zone=ZONE)
    assert (said["state"], said["lag_s"]) == (kind, lag_s)
    assert says in said["says"]
    assert copying(now, NOW, lang="en", time_zone=ZONE)["title"].isascii() or kind == "near"


def test_every_problem_has_its_sentence() -> None:
    assert set(WORDS.values()) <= set(PROBLEMS)


def test_a_copy_that_stands_still_is_an_alarm_until_it_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicas, "clock", lambda: NOW)
    copies, folder = Copies(cast.store), cast.store.path.parent

    def told(now: State) -> list[tuple[str, dict[str, object]]]:
        replicas.write_state(folder, now)
        copies.look()
        return [(one.code, one.values) for one in cast.store.health.troubles()]

    target = {"target": "/media/usb/expo"}
    assert told(state(pending_since=NOW - 9_000)) == []
    assert told(state(pending_since=NOW - 11_000, problem="full")) == [
        ("copy_stands", target | {"problem": "full"})
    ]
    assert cast.store.health.troubles()[0].since == cast.clock.now - 11_000
    assert told(state()) == []
    assert told(state(at=NOW - 16_000)) == [("copy_stands", target | {"problem": "silent"})]
    assert told(state(at=NOW - 16_000, ended=True)) == []
    assert told(state(uncleared=2)) == [("copy_remembers", target | {"n": 2})]
    assert told(state()) == []


def test_a_laptop_that_took_over_and_is_copied_nowhere_is_an_alarm(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicas, "clock", lambda: NOW)
    copies, folder = Copies(cast.store), cast.store.path.parent

    def told() -> list[tuple[str, int]]:
        copies.look()
        return [(one.code, one.since) for one in cast.store.health.troubles()]

    assert told() == []  # whoever never copied knows it
    mastership.write(folder, Standing(fence=2, point={"fence": 2, "seq": 9, "at": 1_000}))
    assert told() == [("copy_off", 1_000)]
    replicas.write_state(folder, state())
    assert told() == []
    replicas.write_state(folder, state(ended=True))
    assert told() == [("copy_off", 1_000)]
    mastership.write(folder, Standing(fence=2, role="old", point={"fence": 2, "seq": 9, "at": 1_000}))
    assert told() == []


def test_a_damaged_state_is_none(tmp_path: Path) -> None:
    for content in (b"", b"[]", b"{}", b'{"target": 1, "unknown": 2}', b"\xff"):
        (tmp_path / replicas.STATE).write_bytes(content)
        assert replicas.read_state(tmp_path) is None
