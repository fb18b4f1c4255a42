"""Files in and out, one file a kind. Reading and preparing happen here, outside any transaction; the rule that
compares prepared rows with the database and writes them is `kiosk.expo.imports`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.exchange import agencies, appointments, enterprises, plan, programme
from kiosk.exchange.headings import Guess
from kiosk.exchange.tables import Unheaded, Unreadable, read_table
from kiosk.expo import imports
from kiosk.expo.imports import Prepared
from kiosk.store import Store

KINDS: dict[str, Any] = {
    "agencies": agencies,
    "plan": plan,
    "enterprises": enterprises,
    "appointments": appointments,
    "programme": programme,
}

__all__ = ["KINDS", "Guess", "PreparedFile", "Unheaded", "Unreadable", "prepare_file", "preview"]


@dataclass(frozen=True)
class PreparedFile:
    """A file's rows ready for kiosk.expo.imports, sentences about the file as a whole, and which column was taken for
    what (with samples of values, so it is kept nowhere)."""

    kind: str
    rows: list[Prepared]
    notes: list[str]
    guess: Guess | None = None


def prepare_file(
    kind: str, data: bytes, lang: str = "ko", columns: Mapping[str, str] | None = None
) -> PreparedFile:
    """Read and normalise a file's bytes, here and now: for files of our own. Raises Unreadable with a sentence.

    A file that somebody sent is read by kiosk.exchange.reader. `columns`: as in read_table.
    """
    table = read_table(data, KINDS[kind].FIELDS, lang, columns)
    return PreparedFile(kind, KINDS[kind].prepare(table, lang), table.notes, table.guess)


def preview(
    store: Store, file: PreparedFile, lang: str = "ko", *, meant: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The report of `import --dry-run --json`, with `notes` about the file; writes nothing. `meant`: imports.meaning()."""
    with store.read() as db:
        report = imports.preview(db, file.kind, file.rows, key=store.badge_key, lang=lang, meant=meant)
    return {**report, "notes": file.notes}
