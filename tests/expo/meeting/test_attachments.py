"""Files beside a meeting's log: what is taken, how many, how large, and what was taken off."""

import hashlib
import sqlite3

import pytest
from sqlite_utils import Database

from kiosk.actions.refusals import BadFields, TooLarge
from kiosk.data import migrations
from kiosk.data.store import Store
from kiosk.expo.meeting import attachments

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
PDF = b"%PDF-1.7\n"


def attach(cast, consultation, actor="organiser", *, content=PNG, **more):
    """What the page of uploads does."""
    with attachments.arriving(attachments.examine(content)) as sha256:
        fields = {"consultation": consultation, "sha256": sha256, "name": "명함.png", **more}
        return cast.do("consultation.attach", actor, **fields)


def contents(cast):
    return {row["attachment_id"]: row["content"] for row in cast.rows("SELECT * FROM attachment_contents")}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"0" * 9, "image/jpeg"),
        (b"RIFF0000WEBPVP8 ", "image/webp"),
        (PDF, "application/pdf"),
    ],
)
def test_photos_and_pdfs_are_known_by_their_first_bytes(cast, content, media_type):
    [kept] = attach(cast, cast.meet(cast.arrive(), "A01"), content=content).data["attachments"]
    assert (kept["media_type"], kept["bytes"]) == (media_type, len(content))
    assert contents(cast) == {kept["id"]: content}


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"RIFF0000WAVEfmt ", b"MZ\x90\x00"])
def test_anything_else_is_refused_whatever_its_name(content):
    with pytest.raises(BadFields):
        attachments.examine(content)


def test_eight_megabytes_at_most():
    assert attachments.examine(PNG.ljust(attachments.BYTES_MAX, b"0"))
    with pytest.raises(TooLarge):
        attachments.examine(PNG.ljust(attachments.BYTES_MAX + 1, b"0"))


def test_ten_a_meeting_and_one_taken_off_makes_room(cast):
    meeting = cast.meet(cast.arrive(), "A01")
    for _ in range(10):
        kept = attach(cast, meeting, "booth:A01").data["attachments"]
    assert attach(cast, meeting).data["code"] == "wrong_state"
    left = cast.done("consultation.detach", attachment=kept[0]["id"])["attachments"]
    assert [one["id"] for one in left] == [one["id"] for one in kept[1:]]
    assert attach(cast, meeting).ok


def test_what_was_taken_off_stays_in_table_and_journal_without_its_bytes(cast):
    meeting = cast.meet(cast.arrive(), "A01")
    first, second = [attach(cast, meeting).data["attachments"][-1]["id"] for _ in range(2)]
    cast.done("consultation.detach", attachment=first)
    assert contents(cast) == {second: PNG}
    cast.done("consultation.detach", attachment=second)
    assert contents(cast) == {}
    assert cast.value("SELECT count(*) FROM attachments") == 2
    assert len(cast.journal("consultation.attach")) == len(cast.journal("consultation.detach")) == 2


def test_nothing_is_kept_of_a_file_whose_meeting_there_is_not(cast):
    assert attach(cast, 999).status == 404
    meeting = cast.meet(cast.arrive(), "A01")
    assert attach(cast, meeting, "booth:A02").status == 403
    assert contents(cast) == {}


@pytest.mark.parametrize(
    "sha256",
    ["/etc/passwd".rjust(64, "/"), "./../" + "a" * 59, "0" * 64, "A" * 64, hashlib.sha256(PNG).hexdigest()],
)
def test_no_hash_stands_for_a_file_that_is_not_sent_along(cast, sha256):
    """Also the right one of a file that another booth sent."""
    theirs = cast.meet(cast.arrive(), "A02")
    assert attach(cast, theirs, "booth:A02").ok
    mine = {"consultation": cast.meet(cast.arrive(), "A01"), "name": "x", "sha256": sha256}
    assert cast.refused("consultation.attach", "booth:A01", **mine) == (400, "bad_fields")
    assert cast.value("SELECT count(*) FROM attachments") == 1


