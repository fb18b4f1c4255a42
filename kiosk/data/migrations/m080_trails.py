from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m080_trails(db: Database) -> None:
    """How an answered action can be restored as it was (kiosk/data/trail.py); and below which ids and numbers a laptop that was
    lost may have given some that are known nowhere else (kiosk/actions/answered): JSON, table -> id. A backup says from which epoch it was copied."""
    run(
        db,
        """
        ALTER TABLE answers ADD COLUMN trail TEXT;
        ALTER TABLE expo ADD COLUMN ids_from TEXT;
        ALTER TABLE expo ADD COLUMN lost_epochs TEXT;
        ALTER TABLE expo ADD COLUMN copied_from TEXT;
        """,
    )
