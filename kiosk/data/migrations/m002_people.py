from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m002_people(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE enterprises (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            brn TEXT UNIQUE,
            kind TEXT,
            district TEXT
        ) STRICT;
        CREATE INDEX enterprises_by_name ON enterprises(name);
        CREATE TABLE enterprise_categories (
            enterprise_id INTEGER NOT NULL REFERENCES enterprises(id),
            category TEXT NOT NULL,
            PRIMARY KEY (enterprise_id, category)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE visitors (
            id INTEGER PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 262143),
            serial INTEGER NOT NULL DEFAULT 0 CHECK (serial BETWEEN 0 AND 31),
            enterprise_id INTEGER REFERENCES enterprises(id),
            state TEXT NOT NULL DEFAULT 'registered' CHECK (state IN ('pending', 'registered', 'merged')),
            badge_kind TEXT NOT NULL DEFAULT 'visitor' CHECK (badge_kind IN ('visitor', 'staff', 'press', 'official')),
            source TEXT NOT NULL,
            need TEXT,
            registered_at INTEGER NOT NULL,
            registered_by TEXT,
            paused_at INTEGER,
            pause_until INTEGER,
            paused_ms INTEGER NOT NULL DEFAULT 0,
            scanned_at INTEGER,
            merged_into INTEGER REFERENCES visitors(id)
        ) STRICT;
        CREATE INDEX visitors_of_enterprise ON visitors(enterprise_id);
        -- The only place where a person's name, phone and e-mail stand: forgetting somebody is one delete here.
        CREATE TABLE contacts (
            visitor_id INTEGER PRIMARY KEY REFERENCES visitors(id),
            name TEXT NOT NULL,
            title TEXT,
            phone TEXT,
            email TEXT
        ) STRICT;
        CREATE INDEX contacts_by_name ON contacts(name);
        CREATE TABLE consents (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            purpose TEXT NOT NULL CHECK (purpose IN ('keep', 'share')),
            given INTEGER NOT NULL,
            text_version TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX consents_of_visitor ON consents(visitor_id);
        CREATE TABLE consent_texts (
            version TEXT NOT NULL,
            purpose TEXT NOT NULL,
            lang TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (version, purpose, lang)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE arrivals (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            day TEXT NOT NULL,
            at INTEGER NOT NULL,
            left_at INTEGER,
            undone_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_arrival_a_day ON arrivals(visitor_id, day) WHERE undone_at IS NULL;
        CREATE INDEX arrivals_of_day ON arrivals(day) WHERE undone_at IS NULL;
        CREATE TABLE wishes (
            id INTEGER PRIMARY KEY,
            enterprise_id INTEGER REFERENCES enterprises(id),
            visitor_id INTEGER REFERENCES visitors(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            starts_at INTEGER,
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'placed', 'withdrawn')),
            source TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            CHECK (enterprise_id IS NOT NULL OR visitor_id IS NOT NULL),
            CHECK (visitor_id IS NOT NULL OR starts_at IS NOT NULL)
        ) STRICT;
        CREATE UNIQUE INDEX one_wish_a_booth ON wishes(visitor_id, booth_id)
            WHERE starts_at IS NULL AND state = 'open';
        CREATE UNIQUE INDEX one_appointment_a_time ON wishes(enterprise_id, booth_id, starts_at)
            WHERE starts_at IS NOT NULL AND state <> 'withdrawn';
        CREATE INDEX wishes_of_visitor ON wishes(visitor_id, state);
        CREATE INDEX wishes_of_enterprise ON wishes(enterprise_id, starts_at)
        """,
    )
