"""The second laptop follows a target, and has a database to go on with also when that is gone."""

import shutil
from pathlib import Path

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.standby.follow import Copy, Position, position
from kiosk.standby.targets import identity, parse
from tests.cast import Cast
from tests.standby.copies import copying, wait_for


def test_it_follows_and_goes_on_from_what_it_has_when_the_target_is_gone(cast: Cast, elsewhere: Path) -> None:
    stick, second = elsewhere / "stick", elsewhere / "second"
    second.mkdir()
    with copying(cast, stick):
        copy = Copy(second, parse(str(stick), identity(cast.store.badge_key)))
        copy.start()
        wait_for(lambda: _is_at(copy, cast))
        person = cast.register("따라온 사람")
        cast.check_in(person)
        wait_for(lambda: _is_at(copy, cast))
        wait_for(lambda: copy.problem == "" and copy.behind_s is not None)
    shutil.rmtree(stick)
    taken = copy.restore_into(second)
    found = position(taken.path)
    assert found and (taken.seq, found.seq) == (cast.value("SELECT max(seq) FROM journal"),) * 2
    assert sorted(path.name for path in second.iterdir()) == ["expo.db"]


def _is_at(copy: Copy, cast: Cast) -> Position | None:
    newest = copy.newest()
    return newest if newest and newest.seq == cast.value("SELECT max(seq) FROM journal") else None


def test_a_file_that_is_torn_is_no_copy_to_go_on_with(cast: Cast, elsewhere: Path) -> None:
    """What was kept whole is; without that there is none, and a sentence says so."""
    stick, second = elsewhere / "stick", elsewhere / "second"
    second.mkdir()
    target = parse(str(stick), identity(cast.store.badge_key))
    place = second / "standby" / "followed-1"
    place.mkdir(parents=True)
    cast.store.backup(place / "expo.db")
    content = (place / "expo.db").read_bytes()
    (place / "expo.db").write_bytes(content[: len(content) // 2])
    with pytest.raises(Unusable, match="이어받을 복사본이 없습니다"):
        Copy(second, target).restore_into(second)
    cast.store.backup(place.parent / "kept.db")
    assert Copy(second, target).restore_into(second).seq == cast.value("SELECT max(seq) FROM journal")


def test_the_database_that_was_here_before_is_kept(cast: Cast, elsewhere: Path) -> None:
    stick, second = elsewhere / "stick", elsewhere / "second"
    second.mkdir()
    (second / "standby").mkdir()
    cast.store.backup(second / "expo.db")
    cast.register("나중에 온 사람")
    cast.store.backup(second / "standby" / "kept.db")
    Copy(second, parse(str(stick), identity(cast.store.badge_key))).restore_into(second)
    [before] = second.glob("before-take-over-*.db")
    now = position(second / "expo.db")
    assert now and now.seq == cast.value("SELECT max(seq) FROM journal")
    assert position(before) != now
