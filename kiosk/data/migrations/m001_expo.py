from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m001_expo(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE expo (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            name TEXT NOT NULL,
            epoch TEXT NOT NULL,
            time_zone TEXT NOT NULL DEFAULT 'Asia/Seoul',
            settings TEXT NOT NULL DEFAULT '{}'
        ) STRICT;
        CREATE TABLE days (
            day TEXT PRIMARY KEY,
            opens_at INTEGER NOT NULL,
            closes_at INTEGER NOT NULL CHECK (closes_at > opens_at)
        ) STRICT;
        CREATE TABLE agencies (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            name_en TEXT,
            kind TEXT
        ) STRICT;
        CREATE TABLE booths (
            id INTEGER PRIMARY KEY,
            number TEXT NOT NULL UNIQUE,
            agency_id INTEGER NOT NULL REFERENCES agencies(id),
            x_m REAL NOT NULL,
            y_m REAL NOT NULL,
            counters INTEGER NOT NULL CHECK (counters BETWEEN 1 AND 99),
            paused_at INTEGER,
            pause_reason TEXT,
            message TEXT,
            ahead_by_clock INTEGER NOT NULL DEFAULT 0,
            left_on TEXT
        ) STRICT;
        CREATE INDEX booths_of_agency ON booths(agency_id);
        CREATE TABLE plan_items (
            id INTEGER PRIMARY KEY,
            agency_id INTEGER NOT NULL REFERENCES agencies(id),
            department TEXT NOT NULL,
            title TEXT NOT NULL,
            category TEXT NOT NULL,
            won INTEGER NOT NULL CHECK (won >= 0),
            quarter TEXT NOT NULL,
            UNIQUE (agency_id, department, title)
        ) STRICT;
        CREATE INDEX plan_items_by_category ON plan_items(category, agency_id, won);
        CREATE TABLE programme (
            id INTEGER PRIMARY KEY,
            starts_at INTEGER NOT NULL,
            title TEXT NOT NULL,
            place TEXT,
            capacity INTEGER,
            UNIQUE (starts_at, title)
        ) STRICT
        """,
    )
