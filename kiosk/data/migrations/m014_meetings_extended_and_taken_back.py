from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m014_meetings_extended_and_taken_back(db: Database) -> None:
    """A meeting may be given more time, says what was talked about, and a start by a slip of the finger is cancelled.

    SQLite can't loosen a CHECK or a UNIQUE in place, so the table is written anew; the rows that refer to it are looked
    at again at the commit only.
    """
    db.conn.execute("PRAGMA defer_foreign_keys = ON")
    kept = (
        "id, ticket_id, visitor_id, booth_id, counter, state, started_at, finished_at, version, note, shared_note,"
        " follow_up, saved_at, confirmed_at, confirmed_version, confirmed_by"
    )
    run(
        db,
        f"""
        CREATE TEMP TABLE consultations_before AS SELECT * FROM consultations;
        DROP TABLE consultations;
        CREATE TABLE consultations (
            id INTEGER PRIMARY KEY,
            ticket_id INTEGER NOT NULL REFERENCES tickets(id),
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            counter INTEGER NOT NULL,
            -- cancelled: started by mistake; finished_at says when that was taken back.
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'finished', 'cancelled')),
            started_at INTEGER NOT NULL,
            extended_ms INTEGER NOT NULL DEFAULT 0,
            finished_at INTEGER,
            version INTEGER NOT NULL DEFAULT 0,
            note TEXT,
            shared_note TEXT,
            topics TEXT,
            follow_up TEXT,
            saved_at INTEGER,
            confirmed_at INTEGER,
            confirmed_version INTEGER,
            confirmed_by TEXT
        ) STRICT;
        INSERT INTO consultations ({kept}) SELECT {kept} FROM consultations_before;
        DROP TABLE consultations_before;
        CREATE UNIQUE INDEX one_meeting_a_ticket ON consultations(ticket_id) WHERE state <> 'cancelled';
        CREATE UNIQUE INDEX one_open_a_counter ON consultations(booth_id, counter) WHERE state = 'open';
        CREATE INDEX finished_of_booth ON consultations(booth_id, finished_at) WHERE state = 'finished';
        CREATE INDEX consultations_of_visitor ON consultations(visitor_id);
        ALTER TABLE corrections ADD COLUMN topics_before TEXT
        """,
    )
    # As in m005: a meeting of seconds is a slip of the finger, one of hours was never closed.
    db.conn.execute(
        "CREATE TRIGGER meeting_ends AFTER UPDATE OF state ON consultations"
        " WHEN old.state = 'open' AND new.state = 'finished'"
        " AND new.finished_at - new.started_at BETWEEN 30000 AND 7200000 BEGIN"
        " UPDATE loads SET meetings = meetings + 1, meeting_ms = meeting_ms + new.finished_at - new.started_at,"
        " meeting_min2 = meeting_min2 + ((new.finished_at - new.started_at) / 60000.0)"
        " * ((new.finished_at - new.started_at) / 60000.0) WHERE booth_id = new.booth_id; END"
    )
