"""A small expo after its days: three commitments and a memorandum, and a sheet that goes out and comes back."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from kiosk.exchange import ready_sheets
from kiosk.exchange.files import prepare_file, preview, told
from kiosk.exchange.ready_sheets import follow_ups
from kiosk.expo import imports
from tests.cast import Cast

AFTER = "2026-12-10"
Fill = Callable[[dict[str, dict[str, Any]]], None]


@pytest.fixture
def promised(cast: Cast) -> Cast:
    """A02 promised 세진플러스 19,000,000 (work clothes) and, beside its plan, 1,000,000; A03 promised 터치포굿 7,000,000 and a
    memorandum. Today is the tenth of December."""
    item = cast.value("SELECT id FROM plan_items WHERE title = '근무복 100% 구매'")
    cast.check_in(cast.minseo)
    cast.finish(
        cast.meet(cast.minseo, "A02"),
        {"outcome": "commitment", "amount": 19_000_000, "plan_item": item},
        {"outcome": "commitment", "amount": 1_000_000},
    )
    cast.check_in(cast.seoyeon)
    cast.finish(
        cast.meet(cast.seoyeon, "A03"), {"outcome": "commitment", "amount": 7_000_000}, {"outcome": "mou"}
    )
    cast.clock.set(AFTER, "10:00")
    return cast


def lines(cast: Cast) -> dict[str, int]:
    """`19`, `1`, `7` (millions) and `mou` -> the line in the newest version of its log."""
    found = cast.rows(
        "SELECT l.id, l.outcome, l.amount_won FROM lines l JOIN consultations c ON c.id = l.consultation_id"
        " AND c.version = l.version WHERE l.outcome IN ('commitment', 'mou') ORDER BY l.id"
    )
    return {str((one["amount_won"] or 0) // 1_000_000 or one["outcome"]): one["id"] for one in found}


def sheet(cast: Cast, lang: str = "ko", agency: int | None = None) -> bytes:
    """The sheet as it goes out now."""
    with cast.store.read() as db:
        now = cast.clock.now
        book = follow_ups.book(db, lang, now=now)
        if agency:
            book, _ = follow_ups.of_agency(db, agency, lang, now=now, contacts=True)
        return ready_sheets.written(db, book, lang, now=now)()


def filled(
    data: bytes,
    cells: dict[int, dict[str, Any]],
    *,
    saved: str = "",
    added: list[dict[str, Any]] | None = None,
) -> bytes:
    """The sheet as an office fills it in: row (0: the first promise) -> heading -> value; `saved`: when, in UTC."""
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    columns = {str(cell.value): cell.column for cell in page[1]}
    for row, values in cells.items():
        for heading, value in values.items():
            page.cell(row + 2, columns[heading]).value = value
    for values in added or []:
        row = page.max_row + 1
        for heading, value in values.items():
            page.cell(row, columns[heading]).value = value
    out = io.BytesIO()
    book.save(out)
    return _saved_at(out.getvalue(), saved) if saved else out.getvalue()


def _saved_at(data: bytes, moment: str) -> bytes:
    """With another moment of saving than now's."""
    import re
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), part)
            new.writestr(name, part)
    return out.getvalue()


def bring(cast: Cast, data: bytes, kind: str = "follow_ups") -> dict[str, Any]:
    """Read a file back; the preview beforehand must say the same. The report, its rows by their sentences and verdicts."""
    file = prepare_file(kind, data)
    before = preview(cast.store, file)
    fields = {"kind": kind, "upload": imports.keep(kind, file.rows)}
    report = told(file, cast.done("import.apply", **fields)["report"])
    assert [one["verdict"] for one in report["rows"]] == [one["verdict"] for one in before["rows"]]
    assert [one["messages"] for one in report["rows"]] == [one["messages"] for one in before["rows"]]
    return report


def verdicts(report: dict[str, Any]) -> list[str]:
    return [one["verdict"] for one in report["rows"]]


def said(report: dict[str, Any], row: int = 0) -> str:
    return " ".join(report["rows"][row]["messages"])


def moment(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}")
