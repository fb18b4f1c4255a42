"""One file takes the keys to the second laptop, and opens with its words alone."""

import os
from pathlib import Path

import pytest

from kiosk.actions.refusals import Unusable
from kiosk.standby import bundle, passphrase
from kiosk.standby.bundle import Bundle
from tests.cast import Cast

WORDS = "가격 가끔 가난 가능 가득 가르침 가뭄"


def gathered(cast: Cast) -> Bundle:
    folder = cast.store.path.parent
    (folder / "badge.key").write_text(cast.store.badge_key.hex())
    (folder / "public").write_text("-----certificate-----")
    bundle.note_server(folder, 8000, 8443, folder / "public", folder / "public")
    (folder / "push-key.pem").write_text("-----push-----")
    with cast.store.read() as db:
        return bundle.gather(
            db, folder, now=cast.clock.now, token="token", origin="https://expo.example.kr:8443"
        )


def test_what_goes_in_comes_out_with_the_same_words_however_they_are_typed(
    cast: Cast, elsewhere: Path
) -> None:
    made = gathered(cast)
    sealed = bundle.seal(made, WORDS)
    path = elsewhere / "second.bundle"
    bundle.write(path, sealed)
    assert path.stat().st_mode & 0o777 == 0o600
    os.mkfifo(elsewhere / "pipe")
    with pytest.raises(Unusable, match="파일이 아닙니다"):
        bundle.read(elsewhere / "pipe", WORDS)
    assert bundle.read(path, f"  {WORDS.replace(' ', '')}\n") == made
    assert cast.store.badge_key.hex().encode() not in sealed and cast.store.badge_key not in sealed
    assert made.origin == "https://expo.example.kr:8443" and made.days == ("2026-10-29", "2026-10-30")
    assert (made.port, made.https_port, made.token) == (8000, 8443, "token")
    assert set(made.files) == {"badge.key", "push-key.pem", "public.pem", "public.key"}


def test_other_words_and_a_damaged_file_open_nothing(cast: Cast) -> None:
    sealed = bundle.seal(gathered(cast), WORDS)
    flipped = bytearray(sealed)
    flipped[-1] ^= 1
    for content, words, sentence in (
        (sealed, "가격 가끔", "비밀 문장이 다르거나"),
        (bytes(flipped), WORDS, "비밀 문장이 다르거나"),
        (sealed[:-40], WORDS, "비밀 문장이 다르거나"),
        (b"PK\3\4 something", WORDS, "묶음이 아닙니다"),
        (b"", WORDS, "묶음이 아닙니다"),
        (sealed + bytes(bundle.BYTES_MAX), WORDS, "묶음이 아닙니다"),
        (sealed.replace(b"STANDBY\1", b"STANDBY\2", 1), WORDS, "더 새로운 프로그램"),
    ):
        with pytest.raises(Unusable, match=sentence):
            bundle.open_sealed(content, words)


def test_a_bundle_is_laid_into_a_folder_as_a_whole_and_never_over_another_expo(
    cast: Cast, elsewhere: Path
) -> None:
    made, second = gathered(cast), elsewhere / "second"
    made.unpack(second)
    made.unpack(second)
    assert {path.name: path.read_bytes() for path in second.iterdir()} == made.files
    assert {path.stat().st_mode & 0o777 for path in second.iterdir()} == {0o600}
    other = elsewhere / "other"
    other.mkdir()
    (other / "badge.key").write_text("ab" * 32)
    with pytest.raises(Unusable, match="다른 박람회의 폴더"):
        made.unpack(other)
    (other / "badge.key").rename(other / "expo.db")
    with pytest.raises(Unusable, match="이미 다른 데이터"):
        made.unpack(other)
    assert [path.name for path in other.iterdir()] == ["expo.db"]


def test_the_words_are_seventy_seven_bits_of_a_list_that_is_easy_to_read_aloud() -> None:
    made = {passphrase.make() for _ in range(20)}
    assert len(made) == 20
    assert {len(words.split()) for words in made} == {7}
    assert all(word.isalpha() and "가" <= word[0] <= "힣" for words in made for word in words.split())
    assert all(word.isascii() for word in passphrase.make("en").split())
    assert "█" in passphrase.as_blocks(made.pop())


def test_a_file_of_words_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words"
    for content in (b"", b" \n", b"\xff\xfe\x00", b"a" * 5000):
        path.write_bytes(content)
        with pytest.raises(Unusable):
            passphrase.read(path)
    with pytest.raises(Unusable, match="읽을 수 없습니다"):
        passphrase.read(tmp_path / "missing")
    path.write_text("﻿가격 가끔\n", encoding="utf-8")
    assert passphrase.plain(passphrase.read(path)) == "가격가끔"
