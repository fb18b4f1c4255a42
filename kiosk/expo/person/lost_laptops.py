"""A laptop is lost and another goes on from a copy: what the lost one gave in its last seconds keeps its place."""

import json
import secrets
import sqlite3
from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data.store import Change
from kiosk.expo.person import visitor_numbers
from kiosk.language.sentences import gettext

ROOM = 1_000  # ids of each table, which nobody sees
NUMBERS_MIN, NUMBERS_MAX = 20, 400  # they are called aloud, so no more than may have been given
BEGUN = ("expo.take_over", "expo.restore")
FRESH_MS = AT_WORK_MS = 60_000
LATEST = 500  # entries; where sixty stations do more in a minute, who was at work in the latest of it
NUMBER_EVERY_MS = 2_000  # eight desks that register somebody every sixteen seconds


def take_over(change: Change, *, fence: int, restored: int, listed: int) -> dict[str, Any]:
    """This laptop goes on in another's place: a new epoch begins under a higher fence. `restored`: answered actions that the copy
    lacked and that were done again; `listed`: those that could not be, and stand on the desks' list.

    Raises Refused wrong_state where the fence is not higher than the one that stands here.
    """
    leave_room(change)
    taken = change.update(
        "UPDATE expo SET epoch = ?1, fence = ?2 WHERE fence < ?2", secrets.token_hex(8), fence
    )
    if not taken:
        raise Refused("wrong_state", gettext("다른 노트북이 먼저 이어받았어요.", change.lang))
    change.record("expo.take_over", fence=fence, restored=restored, listed=listed)
    return {"fence": fence}


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


def at_work_then(db: sqlite3.Connection, now: int) -> set[int]:
    """The stations that did something in the last minute before a laptop was lost, as far as is known here; none where that is
    longer ago than its stations would still have to tell."""
    latest = db.execute(
        "SELECT at, kind, station_id FROM journal ORDER BY seq DESC LIMIT ?", (LATEST,)
    ).fetchall()
    begun = next((place for place, one in enumerate(latest) if one["kind"] in BEGUN), None)
    if begun is None or latest[begun]["at"] < now - FRESH_MS or not epochs(db):
        return set()
    before = latest[begun + 1 :]
    since = max((one["at"] for one in before), default=0) - AT_WORK_MS
    return {one["station_id"] for one in before if one["station_id"] is not None and one["at"] >= since}


def epochs(db: sqlite3.Connection) -> list[str]:
    """The epochs whose last answers may be missing here."""
    row = db.execute("SELECT lost_epochs FROM expo").fetchone()
    return json.loads(row["lost_epochs"]) if row and row["lost_epochs"] else []