def test_the_same_file_of_two_meetings_at_once_is_held_until_both_are_done(cast):
    upload = attachments.examine(PNG)
    first, second = cast.meet(cast.arrive(), "A01"), cast.meet(cast.arrive(), "A02")
    with attachments.arriving(attachments.examine(PNG)) as sha256:
        with attachments.arriving(upload):
            cast.done("consultation.attach", consultation=first, sha256=sha256, name="a")
        cast.done("consultation.attach", consultation=second, sha256=sha256, name="b")
    assert list(contents(cast).values()) == [PNG, PNG]


def test_a_photo_of_a_cut_off_tablet_comes_after_the_meeting_with_its_own_time(cast):
    meeting = cast.meet(cast.arrive(), "A01")
    cast.finish(meeting)
    cast.clock.pass_min(30)
    assert attach(cast, meeting, at=0, sent_at=10 * 60_000).ok
    assert cast.value("SELECT added_at FROM attachments") == cast.clock.now - 10 * 60_000


def test_files_of_an_earlier_program_move_into_the_database_and_nothing_else_does(tmp_path):
    """They lay in a folder under their hash, and the table believed whatever a client had called them."""
    folder, secret = tmp_path / "attachments", tmp_path / "badge.key"
    secret.write_bytes(b"secret")
    photo, gone, damaged, taken_off = (
        hashlib.sha256(PNG + mark).hexdigest() for mark in (b"", b"1", b"2", b"3")
    )
    for name, content in ((photo, PNG), (damaged, b"other"), (taken_off, PNG + b"3")):
        (folder / name[:2]).mkdir(parents=True, exist_ok=True)
        (folder / name[:2] / name).write_bytes(content)
    linked = hashlib.sha256(b"secret").hexdigest()
    (folder / linked[:2]).mkdir(exist_ok=True)
    (folder / linked[:2] / linked).symlink_to(secret)
    path = "./../../badge.key".rjust(64, "/")
    _older(tmp_path / "expo.db", [photo, gone, damaged, path, linked], removed=[taken_off])

    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / "expo.db") as db:
        assert db.execute("SELECT attachment_id, content FROM attachment_contents").fetchall() == [(1, PNG)]
        assert db.execute("SELECT bytes FROM attachments WHERE id = 1").fetchall() == [(len(PNG),)]
    assert sorted(path.name for path in folder.glob("*/*")) == sorted([damaged, linked])
    assert secret.read_bytes() == b"secret"


def _older(path, names, removed):
    """A database as the program before left it, with these files attached to one meeting."""
    db = Database(path, strict=True)
    migrations.steps.apply(db, stop_before="m018_files_in_the_database")
    for statement in _MEETING.split(";\n"):
        db.execute(statement)
    for name in (*names, *removed):
        taken_off_at = 1 if name in removed else None
        db.execute(
            "INSERT INTO attachments (consultation_id, name, media_type, bytes, sha256, added_at, removed_at)"
            " VALUES (1, 'x.png', 'image/png', 1, ?, 0, ?)",
            (name, taken_off_at),
        )
    db.conn.commit()
    db.close()


_MEETING = """
INSERT INTO agencies (id, name) VALUES (1, '종로구');
INSERT INTO booths (id, number, agency_id, x_m, y_m, counters) VALUES (1, 'A01', 1, 0, 0, 1);
INSERT INTO visitors (id, number, source, registered_at) VALUES (1, 101, 'desk', 0);
INSERT INTO tickets (id, visitor_id, booth_id, state, counter, rank, joined_at, origin)
    VALUES (1, 1, 1, 'serving', 1, 1, 0, 'asked');
INSERT INTO consultations (id, ticket_id, visitor_id, booth_id, counter, state, started_at)
    VALUES (1, 1, 1, 1, 1, 'open', 0)
"""
