from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m093_marks(db: Database) -> None:
    """Whom agencies and enterprises wish to meet before there are appointments (`marks`, beside what visitors wished in `wishes`),
    and when who cannot come (`away`). Both stay until somebody takes them back; the journal has their history."""
    run(
        db,
        """
        CREATE TABLE marks (
            id INTEGER PRIMARY KEY,
            agency_id INTEGER NOT NULL REFERENCES agencies(id),
            enterprise_id INTEGER NOT NULL REFERENCES enterprises(id),
            side TEXT NOT NULL CHECK (side IN ('agency', 'enterprise')),
            source TEXT NOT NULL,
            marked_at INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX one_mark_a_side ON marks(agency_id, enterprise_id, side);
        CREATE INDEX marks_of_enterprise ON marks(enterprise_id);
        CREATE TABLE away (
            id INTEGER PRIMARY KEY,
            agency_id INTEGER REFERENCES agencies(id),
            enterprise_id INTEGER REFERENCES enterprises(id),
            begins_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL CHECK (ends_at > begins_at),
            source TEXT NOT NULL,
            said_at INTEGER NOT NULL,
            CHECK ((agency_id IS NULL) <> (enterprise_id IS NULL))
        ) STRICT;
        CREATE INDEX away_of_agency ON away(agency_id) WHERE agency_id IS NOT NULL;
        CREATE INDEX away_of_enterprise ON away(enterprise_id) WHERE enterprise_id IS NOT NULL
        """,
    )
