"""The tables, one file a step, taken in the order of their names. A step that has landed is never edited: the next change
is a new step.

Times are UTC in whole milliseconds since 1970 (`*_at`), days are dates in the expo's time zone, money is whole won.
What must never happen in a queue is a partial unique index here, not an `if` somewhere else.
"""

import sqlite3
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from sqlite_utils import Database

from kiosk.actions.refusals import Unusable
from kiosk.data.migrations.steps import steps

for _name in sorted(found.name for found in iter_modules(__path__) if found.name[1:4].isdigit()):
    import_module(f"{__name__}.{_name}")  # its step registers itself


def migrate(db: Database) -> None:
    """Bring the open database up to this program; the caller holds the transaction.

    Raises Unusable where a newer program has already been at it.
    """
    known, done = taken_by_this_program(), {step.name for step in steps.applied(db)}
    if known == done:
        return  # as at nearly every start; applying nothing takes longer than all else that opens a file
    if newer := sorted(done - known):
        raise Unusable(
            f"이 데이터는 더 새로운 프로그램이 만들었습니다({newer[0]}). 프로그램을 새로 설치한 뒤 다시 시작해 주세요. "
            f"(The data folder was written by a newer program; install that one.)"
        )
    steps.apply(db)


def migrate_all(db: sqlite3.Connection) -> None:
    """`migrate` of a connection whose rows are anything. Raises Unusable, sqlite3.Error."""
    rows, db.row_factory = db.row_factory, None
    try:
        migrate(Database(db, strict=True))
    finally:
        db.row_factory = rows


def is_of_today(db: Database) -> bool:
    """Whether its tables are those of this program; nothing is written."""
    return taken_by_this_program() == {step.name for step in steps.applied(db)}


def taken(db: sqlite3.Connection) -> frozenset[str]:
    """The steps that the tables of an open database have taken, by whatever program; none in an empty file. Nothing is written."""
    cursor = db.cursor()
    cursor.row_factory = None
    if not cursor.execute("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'").fetchone():
        return frozenset()
    sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = 'kiosk'"
    return frozenset(name for (name,) in cursor.execute(sql))


def ahead(db: sqlite3.Connection) -> tuple[str, ...]:
    """The steps that `migrate` would take, in their order; none for an empty file, which has nothing to lose."""
    done = taken(db)
    return tuple(sorted(taken_by_this_program() - done)) if done else ()


def is_newer(db: sqlite3.Connection) -> bool:
    """Whether a newer program has been at it."""
    return bool(taken(db) - taken_by_this_program())


@cache
def taken_by_this_program() -> frozenset[str]:
    """All steps that there are."""
    return frozenset(step.name for step in steps.pending(Database(memory=True)))
