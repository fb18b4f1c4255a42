"""Ready sheets: what the city publishes, what agencies and enterprises take home, what is worked off afterwards. Each is a book
(book.py) made by a file here, and written as a spreadsheet (workbook.py).

`SHEETS` names all of them; the command line's report, the organiser's page and the tests read it.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from badges.files import whole
from kiosk.exchange.ready_sheets import (
    booth_logs,
    certification,
    disclosure,
    enterprise_sheets,
    follow_ups,
    press,
    signings,
    timetable,
)
from kiosk.exchange.ready_sheets.book import Book
from kiosk.expo.after.promises import followed
from kiosk.expo.square import days, ground
from kiosk.language.sentences import N_, gettext

Tell = Callable[[int, int], None]
Form = Literal["xlsx", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)


class Sheet(NamedTuple):
    """`make(db, lang, now=)`: its book as of now (ms); `of_report`: the report's folder holds it."""

    make: Callable[..., Book]
    of_report: bool = True


SHEETS: Mapping[str, Sheet] = {
    "disclosure": Sheet(disclosure.book),
    "certification": Sheet(certification.book),
    "press": Sheet(press.book),
    "follow_ups": Sheet(follow_ups.book),
    "signings": Sheet(signings.book, of_report=False),
    "timetable": Sheet(timetable.book, of_report=False),
}


OF_REPORT = tuple(f"{name}.{form}" for name, sheet in SHEETS.items() if sheet.of_report for form in FORMS)


def write_sheets(
    db: sqlite3.Connection, folder: Path, lang: str, *, now: int, on_progress: Tell | None = None
) -> list[Path]:
    """Write the report's sheets (OF_REPORT) into `folder`, made where missing, in `lang`, as of `now` (ms): each as a
    spreadsheet and for paper.

    on_progress(done, total) is called after each. The caller holds one read snapshot.
    """
    paths = [folder / name for name in OF_REPORT]
    names = dict.fromkeys(path.stem for path in paths)
    books = {name: SHEETS[name].make(db, lang, now=now) for name in names}
    _write_each(db, ((path, books[path.stem]) for path in paths), len(paths), lang, now, on_progress)
    return paths


def write_sheet(
    db: sqlite3.Connection, name: str, folder: Path, lang: str, *, now: int, form: Form = "xlsx"
) -> Path:
    """One of them, by its name in SHEETS."""
    path = folder / f"{name}.{form}"
    write_book(db, SHEETS[name].make(db, lang, now=now), path, lang, now=now)
    return path


def write_booth_logs(
    db: sqlite3.Connection,
    folder: Path,
    lang: str,
    *,
    now: int,
    form: Form = "xlsx",
    on_progress: Tell | None = None,
) -> int:
    """Every booth's own log, a file each; returns of how many persons they hold contact data."""
    booths = ground.of(db).booths.values()
    persons = 0

    def books() -> Iterator[tuple[Path, Book]]:
        nonlocal persons
        for booth in booths:
            book, shared = booth_logs.book(db, booth, lang)
            persons += shared
            yield folder / f"{file_name(booth['number'], booth['agency'])}.{form}", book

    _write_each(db, books(), len(booths), lang, now, on_progress)
    return persons


def write_follow_up_sheets(
    db: sqlite3.Connection, folder: Path, lang: str, *, now: int, on_progress: Tell | None = None
) -> int:
    """The sheet of every agency that promised something, a file each; returns of how many persons they hold contact data."""
    agencies = {one.promise["agency_id"]: one.promise for one in followed(db)}
    persons = 0

    def books() -> Iterator[tuple[Path, Book]]:
        nonlocal persons
        for agency_id, promise in agencies.items():
            book, shared = follow_ups.of_agency(db, agency_id, lang, now=now, contacts=True)
            persons += shared
            yield folder / f"{file_name(promise['booth'], promise['agency'])}.xlsx", book

    _write_each(db, books(), len(agencies), lang, now, on_progress)
    return persons


def write_enterprise_sheets(
    db: sqlite3.Connection,
    folder: Path,
    lang: str,
    *,
    now: int,
    form: Form = "xlsx",
    on_progress: Tell | None = None,
) -> int:
    """Every enterprise's own sheet, a file each; returns how many."""
    books = [(folder / f"{file_name(name)}.{form}", book) for name, book in enterprise_sheets.books(db, lang)]
    _write_each(db, books, len(books), lang, now, on_progress)
    return len(books)


def write_timetable_sheets(
    db: sqlite3.Connection, folder: Path, lang: str, *, now: int, on_progress: Tell | None = None
) -> int:
    """What a timetable proposes to each agency and to each enterprise, a file each, in two folders; returns how many."""
    sides = {"agency": gettext(N_("기관"), lang), "enterprise": gettext(N_("기업"), lang)}
    books = [
        (folder / sides[one.side] / f"{file_name(one.name)}.xlsx", one.book)
        for one in timetable.books(db, lang)
    ]
    _write_each(db, books, len(books), lang, now, on_progress)
    return len(books)


def _write_each(
    db: sqlite3.Connection,
    books: Iterable[tuple[Path, Book]],
    total: int,
    lang: str,
    now: int,
    on_progress: Tell | None,
) -> None:
    """Write each book as its file, in a folder that is made where missing."""
    for done, (path, book) in enumerate(books, 1):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_book(db, book, path, lang, now=now)
        if on_progress:
            on_progress(done, total)


def write_book(db: sqlite3.Connection, book: Book, path: Path, lang: str, *, now: int) -> None:
    """A book as the file that its name's ending says, with the expo's name and the moment it is of."""
    form: Form = "pdf" if path.suffix == ".pdf" else "xlsx"
    with whole(path) as place:
        place.write_bytes(written(db, book, lang, now=now, form=form)())


def written(
    db: sqlite3.Connection, book: Book, lang: str, *, now: int, form: Form = "xlsx"
) -> Callable[[], bytes]:
    """What makes the book's file when it is called, which needs the database no more: by a thread beside the loop."""
    still = ground.of(db)
    event = still.face.title(lang) or gettext(N_("박람회"), lang)
    said = as_of(now, still.time_zone, lang)
    # Both writers are large: only who writes by one loads it, and a server that starts loads neither.
    if form == "xlsx":
        from kiosk.exchange.ready_sheets import workbook

        return lambda: workbook.made(book, lang, event=event, as_of=said)
    from kiosk.exchange.ready_sheets import paper

    accent = still.face.scale.light["brand-ink"]
    return lambda: paper.made(book, lang, event=event, as_of=said, accent=accent, now=now)


def as_of(now: int, zone: str, lang: str) -> str:
    return gettext(N_("%(moment)s 기준"), lang, moment=f"{days.local(now, zone):%Y-%m-%d %H:%M}")


def file_name(*words: str) -> str:
    """Words as the name of a file, on every system: letters and digits, at most so many."""
    return re.sub(r"[^\w.-]+", " ", " ".join(words)).strip(" .")[:60] or "-"
