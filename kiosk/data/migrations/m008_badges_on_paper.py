from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m008_badges_on_paper(db: Database) -> None:
    """Numbers that the counter never hands out, the printers, and what they were asked to print."""
    run(
        db,
        """
        -- blank: on a badge that waits for a person; claimed: that person's now; retired: given up for a claimed one,
        -- so that the badge which still bears it is void and is never somebody else's.
        CREATE TABLE reserved_numbers (
            number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 262143),
            state TEXT NOT NULL DEFAULT 'blank' CHECK (state IN ('blank', 'claimed', 'retired')),
            station_id INTEGER REFERENCES stations(id),
            visitor_id INTEGER REFERENCES visitors(id),
            reserved_at INTEGER NOT NULL,
            used_at INTEGER,
            CHECK ((state = 'blank') = (visitor_id IS NULL))
        ) STRICT;
        CREATE TABLE printers (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            driver TEXT NOT NULL CHECK (driver IN ('browser', 'cups', 'network')),
            address TEXT NOT NULL DEFAULT '',
            layout TEXT NOT NULL,
            printed INTEGER NOT NULL DEFAULT 0,
            media_left INTEGER,
            trouble TEXT,
            trouble_at INTEGER,
            added_at INTEGER NOT NULL,
            removed_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_printer_a_name ON printers(name) WHERE removed_at IS NULL;
        CREATE TABLE station_printers (
            station_id INTEGER PRIMARY KEY REFERENCES stations(id),
            printer_id INTEGER NOT NULL REFERENCES printers(id)
        ) STRICT;
        -- unknown: sent, and nobody can say whether it came out (a restart, a silent printer); the desk decides.
        CREATE TABLE print_jobs (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            printer_id INTEGER NOT NULL REFERENCES printers(id),
            station_id INTEGER REFERENCES stations(id),
            state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'done', 'failed', 'unknown')),
            again_of INTEGER REFERENCES print_jobs(id),
            tries INTEGER NOT NULL DEFAULT 0,
            receipt TEXT,
            problem TEXT,
            queued_at INTEGER NOT NULL,
            sent_at INTEGER,
            ended_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_sent_a_printer ON print_jobs(printer_id) WHERE state = 'sent';
        CREATE INDEX queue_of_printer ON print_jobs(printer_id, id) WHERE state = 'queued';
        CREATE INDEX prints_of_visitor ON print_jobs(visitor_id, id)
        """,
    )
