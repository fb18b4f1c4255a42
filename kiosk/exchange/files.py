"""Files in and out, one file a kind. Reading and preparing happen here, outside any transaction; the rule that
compares prepared rows with the database and writes them is `kiosk.expo.imports`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.data.store import Store
from kiosk.exchange import (
    agencies,
    appointments,
    away,
    enterprises,
    follow_ups,
    guests,
    kinds,
    marks,
    on_paper,
    places,
    plan,
    programme,
    purchases,
    sheets,
    timetable_answers,
)
from kiosk.exchange.headings import Guess
from kiosk.exchange.kinds import Form, Forms, Known, OtherKind, UnknownKind
from kiosk.exchange.sheets.saved import saved_at
from kiosk.exchange.sheets.sheet import Sheet
from kiosk.exchange.tables import Unheaded, Unreadable, read_table
from kiosk.expo import imports
from kiosk.expo.imports import Prepared, order, shown
from kiosk.language.sentences import N_, gettext

KINDS: dict[str, Any] = {
    "agencies": agencies,
    "plan": plan,
    "enterprises": enterprises,
    "appointments": appointments,
    "programme": programme,
    "places": places,
    "guests": guests,
    "marks": marks,
    "away": away,
    "timetable_answers": timetable_answers,
    "paper": on_paper,
    "follow_ups": follow_ups,
    "purchases": purchases,
}

__all__ = [
    "KINDS",
    "Known",
    "Guess",
    "OtherKind",
    "PreparedFile",
    "Unheaded",
    "UnknownKind",
    "Unreadable",
    "forms",
    "prepare_file",
    "preview",
    "told",
]

OTHER = N_("이 파일은 ‘%(looks_like)s’ 파일로 보여요. 파일 종류를 그것으로 바꾸거나 다른 파일을 골라 주세요.")
UNKNOWN = N_("제목만으로는 어떤 파일인지 알 수 없어요. 파일 종류를 골라 주세요.")


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
        """What `import --json` tells of the file as a whole beside its rows; of a plan also the largest item, by which a
        wrong unit is seen."""
        if self.total_won is None:
            return {"notes": self.notes}
        return {"notes": self.notes, "total_won": self.total_won, "largest": shown.largest(self.rows)}


def prepare_file(
    kind: str,
    data: bytes,
    lang: str = "ko",
    columns: Form | None = None,
    known: Known | None = None,
) -> PreparedFile:
    """Read and normalise the bytes of a file of our own, here and now. Raises Unreadable with a sentence.

    What somebody sent is read by kiosk.exchange.reader instead. kind: "" to tell it by the headings. columns: as in
    read_table; without them what is `known` of such a form (forms()). The UnknownKind and OtherKind among Unreadable
    are about the kind.
    """
    read = [list(reading) for reading in sheets.read(data, lang)]
    every = [sheet for reading in read for sheet in reading]
    said = Forms(every, known or {})
    kind = kind or _likely_kind(every, said, lang)
    try:
        table = read_table(read, KINDS[kind].FIELDS, lang, columns or said.said(kind))
    except Unheaded as error:
        error.kind = kind
        _refuse_another_kind(every, said, kind, lang)
        raise
    rows = KINDS[kind].prepare(table, lang)
    if kind == "follow_ups":
        rows = follow_ups.dated(rows, saved_at(data))
    if kind != "plan":
        return PreparedFile(kind, rows, table.notes, table.guess)
    notes = plan.about(rows, table, lang) + table.notes
    return PreparedFile(kind, rows, notes, table.guess, plan.total_won(rows))


def _likely_kind(every: list[Sheet], said: Forms, lang: str) -> str:
    looks = kinds.likely(every, KINDS, said)
    if not looks:
        raise UnknownKind(gettext(UNKNOWN, lang), kinds.guess(every, KINDS))
    return looks.kind


def _refuse_another_kind(every: list[Sheet], said: Forms, kind: str, lang: str) -> None:
    looks = kinds.likely(every, KINDS, said)
    if looks and looks.whole and looks.kind != kind:
        name = gettext(order.NAMES[looks.kind], lang)
        raise OtherKind(gettext(OTHER, lang, looks_like=name), looks.kind)


def forms(store: Store) -> Known:
    """What people said of the columns of files before."""
    with store.read() as db:
        return imports.columns.kept(db)


def preview(
    store: Store, file: PreparedFile, lang: str = "ko", *, meant: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The report of `import --dry-run --json`; writes nothing. `meant`: imports.meaning()."""
    with store.read() as db:
        report = imports.preview(
            db, file.kind, file.rows, key=store.badge_key, now=store.now(), lang=lang, meant=meant
        )
        there = order.counts(db)
    return told(file, report) | {"there": there, "next": order.next_after(file.kind, there)}


def told(file: PreparedFile, report: dict[str, Any]) -> dict[str, Any]:
    """A report of imports.apply() with what only the file knows: sentences about it, each row's name and key values.

    Those stand in no remembered answer, for a person's name is among them.
    """
    rows = zip(report["rows"], file.rows, strict=True)
    return {
        **report,
        **file.about(),
        "notes": [*report["notes"], *file.notes],
        "rows": [one | shown.row(file.kind, prepared) for one, prepared in rows],
    }
