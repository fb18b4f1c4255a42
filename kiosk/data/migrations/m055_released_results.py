from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m055_released_results(db: Database) -> None:
    """When the results were shown to everybody, by which station, until when; one release at a time."""
    run(
        db,
        """
        CREATE TABLE releases (
            id INTEGER PRIMARY KEY,
            released_at INTEGER NOT NULL,
            released_by INTEGER REFERENCES stations(id),
            withdrawn_at INTEGER,
            withdrawn_by INTEGER REFERENCES stations(id),
            reason TEXT
        ) STRICT;
        CREATE UNIQUE INDEX one_release ON releases(withdrawn_at IS NULL) WHERE withdrawn_at IS NULL
        """,
    )
