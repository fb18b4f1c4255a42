from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m003_queues(db: Database) -> None:
    run(
        db,
        """
        CREATE TABLE tickets (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            state TEXT NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'called', 'serving', 'done', 'no_show', 'cancelled')),
            counter INTEGER,
            rank REAL NOT NULL,
            joined_at INTEGER NOT NULL,
            origin TEXT NOT NULL CHECK (origin IN ('appointment', 'wish', 'match', 'asked', 'walk_up')),
            appointment_at INTEGER,
            wish_id INTEGER REFERENCES wishes(id),
            no_shows INTEGER NOT NULL DEFAULT 0,
            called_at INTEGER,
            recalled_at INTEGER,
            started_at INTEGER,
            ended_at INTEGER,
            expected_p50_ms INTEGER,
            expected_p80_ms INTEGER,
            CHECK ((state IN ('called', 'serving')) <= (counter IS NOT NULL))
        ) STRICT;
        -- Nobody is called to two booths at once, and no counter serves two.
        CREATE UNIQUE INDEX one_call_a_visitor ON tickets(visitor_id) WHERE state IN ('called', 'serving');
        CREATE UNIQUE INDEX one_meeting_a_counter ON tickets(booth_id, counter) WHERE state = 'serving';
        CREATE UNIQUE INDEX one_call_a_counter ON tickets(booth_id, counter) WHERE state = 'called';
        CREATE UNIQUE INDEX one_place_a_booth ON tickets(visitor_id, booth_id)
            WHERE state IN ('waiting', 'called', 'serving');
        CREATE INDEX queue_of_booth ON tickets(booth_id, rank, id) WHERE state IN ('waiting', 'called', 'serving');
        CREATE INDEX live_of_visitor ON tickets(visitor_id) WHERE state IN ('waiting', 'called', 'serving');
        CREATE INDEX called_tickets ON tickets(called_at) WHERE state = 'called';
        CREATE INDEX tickets_of_visitor ON tickets(visitor_id, booth_id);
        CREATE INDEX started_tickets ON tickets(booth_id, started_at) WHERE started_at IS NOT NULL;
        CREATE TABLE consultations (
            id INTEGER PRIMARY KEY,
            ticket_id INTEGER NOT NULL UNIQUE REFERENCES tickets(id),
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            counter INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'finished')),
            started_at INTEGER NOT NULL,
            finished_at INTEGER,
            ending_at INTEGER,
            version INTEGER NOT NULL DEFAULT 0,
            note TEXT,
            follow_up TEXT,
            saved_at INTEGER,
            confirmed_at INTEGER,
            confirmed_version INTEGER,
            confirmed_by TEXT
        ) STRICT;
        CREATE UNIQUE INDEX one_open_a_counter ON consultations(booth_id, counter) WHERE state = 'open';
        CREATE INDEX finished_of_booth ON consultations(booth_id, finished_at) WHERE state = 'finished';
        CREATE INDEX consultations_of_visitor ON consultations(visitor_id);
        -- Version 0 is the draft of an open meeting; finishing makes 1, each correction one more. None is overwritten.
        CREATE TABLE lines (
            id INTEGER PRIMARY KEY,
            consultation_id INTEGER NOT NULL REFERENCES consultations(id),
            version INTEGER NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('consulted', 'commitment', 'contract', 'mou')),
            amount_won INTEGER CHECK (amount_won BETWEEN 1 AND 999999999999),
            plan_item_id INTEGER REFERENCES plan_items(id),
            note TEXT
        ) STRICT;
        CREATE INDEX lines_of_consultation ON lines(consultation_id, version);
        CREATE TABLE corrections (
            consultation_id INTEGER NOT NULL REFERENCES consultations(id),
            version INTEGER NOT NULL,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            reason TEXT NOT NULL,
            note_before TEXT,
            PRIMARY KEY (consultation_id, version)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE signings (
            id INTEGER PRIMARY KEY,
            consultation_id INTEGER NOT NULL UNIQUE REFERENCES consultations(id),
            state TEXT NOT NULL CHECK (state IN ('sent', 'announced', 'done')),
            sent_at INTEGER NOT NULL,
            announced_at INTEGER,
            done_at INTEGER
        ) STRICT
        """,
    )
