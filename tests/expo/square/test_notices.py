"""Notices: to whom, until when; and the boards' old setting, which becomes one."""

import json
from pathlib import Path

from sqlite_utils import Database

from kiosk.actions import timers
from kiosk.data.migrations import migrate
from kiosk.data.migrations.steps import steps
from kiosk.expo.square import notices
from tests.cast import DAY, Cast


def in_force(cast: Cast, to: notices.Audience | None = None) -> list[str]:
    with cast.store.read() as db:
        return [row["text"] for row in notices.in_force(db, cast.clock(), to)]


def test_a_notice_is_told_to_all_unless_said_until_somebody_ends_it(cast: Cast) -> None:
    first = cast.done("notice.send", text="우산을 빌려 드려요")["notice"]
    assert (first["to"], first["sent_at"], first["ends_at"]) == (
        ["boards", "phones", "tablets"],
        f"{DAY}T10:00:00+09:00",
        None,
    )
    cast.done("notice.send", text="직원 여러분", to=["tablets"])
    assert in_force(cast, "phones") == ["우산을 빌려 드려요"]
    assert in_force(cast, "tablets") == ["직원 여러분", "우산을 빌려 드려요"]
    ended = cast.done("notice.end", notice=first["id"])["notice"]
    assert ended["ended_at"] == f"{DAY}T10:00:00+09:00" and in_force(cast) == ["직원 여러분"]
    assert cast.refused("notice.end", notice=first["id"]) == (409, "wrong_state")


def test_the_clock_ends_it_on_time_once(cast: Cast) -> None:
    timers.tick(cast.store)  # the day opens
    cast.done("notice.send", text="열 분만", minutes=10)
    cast.clock.pass_min(9)
    assert timers.tick(cast.store) == 0 and in_force(cast) == ["열 분만"]
    cast.clock.pass_min(1)
    assert (
        in_force(cast) == []
    )  # who comes at this moment is told nothing, whether the clock has looked or not
    assert (timers.tick(cast.store), timers.tick(cast.store)) == (1, 0)
    assert [entry["actor"] for entry in cast.journal("notice.end")] == ["system"]


def test_five_at_once_are_enough_and_an_end_makes_room(cast: Cast) -> None:
    ids = [cast.done("notice.send", text=f"알림 {n}")["notice"]["id"] for n in range(5)]
    assert cast.refused("notice.send", text="하나 더") == (409, "full")
    cast.done("notice.end", notice=ids[0])
    cast.done("notice.send", text="하나 더")


def test_words_of_a_notice_stand_in_no_journal(cast: Cast) -> None:
    cast.done("notice.send", text="김민서 님은 데스크로", minutes=5)
    [entry] = cast.journal("notice.send")
    assert json.loads(entry["detail"]) == {
        "notice": 1,
        "to": ["boards", "phones", "tablets"],
        "minutes": 5,
    }


def test_what_the_boards_setting_said_becomes_a_notice_without_an_end(tmp_path: Path) -> None:
    db = Database(tmp_path / "old.db", strict=True)
    steps.apply(db, stop_before="m046_notices")
    db.conn.execute(
        "INSERT INTO expo (id, name, epoch, settings) VALUES (1, '박람회', 'e', ?)",
        (json.dumps({"notice": "비가 와요", "recall_min": 4}, ensure_ascii=False),),
    )
    migrate(db)
    assert db.execute(
        "SELECT text, to_boards, to_phones, to_tablets, ends_at, ended_at FROM notices"
    ).fetchall() == [("비가 와요", 1, 0, 0, None, None)]
    assert json.loads(db.execute("SELECT settings FROM expo").fetchone()[0]) == {"recall_min": 4}
    assert db.execute("SELECT sent_at > 1700000000000 FROM notices").fetchone() == (1,)
    db.conn.close()
