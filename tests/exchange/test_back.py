"""Back to the version before: what was written since is told first, and kept."""

import json
import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from kiosk import cli
from kiosk.actions.refusals import Unusable
from kiosk.data import migrations, upgrading
from kiosk.data.connection import connect_to_read
from kiosk.data.migrations.releases import release_of
from kiosk.data.open_store import open_store
from kiosk.data.running import Claim
from kiosk.exchange import back
from kiosk.serving import program
from kiosk.serving.program import Program
from kiosk.settings import Settings
from tests.data.test_upgrading import released


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Brought up from 0.1.0, then a notice was sent."""
    folder = tmp_path / "data"
    released(folder, "0.1.0")
    open_store(Settings(folder)).close()
    return folder


def run(folder: Path, *words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = 0
    try:
        cli.main([*words, "--data", str(folder)])
    except SystemExit as left:
        status = int(left.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def version_of(path: Path) -> str:
    with closing(connect_to_read(path)) as db:
        return release_of(migrations.taken(db))


def test_back_says_what_would_be_lost_does_nothing_unless_told_and_keeps_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, "station", "add", "--role", "desk", capsys=capsys)
    status, said, error = run(folder, "back", capsys=capsys)
    assert (status, "station.pair 1" in error, "back --yes" in error, said) == (2, True, True, "")
    assert version_of(folder / "expo.db") == "0.1.0+" and not list(folder.glob("before-back-*"))

    status, said, _ = run(folder, "back", "--yes", capsys=capsys)
    [kept], [written] = folder.glob("before-back-*.db"), folder.glob("written-since-*.jsonl")
    assert status == 0 and kept.name in said and written.name in said
    assert (version_of(folder / "expo.db"), version_of(kept)) == ("0.1.0", "0.1.0+")
    assert [json.loads(line)["kind"] for line in written.read_text().splitlines()] == ["station.pair"]
    assert {path.stat().st_mode & 0o777 for path in (kept, written)} == {0o600}
    assert not list(folder.glob("back-unfinished-*"))


def test_forth_again_after_going_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "back", "--yes", capsys=capsys)[0] == 0
    status, _, error = run(folder, "back", "--yes", capsys=capsys)
    assert (status, "이미 0.1.0판" in error) == (2, True)
    status, said, _ = run(folder, "upgrade", "--try", capsys=capsys)
    assert status == 0 and "아무것도 바꾸지 않았습니다" in said and version_of(folder / "expo.db") == "0.1.0"
    status, said, _ = run(folder, "upgrade", capsys=capsys)
    assert status == 0 and "before-upgrade-0.1.0-" in said and version_of(folder / "expo.db") == "0.1.0+"
    assert "할 일이 없습니다" in run(folder, "upgrade", capsys=capsys)[1]


def test_the_epoch_is_another_one_each_time(folder: Path) -> None:
    seen = set()
    for _ in range(2):
        with closing(open_store(Settings(folder))) as store:
            gone = back.go(store, back.way(store))
        gone.kept.unlink()
        with closing(connect_to_read(folder / "expo.db")) as db:
            seen.add(db.execute("SELECT epoch FROM expo").fetchone()["epoch"])
    assert len(seen) == 2


def test_there_is_no_way_back_beside_a_server_without_a_backup_or_once_it_was_brought_up(
    folder: Path,
) -> None:
    with closing(open_store(Settings(folder))) as store:
        claim = Claim(folder, version="v", port=8000, https_port=None)
        with pytest.raises(Unusable, match="서버를 끝낸 뒤"):
            back.way(store)
        claim.end()
        [backup] = upgrading.backups(folder)
        backup.unlink()
        with pytest.raises(Unusable, match="백업.*없습니다"):
            back.way(store)
        store.backup(backup)
        with pytest.raises(Unusable, match="새 판으로 고쳤습니다"):
            back.way(store)


def test_a_disk_that_is_full_leaves_all_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_store(Settings(folder))) as store:
        to = back.way(store)
        monkeypatch.setattr(store, "backup", _is_full)
        with pytest.raises(Unusable):
            back.go(store, to)
    assert version_of(folder / "expo.db") == "0.1.0+"


def _is_full(target: Path) -> None:
    raise Unusable("남은 용량")


class TestProgram:
    def test_the_program_before_is_the_last_other_one_that_served(self, tmp_path: Path) -> None:
        one, two, three = (Program(name, "/p", name) for name in ("one", "two", "three"))
        assert program.before(tmp_path, one) is None
        program.note(tmp_path, one)
        assert program.before(tmp_path, one) is None and program.before(tmp_path, two) == one
        for again in (two, two, three):
            program.note(tmp_path, again)
        assert (program.before(tmp_path, three), program.before(tmp_path, one)) == (two, three)

    def test_a_file_that_is_none_of_ours_says_nothing(self, tmp_path: Path) -> None:
        (tmp_path / program.FILE).write_text("[1]")
        assert program.before(tmp_path, Program("one", "", "")) is None

    @pytest.mark.skipif(not shutil.which("git"), reason="there is no git")
    def test_a_clean_checkout_goes_back_and_a_changed_one_is_left_alone(self, tmp_path: Path) -> None:
        def git(*words: str) -> None:
            who = {
                "GIT_AUTHOR_NAME": "a",
                "GIT_AUTHOR_EMAIL": "a@b",
                "GIT_COMMITTER_NAME": "a",
                "GIT_COMMITTER_EMAIL": "a@b",
            }
            subprocess.run(
                ["git", "-C", str(tmp_path), *words], check=True, capture_output=True, env=os.environ | who
            )

        git("init")
        for text in ("one", "two"):
            (tmp_path / "file").write_text(text)
            git("add", "file")
            git("commit", "-m", text)
        first = program.git(tmp_path, "rev-list", "--max-parents=0", "HEAD")
        (tmp_path / "file").write_text("mine")
        assert not program.check_out(tmp_path, first) and (tmp_path / "file").read_text() == "mine"
        git("checkout", "file")
        assert program.check_out(tmp_path, first) and (tmp_path / "file").read_text() == "one"
