from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m021_no_pause_of_who_was_merged(db: Database) -> None:
    """A merged registration kept its pause, which the clock then tried to end every second for ever."""
    run(
        db,
        "UPDATE visitors SET paused_at = NULL, pause_until = NULL, paused_ms = 0 WHERE state = 'merged'",
    )
    # A trigger, because a CHECK of a table cannot be taught in place; through the connection, as it has semicolons.
    db.conn.execute(
        "CREATE TRIGGER no_pause_of_who_was_merged AFTER UPDATE OF state, pause_until ON visitors"
        " WHEN new.state = 'merged' AND new.pause_until IS NOT NULL"
        " BEGIN SELECT raise(ABORT, 'a merged visitor has a pause'); END"
    )
