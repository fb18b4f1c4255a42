"""A data folder of an earlier program is brought up to this one: never without a backup and a proof."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from kiosk.actions.refusals import Unusable
from kiosk.data import migrations, store, upgrading
from kiosk.data.connection import connect_to_read
from kiosk.data.migrations.releases import RELEASES, release_of
from kiosk.data.open_store import open_store
from kiosk.data.running import Claim
from kiosk.data.upgrading import COUNTED
from kiosk.screens import organiser
from kiosk.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
ROWS = Path(__file__).parent / "released"


def released(folder: Path, version: str) -> Path:
    """A data folder as that version left it: its tables, and rows that it wrote itself."""
    folder.mkdir(exist_ok=True)
    path, names = folder / "expo.db", sorted(migrations.taken_by_this_program())
    after = names[names.index(RELEASES[version]) + 1 :]
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        migrations.steps.apply(Database(db, strict=True), stop_before=after[0] if after else None)
        db.executescript((ROWS / f"{version}.sql").read_text(encoding="utf-8"))
    return path


def counted(path: Path) -> dict[str, int]:
    with closing(connect_to_read(path)) as db:
        return {name: db.execute(f"SELECT count(*) AS n FROM {name}").fetchone()["n"] for name in COUNTED}


def whole_of(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return released(tmp_path, "0.1.0")


def test_every_released_version_has_its_last_step_and_its_rows() -> None:
    told = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert sorted(told) == sorted(RELEASES) == sorted(path.stem for path in ROWS.glob("*.sql"))
    assert set(RELEASES.values()) <= migrations.taken_by_this_program()


@pytest.mark.parametrize("version", RELEASES)
def test_the_database_of_every_released_version_is_brought_up_with_all_that_was_in_it(
    tmp_path: Path, version: str
) -> None:
    path = released(tmp_path, version)
    before = counted(path)
    with closing(open_store(Settings(tmp_path))) as opened, opened.read() as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        shown = organiser.show(db, now=opened.now(), lang="ko")  # the largest screen reads all of it
        assert shown.data["outcomes"]["contract"] == {"count": 1, "won": 19_000_000}
    assert counted(path) == before
    [kept] = upgrading.backups(tmp_path)
    assert re.fullmatch(rf"before-upgrade-{version}-\d{{8}}-\d{{6}}\.db", kept.name)
    with closing(connect_to_read(kept)) as db:
        assert release_of(migrations.taken(db)) == version
    assert counted(kept) == before and kept.stat().st_mode & 0o777 == 0o600


def test_a_database_of_this_program_and_an_empty_folder_are_opened_without_a_backup(tmp_path: Path) -> None:
    for _ in range(2):
        open_store(Settings(tmp_path)).close()
    assert upgrading.backups(tmp_path) == []


def test_a_step_that_fails_leaves_the_database_and_no_copies(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = whole_of(old)
    monkeypatch.setattr(store, "migrate_all", _loses_an_entry)
    with pytest.raises(Unusable, match="journal 30 -> 29.*원래 데이터는 그대로"):
        open_store(Settings(old.parent))
    assert whole_of(old) == before
    assert {path.name for path in old.parent.iterdir()} - {"badge.key"} <= {
        "expo.db",
        "expo.db-wal",
        "expo.db-shm",
    }


def test_a_step_that_raises_is_a_sentence(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def raises(db: sqlite3.Connection) -> None:
        raise ZeroDivisionError("a step of ours")

    monkeypatch.setattr(store, "migrate_all", raises)
    with pytest.raises(Unusable, match="a step of ours"):
        open_store(Settings(old.parent))


def test_a_disk_without_room_for_two_copies_changes_nothing(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = whole_of(old)
    monkeypatch.setattr(upgrading, "ROOM", 1e12)
    with pytest.raises(Unusable, match="MB가 비어 있어야"):
        open_store(Settings(old.parent))
    assert whole_of(old) == before


def test_under_a_server_of_another_program_nothing_is_changed(old: Path) -> None:
    claim = Claim(old.parent, version="before", port=8000, https_port=None)
    try:
        with pytest.raises(Unusable, match="아직 돌고 있습니다"):
            open_store(Settings(old.parent))
    finally:
        claim.end()
    open_store(Settings(old.parent)).close()


def test_a_database_between_two_releases_is_named_by_the_one_before() -> None:
    assert [release_of({name}) for name in ("", "m001_expo", RELEASES["0.1.0"], "m999_later")] == [
        *("0", "0", "0.1.0", f"{list(RELEASES)[-1]}+")
    ]


def _loses_an_entry(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)")
