"""A laptop is lost and another goes on from a copy: what the lost one gave in its last seconds keeps its place."""

import json
import sqlite3

from kiosk.data.store import Change
from kiosk.expo.person import visitor_numbers

ROOM = 1_000  # ids of each table, which nobody sees
NUMBERS_MIN, NUMBERS_MAX = 20, 400  # they are called aloud, so no more than may have been given
NUMBER_EVERY_MS = 2_000  # the door's fastest, measured in a rehearsal of 300


def leave_room(change: Change) -> None:
    """From now on nothing gets an id or a number that the lost laptop may have given since this copy was made: badges with
    them hang around necks, and stations may still tell of them. The epoch that ends is remembered as lost; the caller begins the
    next one in the same transaction."""
    last_at = change.value("SELECT at FROM journal ORDER BY seq DESC LIMIT 1") or change.now
    numbers = max(NUMBERS_MIN, min(NUMBERS_MAX, (change.now - last_at) // NUMBER_EVERY_MS))
    room = max(ROOM, (change.now - last_at) // 1_000)  # one a second
    ids = {
        table: max(change.ids_from.get(table, 0), (change.value(f"SELECT max(id) FROM {table}") or 0) + 1)
        + room
        for table in sorted(change.numbered)
    }
    ids["number"] = visitor_numbers.next_number(change.db) + numbers
    copied_from = change.value("SELECT copied_from FROM expo")
    lost = [*epochs(change.db), *([copied_from] if copied_from else []), change.epoch]
    change.update("UPDATE expo SET ids_from = ?, lost_epochs = ?", json.dumps(ids), json.dumps(lost[-20:]))


def epochs(db: sqlite3.Connection) -> list[str]:
    """The epochs whose last answers may be missing here."""
    row = db.execute("SELECT lost_epochs FROM expo").fetchone()
    return json.loads(row["lost_epochs"]) if row and row["lost_epochs"] else []
