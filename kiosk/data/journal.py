"""Append and read entries of the journal: the history of the expo, in the transaction that made it.

An entry's kind is the verb that made it (`ticket.call_next`). Entries hold ids; a person's name, phone or e-mail
never stands here.
"""

import json
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kiosk.data.store import Change


_text = json.JSONEncoder(ensure_ascii=False).encode


def append(
    change: "Change",
    kind: str,
    *,
    visitor_id: int | None = None,
    booth_id: int | None = None,
    ticket_id: int | None = None,
    consultation_id: int | None = None,
    **detail: Any,
) -> int:
    """Write one entry and return its seq. `detail` must be JSON; `booths` in it are further booths touched, and
    `time_unknown` marks what is only known when it arrived, `on_paper` what was typed in from paper, `restored` what another laptop had answered."""
    if not change.time_is_known and kind not in change.told_at_once:
        detail["time_unknown"] = True
    if change.on_paper:
        detail["on_paper"] = True
    if change.restored:
        detail["restored"] = True
    cursor = change.db.execute(
        "INSERT INTO journal (at, happened_at, kind, actor, station_id, action_id, visitor_id, booth_id, ticket_id,"
        " consultation_id, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            change.now,
            change.happened_at,
            kind,
            change.actor.who,
            change.actor.station_id,
            change.action_id,
            visitor_id,
            booth_id,
            ticket_id,
            consultation_id,
            _text(detail),
        ),
    )
    assert cursor.lastrowid is not None
    change.recorded.append(Recorded(cursor.lastrowid, kind, visitor_id, consultation_id, detail))
    return cursor.lastrowid


def latest_seq(db: sqlite3.Connection) -> int:
    row = db.execute("SELECT max(seq) AS seq FROM journal").fetchone()
    return row["seq"] or 0


def epoch_of(db: sqlite3.Connection) -> str:
    """Which history the sequence numbers belong to; another epoch makes every seq before it void."""
    row = db.execute("SELECT epoch FROM expo").fetchone()
    return str(row["epoch"]) if row else ""


class Recorded(NamedTuple):
    """An entry that the change under way has written."""

    seq: int
    kind: str
    visitor_id: int | None
    consultation_id: int | None
    detail: dict[str, Any]


class Entry(NamedTuple):
    """What an entry says of where it is to be seen; `detail` is JSON."""

    seq: int
    kind: str
    visitor_id: int | None
    booth_id: int | None
    detail: str


def entries_after(db: sqlite3.Connection, seq: int, limit: int = 1000) -> list[Entry]:
    """Entries after `seq`, oldest first."""
    found = db.cursor()
    found.row_factory = None
    found.execute(
        "SELECT seq, kind, visitor_id, booth_id, detail FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",
        (seq, limit),
    )
    return [Entry._make(row) for row in found]
