"""The journal as JSON lines (`journal.jsonl`): an object an entry, oldest first, all that the journal holds of it.

`{"seq", "at", "happened_at", "kind", "actor", "station", "visitor", "booth", "ticket", "consultation", "detail"}`: times ISO
8601, `actor` a role, `visitor` a visitor's number and `booth` a booth's, the rest ids; null where there is none. Nobody's
name, phone or e-mail stands in the journal; reasons that somebody typed do.
"""

import sqlite3
from pathlib import Path

from kiosk.exchange.export.tables import ACTOR
from kiosk.expo.square import days

FILE = "journal.jsonl"
# SQLite quotes what goes into a line, so that Python puts together half a million without an object each.
_SQL = """
    SELECT j.seq, j.at, j.happened_at, json_quote(j.kind), json_quote({actor}), json_quote(j.station_id),
        json_quote(v.number), json_quote(b.number), json_quote(j.ticket_id), json_quote(j.consultation_id), j.detail
    FROM journal j LEFT JOIN visitors v ON v.id = j.visitor_id LEFT JOIN booths b ON b.id = j.booth_id
    ORDER BY j.seq""".format(actor=ACTOR.format("j.actor"))


def write(db: sqlite3.Connection, path: Path, zone: str) -> int:
    """How many there were. `detail` is JSON in the table, and goes as it stands."""
    found = db.cursor()
    found.row_factory = None
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for seq, at, happened, kind, actor, station, visitor, booth, ticket, meeting, detail in found.execute(
            _SQL
        ):
            file.write(
                f'{{"seq": {seq}, "at": "{days.iso(at, zone)}", "happened_at": "{days.iso(happened, zone)}", "kind": {kind},'
                f' "actor": {actor}, "station": {station}, "visitor": {visitor}, "booth": {booth}, "ticket": {ticket},'
                f' "consultation": {meeting}, "detail": {detail}}}\n'
            )
            count += 1
    return count
