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
    what (with samples of values, so it is kept nowhere). `total_won`: a plan's."""

    kind: str
    rows: list[Prepared]
    notes: list[str]
    guess: Guess | None = None
    total_won: int | None = None

    def about(self) -> dict[str, Any]:
        """What `import --json` tells of the file as a whole beside its rows."""
        return {"notes": self.notes} | ({} if self.total_won is None else {"total_won": self.total_won})


def prepare_file(
    kind: str, data: bytes, lang: str = "ko", columns: Mapping[str, str] | None = None
) -> PreparedFile:
    """Read and normalise a file's bytes, here and now: for files of our own. Raises Unreadable with a sentence.

    A file that somebody sent is read by kiosk.exchange.reader. `columns`: as in read_table.
    """
    table = read_table(data, KINDS[kind].FIELDS, lang, columns)
    rows = KINDS[kind].prepare(table, lang)
    if kind != "plan":
        return PreparedFile(kind, rows, table.notes, table.guess)
    notes = plan.about(rows, table, lang) + table.notes
    return PreparedFile(kind, rows, notes, table.guess, plan.total_won(rows))


def preview(
    store: Store, file: PreparedFile, lang: str = "ko", *, meant: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The report of `import --dry-run --json`, with `notes` about the file; writes nothing. `meant`: imports.meaning()."""
    with store.read() as db:
        report = imports.preview(db, file.kind, file.rows, key=store.badge_key, lang=lang, meant=meant)
    return {**report, **file.about()}
