"""Whether a file says certain words, however it was saved: in Korean Excel's letters, in UTF-16, with letters taken apart, escaped
for JSON or for an address, and inside of packed files. It is read piece by piece.

What this program set for paper shows drawn letters, by numbers of its fonts: nobody who reads the bytes finds a name. So such a
document is taken to say any, unless its template says that it names nobody.
"""

import gzip
import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import unquote_to_bytes

PIECE = 4 * 1024 * 1024
OVERLAP = 4 * 1024  # a word on the edge of two pieces; an escaped one is up to twelve times as long
DEPTH = 3  # packed files within packed files

_LETTERS = ("utf-8", "cp949", "utf-16-le", "utf-16-be")
_SET_BY_US, _NAMES_NOBODY = (
    b"/Creator(Typst ",
    b"/Keywords(names-nobody)",
)  # in its information, which is not packed
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def says(path: Path, words: Collection[str]) -> bool:
    """Whether the file says one of these words. What can't be read is taken to say none."""
    wanted = {unicodedata.normalize("NFC", word) for word in words if word}
    if not wanted:
        return False
    with path.open("rb") as file:
        return _says(file, wanted, DEPTH)


def _says(file: IO[bytes], words: set[str], depth: int) -> bool:
    start = file.read(4)
    file.seek(0)
    if depth and start == b"PK\3\4":
        return _says_packed(file, words, depth)
    if depth and start[:2] == b"\x1f\x8b":
        return _says_of_stream(io.BufferedReader(gzip.GzipFile(fileobj=file)), words)
    if start == b"%PDF":
        content = file.read()
        if _SET_BY_US in content and _NAMES_NOBODY not in content:
            return True
        return any(_is_said(piece, words) for piece in _unpacked_streams(content))
    return _says_of_stream(file, words)


def _says_packed(file: IO[bytes], words: set[str], depth: int) -> bool:
    try:
        with zipfile.ZipFile(file) as packed:
            for member in packed.infolist():
                if any(word in member.filename for word in words):
                    return True
                if _says(io.BytesIO(packed.read(member)), words, depth - 1):
                    return True
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        file.seek(0)
        return _says_of_stream(file, words)
    return False


def _says_of_stream(file: IO[bytes] | io.BufferedReader, words: set[str]) -> bool:
    before = b""
    try:
        while piece := file.read(PIECE):
            if _is_said(before + piece, words):
                return True
            before = piece[-OVERLAP:]
    except (OSError, EOFError, zlib.error):
        return False
    return False


def _is_said(piece: bytes, words: set[str]) -> bool:
    return any(word in text for text in _texts(piece) for word in words)


def _texts(piece: bytes) -> Iterator[str]:
    """What the bytes may mean."""
    for letters in _LETTERS:
        for start in (0, 1) if letters.startswith("utf-16") else (0,):
            yield _composed(piece[start:].decode(letters, "ignore"))
    plain = piece.decode("utf-8", "ignore")
    if "\\u" in plain:
        yield _composed(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain))
    if "%" in plain:
        yield _composed(unquote_to_bytes(plain.encode("utf-8", "ignore")).decode("utf-8", "ignore"))
    if "&#" in plain:
        yield _composed(html.unescape(plain))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _unpacked_streams(content: bytes) -> Iterator[bytes]:
    yield content
    for found in re.finditer(rb"stream\r?\n", content):
        try:
            yield zlib.decompressobj().decompress(content[found.end() :], PIECE)
        except zlib.error:
            continue
