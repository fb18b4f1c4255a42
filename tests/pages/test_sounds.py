"""The organiser's recordings beside the database: what they are say their bytes, and there is a bound to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from kiosk import create_app
from kiosk.pages import sounds
from kiosk.settings import Settings

WAV, OGG, MP3 = b"RIFF\x24\0\0\0WAVEfmt ", b"OggS\0\x02" + bytes(8), b"ID3\x04" + bytes(10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / sounds.FOLDER
    made.mkdir()
    return made


@pytest.fixture
def client(folder: Path) -> Iterator[FlaskClient]:
    app = create_app(Settings(folder.parent))
    yield app.test_client()
    app.extensions["store"].close()


def names(client: FlaskClient) -> list[str]:
    return [one["name"] for one in client.get("/sounds.json").json["sounds"]]  # type: ignore[index]


def test_what_a_recording_is_say_its_first_bytes(client: FlaskClient, folder: Path) -> None:
    (folder / "3.mp3").write_bytes(WAV)  # misnamed
    (folder / "A.ogg").write_bytes(OGG)
    (folder / "number.mp3").write_bytes(MP3)
    (folder / "5.mp3").write_bytes(b"<html>not a sound</html>")
    assert names(client) == ["3", "A", "number"]
    assert client.get("/sounds/3").content_type == "audio/wav"
    assert client.get("/sounds/A").content_type == "audio/ogg"
    assert client.get("/sounds/5").status_code == 404


def test_neither_folders_nor_links_nor_odd_names_are_recordings(client: FlaskClient, folder: Path) -> None:
    (folder / "3").mkdir()
    (folder / "secret.txt").write_bytes(WAV)
    (folder / "4.wav").symlink_to(folder / "secret.txt")
    (folder / "a b.wav").write_bytes(WAV)
    assert names(client) == ["secret"]
    for path in ("/sounds/..%2Fexpo.db", "/sounds/4", "/sounds/badge.key"):
        assert client.get(path).status_code == 404


def test_there_is_a_bound_to_how_many_and_how_large(client: FlaskClient, folder: Path) -> None:
    (folder / "big.wav").write_bytes(WAV + bytes(sounds.BYTES_MAX))
    for n in range(sounds.FILES_MAX + 5):
        (folder / f"{n}.wav").write_bytes(WAV)
    assert len(names(client)) == sounds.FILES_MAX and "big" not in names(client)


def test_without_the_folder_there_are_none(client: FlaskClient, folder: Path) -> None:
    folder.rmdir()
    assert names(client) == []
