"""The expo is copied to a folder: nothing that was committed is missing there, nobody who was forgotten is left there."""

import sqlite3
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.data import replicas
from kiosk.data.replicas import State
from kiosk.standby.litestream import Litestream, _room
from kiosk.standby.replication import AWAY, NOT_FIRST, Replication, problem_in
from kiosk.standby.targets import Target, parse
from tests.cast import Cast
from tests.standby.copies import copying, is_whole, restored, until, wait_for
from tests.standby.ltx import unpack
from tests.traces import traces

NAME, PHONE = "남궁아람솔", "010-7391-2864"


def newest(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        found: int = db.execute("SELECT max(seq) FROM journal").fetchone()[0]
        return found


def test_what_was_committed_is_there_and_who_was_forgotten_is_not(cast: Cast, elsewhere: Path) -> None:
    stick = elsewhere / "stick"
    person = cast.register(NAME, phone=PHONE, enterprise="어느 기업")
    with copying(cast, stick) as folder:
        until(cast, is_whole)
        cast.check_in(person)
        until(cast, is_whole)
        assert newest(restored(cast, folder, elsewhere / "one.db")) == newest(cast.store.path)
        assert left_in(folder, elsewhere / "pages-before")

        cast.done("visitor.forget", visitor=person.id, reason="본인 요청")
        assert left_in(folder, elsewhere / "pages") == set()
        assert traces(cast.store.path.parent, NAME, PHONE) == set()
        until(cast, is_whole)
        assert newest(restored(cast, folder, elsewhere / "two.db")) == newest(cast.store.path)
        assert cast.value("SELECT count(*) FROM forgotten WHERE cleaned_at IS NULL") == 0


@pytest.mark.long
def test_a_stick_that_was_away_when_somebody_was_forgotten_is_cleared_when_it_is_back(
    cast: Cast, elsewhere: Path
) -> None:
    """Also by another start of the program, and organisers are told until then."""
    stick, pulled = elsewhere / "stick", elsewhere / "pulled"
    with copying(cast, stick):
        person = cast.register(NAME, phone=PHONE, enterprise="어느 기업")
        until(cast, is_whole)
        stick.rename(pulled)
        assert until(cast, lambda state: state.problem == AWAY).lag_s(replicas.clock()) >= 0
        cast.done("visitor.forget", visitor=person.id, reason="본인 요청")
        assert until(cast, lambda state: bool(state.uncleared)).uncleared == 1
    assert left_in(pulled, elsewhere / "pages-away")
    pulled.rename(stick)
    with copying(cast, stick) as folder:
        assert until(cast, is_whole).uncleared == 0
        assert left_in(folder, elsewhere / "pages-back") == set()
        assert newest(restored(cast, folder, elsewhere / "three.db")) == newest(cast.store.path)


@pytest.mark.long
def test_where_only_litestream_can_delete_nobody_is_left_either(cast: Cast, elsewhere: Path) -> None:
    """A folder that is asked for as SFTP and S3 are: by Litestream alone."""
    place = elsewhere / "far"
    target = Target("far", None, {"type": "file", "path": str(place)})
    person = cast.register(NAME, phone=PHONE, enterprise="어느 기업")
    replication = Replication(cast.store, target)
    replication.start()
    try:
        until(cast, is_whole)
        assert left_in(place, elsewhere / "pages-before")
        cast.done("visitor.forget", visitor=person.id, reason="본인 요청")
        until(cast, lambda state: is_whole(state) and not state.uncleared)
        assert left_in(place, elsewhere / "pages") == set()
        Litestream(elsewhere / "of.db", target).restore(elsewhere / "one.db", 20)
        assert newest(elsewhere / "one.db") == newest(cast.store.path)
    finally:
        replication.close()


def left_in(folder: Path, pages: Path) -> set[tuple[str, str]]:
    pages.mkdir()
    assert unpack(folder, pages) > 10
    return traces(pages, NAME, PHONE) | traces(folder, NAME, PHONE)


def test_litestream_ends_with_the_server_that_is_killed(cast: Cast, elsewhere: Path) -> None:
    data = cast.store.path.parent
    cast.store.close()
    server = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "replicate", "--to", str(elsewhere / "stick"), "--data", str(data)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout and "stick" in server.stdout.readline()
    left = wait_for(lambda: litestreams(data))
    server.kill()
    server.wait()
    wait_for(lambda: not litestreams(data))
    assert len(left) == 1 and "--to" not in left[0]


def litestreams(data: Path) -> list[str]:
    """The command lines of those that copy this folder's database."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if "litestream replicate" in line and _room(data / "expo.db").name in line:
            found.append(line)
    return found


def test_only_one_copies_a_database(cast: Cast, elsewhere: Path) -> None:
    """And whoever waits for it says nothing of how that copy stands, until it is the one."""
    folder = cast.store.path.parent
    with ExitStack() as other:
        other.enter_context(replicas.running(folder))
        replicas.write_state(folder, said := State("the other's", replicas.clock(), 1))
        with copying(cast, elsewhere / "stick"):
            time.sleep(1.5)
            assert replicas.read_state(folder) == said
            other.close()
            assert until(cast, is_whole).target == str(elsewhere / "stick")


@pytest.mark.long
def test_another_target_begins_anew_also_when_the_files_for_the_first_are_gone(
    cast: Cast, elsewhere: Path
) -> None:
    for number in range(3):
        cast.register()
        with copying(cast, elsewhere / f"stick{number % 2}") as folder:
            until(cast, is_whole)
            assert newest(restored(cast, folder, elsewhere / f"{number}.db")) == newest(cast.store.path)
            for path in cast.store.path.parent.glob(f"{replicas.LOCAL}/ltx/0/*"):
                path.unlink()
        cast.register()


@pytest.mark.long
def test_a_target_without_its_newest_pages_is_no_trap_for_whoever_restores(
    cast: Cast, elsewhere: Path
) -> None:
    """Litestream would begin at 1 beside the older whole copy, which a restore takes."""
    with copying(cast, elsewhere / "stick") as folder:
        for _ in range(3):
            cast.register()
            until(cast, is_whole)
    for path in folder.glob("ltx/[01]/*"):
        path.rename(folder / "ltx" / "9" / path.name) if path.stem.endswith("1") else path.unlink()
    newest_there = folder / "ltx" / "9" / "0000000000000001-0000000000000fff.ltx"
    next(folder.glob("ltx/9/*")).rename(newest_there)
    replicas.drop_local(cast.store.path.parent)
    cast.register()
    with copying(cast, elsewhere / "stick") as folder:
        until(cast, is_whole)
        assert newest(restored(cast, folder, elsewhere / "one.db")) == newest(cast.store.path)


def test_a_laptop_that_is_no_server_any_more_copies_nothing(cast: Cast, elsewhere: Path) -> None:
    with copying(cast, elsewhere / "stick", may=lambda: False) as folder:
        assert until(cast, lambda state: state.problem == NOT_FIRST).synced_at == 0
        assert not list(folder.rglob("*.ltx"))


@pytest.mark.parametrize(
    "said, code",
    [
        ("write /media/usb/x: no space left on device", "full"),
        ("open /media/usb/x: permission denied", "denied"),
        ("ssh: handshake failed: ssh: unable to authenticate", "refused"),
        ("dial tcp 10.0.0.2:22: connect: connection refused", "unreached"),
        ("something nobody knows", ""),
    ],
)
def test_what_litestream_says_is_wrong_becomes_one_of_our_sentences(said: str, code: str) -> None:
    assert problem_in(said) == code


@pytest.mark.parametrize(
    "target, sentence",
    [
        ("", "알 수 없는 곳"),
        ("ftp://a/b", "알 수 없는 곳"),
        ("/nowhere/at/all", "/nowhere/at 폴더가 없습니다"),
        ("sftp://user:secret@host/x", "비밀번호는 주소에 적지 마세요"),
        ("sftp://host/x", "sftp://사용자@노트북/폴더"),
        ("sftp://user@host:99999/x", "sftp://사용자@노트북/폴더"),
        ("sftp://user@host.invalid/x", "처음 접속하는 노트북"),
        ("s3://Bucket_/x", "s3://버킷/폴더"),
        ("s3://bucket/x?secretAccessKey=abc", "AWS_ACCESS_KEY_ID"),
        ("s3://bucket/x?endpoint=ftp://a", "https://storage.example.kr"),
        ("s3://bucket/x", "AWS_ACCESS_KEY_ID"),
    ],
)
def test_a_target_that_is_none_is_refused_with_what_would_be_right(
    target: str, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(Unusable) as told:
        parse(target, "0" * 8, environ={})
    assert sentence in str(told.value) and "secret" not in str(told.value) and "abc" not in str(told.value)


def test_a_copy_within_the_data_folder_is_refused(cast: Cast) -> None:
    data = cast.store.path.parent
    for place in (data, data / "copy"):
        with pytest.raises(Unusable, match="데이터 폴더 안"):
            parse(str(place), "0" * 8, data=data)


def test_storage_is_told_its_address_and_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "very-secret"}
    target = parse(
        "s3://bucket/some/where?endpoint=https://storage.example.kr&region=kr", "12345678", environ=keys
    )
    assert target.replica == {
        "type": "s3",
        "bucket": "bucket",
        "path": "some/where/expo-12345678",
        "endpoint": "https://storage.example.kr",
        "region": "kr",
        "force-path-style": True,
    }
    assert target.shown == "s3://bucket/some/where" and "secret" not in repr(target)
