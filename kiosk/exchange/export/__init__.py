"""The whole expo as files, all of one moment: a CSV file a table, one spreadsheet, the journal as JSON lines, an open-data set.

A person's name, title, phone, e-mail and badge code are written only where the export asks for them, and of who agreed to
keeping them. Rows go from the database to the disk one by one: 100,000 meetings take the memory of a thousand
(docs/decisions/export.md).
"""

import errno
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from badges.code import encode, grouped
from badges.files import all_whole, whole
from kiosk.actions.refusals import Unusable
from kiosk.data.store import Store
from kiosk.exchange.export import about, journal_lines, open_data
from kiosk.exchange.export.csv_file import CsvFile
from kiosk.exchange.export.tables import NAMED, TABLES, Table
from kiosk.exchange.export.workbook import Workbook
from kiosk.expo.person import brn
from kiosk.expo.square import days

WORKBOOK = "expo.xlsx"
FILES = (*(f"{table.file}.csv" for table in TABLES), WORKBOOK, journal_lines.FILE, open_data.FILE)

Progress = Callable[[int, int], None]


def export(
    store: Store,
    folder: Path | str,
    *,
    contacts: bool = True,
    before_they_appear: Callable[[dict[str, int], int], object] = lambda rows, persons: None,
    on_progress: Progress = lambda done, total: None,
) -> dict[str, int]:
    """Write every file into `folder` (made if it is missing), all from one snapshot; returns file name -> number of rows.

    `contacts`: name people. No file appears before all are written, whole, and `before_they_appear(rows, persons)` has
    returned: who exported is noted there, and how many are named. on_progress(done, total) is called after each file.
    Raises Unusable.
    """
    folder, rows = Path(folder), dict[str, int]()

    def wrote(name: str, count: int) -> None:
        rows[name] = count
        on_progress(len(rows), len(FILES))

    with (
        _said(),
        _scratch(folder) as scratch,
        store.read() as db,
        all_whole([folder / name for name in FILES]) as unfinished,
    ):
        places, zone, now = dict(zip(FILES, unfinished, strict=True)), days.time_zone(db), store.now()
        _add_functions(db, store.badge_key)
        with Workbook(places[WORKBOOK], scratch, zone) as book:
            first = about.begin(book, db, now)
            for table in TABLES:
                name = f"{table.file}.csv"
                wrote(name, _table(db, table, places[name], book, zone, contacts=contacts))
            about.finish(first, db, rows, now=now, zone=zone, contacts=contacts)
        wrote(WORKBOOK, sum(rows[f"{table.file}.csv"] for table in TABLES if table.in_workbook))
        wrote(journal_lines.FILE, journal_lines.write(db, places[journal_lines.FILE], zone))
        wrote(open_data.FILE, open_data.write(db, places[open_data.FILE], scratch, now=now, zone=zone))
        before_they_appear(rows, _named(db) if contacts else 0)
    return rows


def export_open_data(store: Store, path: Path) -> int:
    """The open-data set alone, as one file; how many rows it has. Raises Unusable."""
    with _said(), _scratch(path.parent) as scratch, store.read() as db, whole(path) as place:
        return open_data.write(db, place, scratch, now=store.now(), zone=days.time_zone(db))


def _add_functions(db: sqlite3.Connection, badge_key: bytes) -> None:
    """What the queries of the tables ask for beside SQLite's own."""
    db.create_function("badge_code", 2, lambda number, serial: grouped(encode(badge_key, number, serial)))
    db.create_function("shown_brn", 1, lambda digits: digits and brn.shown(digits))


def _table(
    db: sqlite3.Connection, table: Table, place: Path, book: Workbook, zone: str, *, contacts: bool
) -> int:
    """A table is read once, for its CSV file and its sheet; how many rows it has."""
    found = db.cursor()
    found.row_factory = None
    found.execute(table.sql, {"contacts": contacts} if ":contacts" in table.sql else {})
    headings = [column[0] for column in found.description]
    columns = [table.column(heading) for heading in headings]
    sheet = book.sheet(table.title, headings, columns) if table.in_workbook else None
    count = 0
    with CsvFile(place, headings, columns, zone) as file:
        for count, row in enumerate(found, 1):  # noqa: B007 (how many there were)
            file.append(row)
            if sheet:
                sheet.append(row)
    if sheet:
        sheet.finish()
    return count


def _named(db: sqlite3.Connection) -> int:
    """How many persons are named in an export with contacts."""
    row = db.execute(f"SELECT count(*) AS persons FROM ({NAMED})").fetchone()
    return int(row["persons"])


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    """A folder beside what is written, on the same disk, for what is needed meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(mkdtemp(dir=folder, prefix=".export-"))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _said() -> Iterator[None]:
    """What the disk refuses, as a sentence that says what to do. Raises Unusable."""
    try:
        yield
    except OSError as error:
        raise Unusable(f"{_why(error)} 아무것도 바뀌지 않았습니다.") from error


def _why(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "디스크에 남은 용량이 모자랍니다. 자리를 비우고 다시 해 주세요."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "쓸 수 없는 폴더입니다. 권한을 확인하거나 다른 폴더로 다시 해 주세요."
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return "폴더가 아니라 파일입니다. 폴더의 이름을 적어 주세요."
    return f"쓰지 못했습니다 ({error.strerror or error}). 디스크를 확인해 주세요."
