from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m034_the_fleet(db: Database) -> None:
    """`locked_at`: a locked station does nothing until it is unlocked. `replaces`: the station whose place it took, and
    `left_unsent`: what that one had told of as not sent yet, verb -> how many, as JSON."""
    run(
        db,
        """
        ALTER TABLE stations ADD COLUMN locked_at INTEGER;
        ALTER TABLE stations ADD COLUMN replaces INTEGER REFERENCES stations(id);
        ALTER TABLE stations ADD COLUMN left_unsent TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(left_unsent))
        """,
    )
