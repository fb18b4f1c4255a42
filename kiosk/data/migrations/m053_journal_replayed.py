from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m053_journal_replayed(db: Database) -> None:
    """Whether the journal holds all that figures of a past moment need (`expo/figures/replay.py`): entries that earlier
    programs wrote lack lines, estimates and ends."""
    run(
        db,
        """
        ALTER TABLE expo ADD COLUMN replayable INTEGER NOT NULL DEFAULT 1;
        UPDATE expo SET replayable = 0 WHERE EXISTS (SELECT 1 FROM journal WHERE kind IN
            ('ticket.join', 'consultation.start', 'visitor.check_in'))
        """,
    )
