"""The first sheets of the spreadsheet: what it is and of when, and what its words mean."""

import sqlite3
from collections.abc import Mapping

from kiosk.exchange.export.columns import COLUMNS, Column
from kiosk.exchange.export.tables import TABLES
from kiosk.exchange.export.workbook import Sheet, Workbook
from kiosk.expo.figures import corrections, definitions, scope
from kiosk.expo.square import days
from kiosk.language.sentences import gettext

_ABOUT = {
    "시트": Column("text", ""),
    "행": Column("number", ""),
    "파일": Column("text", ""),
    "뜻": Column("text", "", width=80),
}
_FIGURES = {
    "갈래": Column("text", "", width=14),
    "수치": Column("text", ""),
    "값": Column("decimal", "", width=16),
    "마감할 때": Column("decimal", "", width=16),
    "고친 횟수": Column("number", ""),
    "단위": Column("text", "", width=8),
    "정의": Column("text", "", width=80),
    "Definition": Column("text", "", width=80),
    "figures.json": Column("text", ""),
}
_MEANINGS = {
    "열": Column("text", ""),
    "뜻": Column("text", "", width=80),
    "CSV의 말": Column("text", "", width=80),
}


def begin(book: Workbook, db: sqlite3.Connection, now: int) -> Sheet:
    """The first sheet, empty until all others are full, and those of figures and meanings."""
    first = book.sheet("안내", list(_ABOUT), list(_ABOUT.values()))
    _figures(book.sheet("수치", list(_FIGURES), list(_FIGURES.values())), db, now)
    _meanings(book.sheet("정의", list(_MEANINGS), list(_MEANINGS.values())))
    return first


def finish(
    first: Sheet, db: sqlite3.Connection, counts: Mapping[str, int], *, now: int, zone: str, contacts: bool
) -> None:
    """Say what there is. `counts`: file name -> rows."""
    expo = db.execute("SELECT name FROM expo").fetchone()
    open_on = ", ".join(day.day for day in days.all_days(db))
    named = "들어 있음. 보관에 동의한 사람만" if contacts else "들어 있지 않음"
    for word, said in (
        ("박람회", expo["name"] if expo else ""),
        ("날", open_on),
        ("뽑은 때", f"{days.local(now, zone):%Y-%m-%d %H:%M:%S} ({zone}). 모든 시각은 이 시간대"),
        ("이름과 연락처", named),
    ):
        first.append((word, None, None, said))
    for table in TABLES:
        file = f"{table.file}.csv"
        sheet = table.title if table.in_workbook else f"{table.title} (파일만)"
        first.append((sheet, counts[file], file, table.means))
    first.finish()


def _figures(sheet: Sheet, db: sqlite3.Connection, now: int) -> None:
    """Every figure of the whole expo as pages and report show it, with its definition, and as it was when the expo was closed."""
    expo = scope.of_expo(db, now)
    was = corrections.frozen(db, expo)
    for name, value in definitions.collect(db, expo).items():
        one = definitions.FIGURES[name]
        group = definitions.GROUPS[one.group]
        frozen = (was.values.get(name), was.times(name)) if was else (None, None)
        sheet.append(
            (group, one.word, value, *frozen, one.unit, one.definition, gettext(one.definition, "en"), name)
        )
    sheet.finish()


def _meanings(sheet: Sheet) -> None:
    for heading, column in COLUMNS.items():
        sheet.append((heading, column.means, _words(column.words)))
    for table in TABLES:
        for heading, words in table.words.items():
            if words:
                sheet.append((f"{table.title}의 {heading}", COLUMNS[heading].means, _words(words)))
    sheet.finish()


def _words(words: Mapping[str, str]) -> str:
    return ", ".join(f"{word} = {shown}" for word, shown in words.items())
