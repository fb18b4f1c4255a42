"""Files beside a meeting's log: what is taken, how many, how large, and what was taken off."""

import pytest

from kiosk.expo import attachments
from kiosk.refusals import BadFields, TooLarge

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
FILE = {"sha256": "0" * 64, "media_type": "image/png", "name": "명함.png", "size": 28}


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"0" * 9, "image/jpeg"),
        (b"RIFF0000WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
    ],
)
def test_photos_and_pdfs_are_known_by_their_first_bytes_and_kept_once(tmp_path, data, media_type):
    sha256, found = attachments.keep(tmp_path, data)
    assert found == media_type
    assert attachments.keep(tmp_path, data) == (sha256, media_type)
    assert attachments.path(tmp_path, sha256).read_bytes() == data
    assert len([one for one in tmp_path.rglob("*") if one.is_file()]) == 1


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"RIFF0000WAVEfmt ", b"MZ\x90\x00"])
def test_anything_else_is_refused_whatever_its_name(tmp_path, data):
    with pytest.raises(BadFields):
        attachments.keep(tmp_path, data)
    assert list(tmp_path.iterdir()) == []


def test_eight_megabytes_at_most(tmp_path):
    assert attachments.keep(tmp_path, PNG.ljust(attachments.BYTES_MAX, b"0"))
    with pytest.raises(TooLarge):
        attachments.keep(tmp_path, PNG.ljust(attachments.BYTES_MAX + 1, b"0"))


def test_ten_a_meeting_and_one_taken_off_makes_room(cast):
    meeting = cast.meet(cast.arrive(), "A01")
    for _ in range(10):
        kept = cast.done("consultation.attach", "booth:A01", consultation=meeting, **FILE)["attachments"]
    assert cast.refused("consultation.attach", consultation=meeting, **FILE) == (409, "wrong_state")
    left = cast.done("consultation.detach", attachment=kept[0]["id"])["attachments"]
    assert [one["id"] for one in left] == [one["id"] for one in kept[1:]]
    assert cast.done("consultation.attach", consultation=meeting, **FILE)


def test_what_was_taken_off_stays_in_table_and_journal(cast):
    meeting = cast.meet(cast.arrive(), "A01")
    [kept] = cast.done("consultation.attach", consultation=meeting, **FILE)["attachments"]
    cast.done("consultation.detach", attachment=kept["id"])
    assert cast.value("SELECT count(*) FROM attachments") == 1
    assert len(cast.journal("consultation.attach")) == len(cast.journal("consultation.detach")) == 1


def test_another_booth_may_not(cast):
    fields = {"consultation": cast.meet(cast.arrive(), "A01"), **FILE}
    assert cast.refused("consultation.attach", "booth:A02", **fields) == (403, "not_allowed")


def test_a_photo_of_a_cut_off_tablet_comes_after_the_meeting_with_its_own_time(cast):
    meeting = cast.meet(cast.arrive(), "A01")
    cast.finish(meeting)
    cast.clock.pass_min(30)
    late = {"at": 0, "sent_at": 10 * 60_000}
    cast.done("consultation.attach", consultation=meeting, **FILE, **late)
    assert cast.value("SELECT added_at FROM attachments") == cast.clock.now - 10 * 60_000
