"""Which tables a rehearsal touches, how they are kept aside when it begins and put back when it ends.

Both are part of one transaction, so a program killed within leaves what was before it or what is after it. While a rehearsal is
on, each table of PLAYED has a twin `before_<table>` in the same file (docs/decisions/rehearsal.md).
"""

import sqlite3
from collections.abc import Collection
from typing import NamedTuple

# People and what they do: as it was before, afterwards. In an order in which each row's parents stand before it.
PLAYED = (
    "days", "enterprises", "enterprise_categories", "visitors", "contacts", "consents", "imported_rows", "kept_apart",
    "pending_networks", "wrong_digits", "phones", "push_subscriptions", "arrivals", "wishes", "tickets", "invites", "consultations", "lines",
    "corrections", "follow_up_links", "purchases", "follow_ups", "attachments", "attachment_contents", "signings", "programme", "sign_ups", "print_jobs", "refused_late",
    "provisional_check_ins", "releases", "closings", "after_closing",
    "notices", "messages", "message_booths",
    "alarms", "forecasts",
    "marks", "mark_links", "away", "timetable_runs", "proposals",
)  # fmt: skip
# What triggers add up of those: put back as it was, after them.
SUMS = ("loads", "absent_places", "outcome_sums", "estimate_sums")
# What a rehearsal leaves alone: how the expo is set up, its stations, files that came in, and the history of these.
STAYS = (
    "_sqlite_migrations", "sqlite_sequence", "expo", "face", "agencies", "booths", "plan_items", "plan_sums", "places",
    "stations", "pairing_cards", "pairing_switch", "printers", "station_printers", "reserved_numbers", "column_meanings",
    "import_pieces", "consent_texts", "rehearsals", "past_expos", "gatherings", "journal", "answers", "forgotten",
    "forgotten_actions", "erasures",
)  # fmt: skip
BACK = (*PLAYED, *SUMS)
# Of a booth only how its day goes; its agency, counters and settings stay.
STATE_OF_BOOTH = (
    "paused_at",
    "pause_reason",
    "message",
    "ahead_by_clock",
    "left_on",
    "pause_until",
    "absent_on",
    "full_on",
)
# Kept aside as well, for what of these is put back otherwise.
APART = {
    "booth_states": f"(SELECT id, {', '.join(STATE_OF_BOOTH)} FROM booths)",
    "numbers_given": "(SELECT number FROM reserved_numbers WHERE state <> 'blank')",
}


class Since(NamedTuple):
    """The last entry of the journal and the last answer before a rehearsal."""

    entry: int
    answer: int


class Gone(NamedTuple):
    """How many rows of a table are there now, and how many were there before."""

    now: int
    before: int


def keep(db: sqlite3.Connection) -> None:
    """Keep aside what is there; a rehearsal begins in this transaction."""
    for table, rows in {**dict(zip(BACK, BACK, strict=True)), **APART}.items():
        db.execute(f"CREATE TABLE before_{table} AS SELECT * FROM {rows}")


def added(db: sqlite3.Connection, table: str) -> Gone:
    """How many rows there are of a played table, and were."""
    counts = (db.execute(f"SELECT count(*) AS n FROM {one}").fetchone() for one in (table, f"before_{table}"))
    now, before = (row["n"] for row in counts)
    return Gone(now, before)


def put_back(db: sqlite3.Connection, *, since: Since, staying: Collection[str], void: str) -> None:
    """Let everything be as it was when `keep` was called, but for what stays.

    What came after `since` goes, but for entries and answers of the verbs `staying`. An action of the rehearsal that is sent
    once more is answered `void` (JSON), and does nothing; what the clock did may come again.
    """
    triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    db.execute("PRAGMA defer_foreign_keys = ON")
    for trigger in triggers:  # they would add up what is put back as it was
        db.execute(f"DROP TRIGGER {trigger['name']}")
    _release_numbers(db)
    for table in reversed(BACK):
        db.execute(f"DELETE FROM {table}")
    for table in BACK:
        columns = ", ".join(_columns(db, f"before_{table}"))
        if columns:  # else a newer version of the program was begun within, which brought the table
            db.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM before_{table} ORDER BY rowid")
    columns = ", ".join(one for one in _columns(db, "before_booth_states") if one != "id")
    db.execute(
        f"UPDATE booths SET ({columns}) = (SELECT {columns} FROM before_booth_states s WHERE s.id = booths.id)"
        " WHERE id IN (SELECT id FROM before_booth_states)"
    )
    for table in (*BACK, *APART):
        db.execute(f"DROP TABLE IF EXISTS before_{table}")
    for trigger in triggers:
        db.execute(trigger["sql"])
    _forget_deeds(db, since, staying, void)


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [row["name"] for row in db.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def _release_numbers(db: sqlite3.Connection) -> None:
    """Numbers on blank badges and in stations' blocks wait as before: who bore one has never been here."""
    db.execute(
        "UPDATE reserved_numbers SET state = 'blank', visitor_id = NULL, used_at = NULL WHERE state <> 'blank' AND number NOT IN"
        " (SELECT number FROM before_numbers_given)"
    )


def _forget_deeds(db: sqlite3.Connection, since: Since, staying: Collection[str], void: str) -> None:
    kept = sorted(staying)
    others = f"NOT IN ({','.join('?' * len(kept))})"
    db.execute(f"DELETE FROM journal WHERE seq > ? AND kind {others}", (since.entry, *kept))
    db.execute("DELETE FROM answers WHERE id > ? AND who = 'system'", (since.answer,))
    db.execute(
        f"UPDATE answers SET status = 409, body = ? WHERE id > ? AND verb {others}",
        (void, since.answer, *kept),
    )
