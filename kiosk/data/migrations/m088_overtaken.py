from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m088_overtaken(db: Database) -> None:
    """How often others were called before a place that was ahead of them, and how much longer (ms) its owner is reckoned to wait for
    that (expo/queue/overtaking.py)."""
    run(
        db,
        """
        ALTER TABLE tickets ADD COLUMN overtaken INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE tickets ADD COLUMN overtaken_ms INTEGER NOT NULL DEFAULT 0;
        """,
    )
