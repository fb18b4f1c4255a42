"""What is left of a person in a folder: every file byte by byte, in every spelling and letter a file may use, packed files too."""

import io
import json
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

Trace = tuple[str, str]  # where, and which word


def traces(folder: Path, *words: str) -> set[Trace]:
    """Where in the folder one of the words still stands, and which."""
    needles = {needle: word for word in words for needle in _spelled(word)}
    return {
        (where, word)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for where, content in _contents(str(path.relative_to(folder)), path.read_bytes())
        for needle, word in needles.items()
        if needle in content or needle in where.encode()
    }


def _contents(where: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield where, content
    if content.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.infolist():
                yield from _contents(f"{where}/{member.filename}", packed.read(member))


def _spelled(word: str) -> Iterator[bytes]:
    forms = {unicodedata.normalize(form, word) for form in ("NFC", "NFD")}
    if word.replace("-", "").isdigit():
        digits = word.replace("-", "")
        forms |= {
            digits,
            f"{digits[:3]}-{digits[3:7]}-{digits[7:]}",
            f"{digits[:3]} {digits[3:7]} {digits[7:]}",
        }
    for form in forms:
        for letters in ("utf-8", "utf-16-le", "utf-16-be", "cp949"):
            with suppress(UnicodeEncodeError):  # letters taken apart are none of Korean Excel's
                yield form.encode(letters)
        yield json.dumps(form)[1:-1].encode()
        yield quote(form).encode()
