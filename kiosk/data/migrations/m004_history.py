from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m004_history(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE stations (
            id INTEGER PRIMARY KEY,
            role TEXT NOT NULL CHECK (role IN ('kiosk', 'desk', 'booth', 'board', 'stage', 'organiser')),
            booth_id INTEGER REFERENCES booths(id),
            name TEXT,
            token_hash TEXT UNIQUE,
            pair_hash TEXT UNIQUE,
            pair_expires_at INTEGER,
            paired_at INTEGER,
            revoked_at INTEGER,
            created_at INTEGER NOT NULL,
            CHECK ((role = 'booth') = (booth_id IS NOT NULL) OR role = 'board')
        ) STRICT;
        CREATE TABLE phones (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER REFERENCES visitors(id),
            token_hash TEXT UNIQUE,
            bind_hash TEXT UNIQUE,
            bind_expires_at INTEGER,
            bound_at INTEGER,
            secure INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX phones_of_visitor ON phones(visitor_id);
        -- History: audit, undo, live versions. Ids only; never a person's name, phone or e-mail.
        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            happened_at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            actor TEXT NOT NULL,
            station_id INTEGER,
            action_id TEXT NOT NULL,
            visitor_id INTEGER,
            booth_id INTEGER,
            ticket_id INTEGER,
            consultation_id INTEGER,
            detail TEXT NOT NULL DEFAULT '{}'
        ) STRICT;
        CREATE INDEX journal_of_visitor ON journal(visitor_id, seq) WHERE visitor_id IS NOT NULL;
        CREATE INDEX journal_of_booth ON journal(booth_id, seq) WHERE booth_id IS NOT NULL;
        CREATE INDEX journal_of_station ON journal(station_id, seq) WHERE station_id IS NOT NULL;
        CREATE INDEX journal_by_kind ON journal(kind, seq);
        CREATE TABLE answers (
            action_id TEXT PRIMARY KEY,
            verb TEXT NOT NULL,
            who TEXT NOT NULL,
            fields_hash TEXT NOT NULL,
            status INTEGER NOT NULL,
            body TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    )
