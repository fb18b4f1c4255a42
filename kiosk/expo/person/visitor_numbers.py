"""The counter of visitors' numbers: one number a person, none of them twice, also none that is on paper already."""

import sqlite3
from typing import Literal, TypedDict

from badges.code import NUMBER_MAX
from kiosk.actions.refusals import Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.language.sentences import gettext

FIRST_NUMBER = 101


class ReservedNumber(TypedDict):
    """A number kept from the counter: printed on a blank badge, given to a station `in_block` (1) to give out while it
    is cut off, or given up by a visitor (retired). `visitor_id` is whose it is or was; times in ms."""

    number: int
    state: Literal["blank", "claimed", "retired"]
    station_id: int | None
    visitor_id: int | None
    reserved_at: int
    used_at: int | None
    in_block: int


def next_number(db: sqlite3.Connection) -> int:
    """The lowest number above all that visitors have, that wait on blank badges, that were given up, or that a lost laptop may
    have given."""
    row = db.execute(
        "SELECT max(coalesce((SELECT max(number) FROM visitors), 0),"
        " coalesce((SELECT max(number) FROM reserved_numbers), 0),"
        " coalesce((SELECT ids_from ->> '$.number' FROM expo), 0) - 1) AS highest"
    ).fetchone()
    return max(FIRST_NUMBER, int(row["highest"]) + 1)


def give_next(change: Change) -> int:
    """The next number; an action that is restored gives the one it gave."""
    return change.trail.choose("number", lambda: next_number(change.db))


def reserve(change: Change, count: int, *, in_block: bool = False) -> range:
    """Take so many numbers from the counter for the asking station; `in_block`: it gives them out while cut off.

    Raises Refused wrong_state where no numbers are left.
    """
    first = give_next(change)
    if first + count - 1 > NUMBER_MAX:
        raise Refused("wrong_state", gettext("번호가 모두 쓰였어요. 운영본부에 알려 주세요.", change.lang))
    kept = range(first, first + count)
    change.db.executemany(
        "INSERT INTO reserved_numbers (number, station_id, reserved_at, in_block) VALUES (?, ?, ?, ?)",
        [(number, change.actor.station_id, change.now, int(in_block)) for number in kept],
    )
    return kept


def claim(change: Change, number: int, visitor_id: int) -> None:
    """A number that waited is this visitor's now."""
    change.update(
        "UPDATE reserved_numbers SET state = 'claimed', visitor_id = ?, used_at = ? WHERE number = ? AND state = 'blank'",
        visitor_id,
        change.happened_at,
        number,
    )


def reserved(db: sqlite3.Connection, number: int) -> ReservedNumber | None:
    """What became of a number kept from the counter; None for one that was not."""
    return rows.one(db, ReservedNumber, "SELECT * FROM reserved_numbers WHERE number = ?", number)


def blanks(db: sqlite3.Connection) -> list[int]:
    """The numbers of blank badges on paper that are nobody's yet."""
    found = db.execute(
        "SELECT number FROM reserved_numbers WHERE state = 'blank' AND NOT in_block ORDER BY number"
    )
    return [row["number"] for row in found]
