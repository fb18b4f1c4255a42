from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m010_cut_off(db: Database) -> None:
    """Blocks of numbers that stations give out while cut off, who came with one, and what was refused afterwards."""
    run(
        db,
        """
        ALTER TABLE reserved_numbers ADD COLUMN in_block INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE provisional_check_ins (
            number INTEGER NOT NULL REFERENCES reserved_numbers(number),
            day TEXT NOT NULL,
            at INTEGER NOT NULL,
            scanned_at INTEGER NOT NULL,
            station_id INTEGER REFERENCES stations(id),
            settled_at INTEGER,
            PRIMARY KEY (number, day)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE refused_late (
            id INTEGER PRIMARY KEY,
            kept TEXT NOT NULL UNIQUE,
            verb TEXT NOT NULL,
            code TEXT NOT NULL,
            message TEXT NOT NULL,
            number INTEGER,
            visitor_id INTEGER REFERENCES visitors(id),
            station_id INTEGER REFERENCES stations(id),
            happened_at INTEGER NOT NULL,
            reported_at INTEGER NOT NULL,
            settled_at INTEGER,
            settled_by INTEGER REFERENCES stations(id)
        ) STRICT;
        CREATE INDEX refused_to_check ON refused_late(happened_at) WHERE settled_at IS NULL
        """,
    )
