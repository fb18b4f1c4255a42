"""The counter of visitors' numbers: one number a person, none of them twice, also none that is on paper already."""

import sqlite3
from typing import Any

FIRST_NUMBER = 101


def next_number(db: sqlite3.Connection) -> int:
    """The lowest number above all that visitors have, that wait on blank badges or that were given up."""
    row = db.execute(
        "SELECT max(coalesce((SELECT max(number) FROM visitors), 0),"
        " coalesce((SELECT max(number) FROM reserved_numbers), 0)) AS highest"
    ).fetchone()
    return max(FIRST_NUMBER, row["highest"] + 1)


def reserved(db: sqlite3.Connection, number: int) -> dict[str, Any] | None:
    """What became of a number kept from the counter: `state` blank, claimed or retired, and `visitor_id`."""
    row: dict[str, Any] | None = db.execute(
        "SELECT * FROM reserved_numbers WHERE number = ?", (number,)
    ).fetchone()
    return row
