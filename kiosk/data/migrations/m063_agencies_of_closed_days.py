from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m063_agencies_of_closed_days(db: Database) -> None:
    """A closing keeps plan and result of every agency, too (`agencies`: canonical JSON, with its SHA-256), frozen like its figures.
    Both are NULL of a day that an earlier program closed: nobody knows them any more."""
    run(
        db,
        """
        ALTER TABLE closings ADD COLUMN agencies TEXT;
        ALTER TABLE closings ADD COLUMN agencies_sha256 TEXT;
        DROP TRIGGER figures_are_frozen
        """,
    )
    frozen = "day, closed_at, closed_by, seq, figures, sha256, so_far, open, agencies, agencies_sha256"
    db.conn.execute(
        f"CREATE TRIGGER figures_are_frozen BEFORE UPDATE OF {frozen} ON closings BEGIN"
        " SELECT RAISE(ABORT, 'the figures of a closed day are frozen'); END"
    )
