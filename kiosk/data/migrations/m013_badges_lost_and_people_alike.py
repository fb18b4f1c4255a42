from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m013_badges_lost_and_people_alike(db: Database) -> None:
    """Who has no badge until a new one is made; and which two alike are two people, so that nobody is asked again."""
    run(
        db,
        """
        ALTER TABLE visitors ADD COLUMN voided_at INTEGER;
        CREATE TABLE kept_apart (
            low INTEGER NOT NULL REFERENCES visitors(id),
            high INTEGER NOT NULL REFERENCES visitors(id),
            at INTEGER NOT NULL,
            PRIMARY KEY (low, high),
            CHECK (low < high)
        ) STRICT, WITHOUT ROWID
        """,
    )
