"""The organiser's own recordings for boards that have no voice: files in the folder `sounds` beside the database.

A file's name says what it says: `3.mp3`, `100.wav`, `A.ogg`, `number.mp3` (번 손님), `booth.mp3` (부스로 오십시오), docs/tablets.md.
"""

import re
from pathlib import Path

from flask import Blueprint, Response, send_file, url_for

from kiosk.actions.access import TOPICS
from kiosk.actions.refusals import NotFound
from kiosk.language.sentences import gettext
from kiosk.pages import web

pages = Blueprint("sounds", __name__)

FOLDER = "sounds"
FILES_MAX, BYTES_MAX, ALL_BYTES_MAX = 300, 1_000_000, 30_000_000
NAME = re.compile(r"[0-9A-Za-z]{1,12}")
BOARD = "board:hall"
# What a file is, by its first bytes, whatever its name ends with.
FIRST_BYTES = (
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "audio/wav"),
    (re.compile(rb"OggS"), "audio/ogg"),
    (re.compile(rb"ID3|\xff[\xe2-\xff]"), "audio/mpeg"),
    (re.compile(rb"....ftyp", re.DOTALL), "audio/mp4"),
)


@pages.get("/sounds.json")
def listed() -> Response:
    """`{"sounds": [{"name", "url"}]}`, for whoever may see the board."""
    web.require_topic(BOARD, web.actor(TOPICS["board"]))
    names = sorted(_found(web.settings().folder / FOLDER))
    return web.answer(
        {"ok": True, "sounds": [{"name": name, "url": url_for("sounds.sound", name=name)} for name in names]}
    )


@pages.get("/sounds/<name>")
def sound(name: str) -> Response:
    """A recording, as what its bytes say it is."""
    web.require_topic(BOARD, web.actor(TOPICS["board"]))
    path = _found(web.settings().folder / FOLDER).get(name)
    media_type = _media_type(path) if path else None
    if path is None or media_type is None:
        raise NotFound(gettext("그런 소리가 없어요.", web.language()))
    response = send_file(path, media_type)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _found(folder: Path) -> dict[str, Path]:
    """The folder's recordings by name, as many and as large as a board is to fetch. What is none is left out."""
    found: dict[str, Path] = {}
    left = ALL_BYTES_MAX
    for path in sorted(folder.glob("*"))[: 2 * FILES_MAX]:
        if (
            len(found) >= FILES_MAX
            or not NAME.fullmatch(path.stem)
            or not path.is_file()
            or path.is_symlink()
        ):
            continue
        size = path.stat().st_size
        if size <= min(BYTES_MAX, left) and _media_type(path):
            found.setdefault(path.stem, path)
            left -= size
    return found


def _media_type(path: Path) -> str | None:
    with path.open("rb") as file:
        begins = file.read(12)
    return next((kind for pattern, kind in FIRST_BYTES if pattern.match(begins)), None)
