from sqlite_utils import Database

from kiosk.data.migrations.steps import steps


@steps()
def m023_times_unknown(db: Database) -> None:
    """Of what a cut-off station tells late, also the desk's list says where nobody knows when it was."""
    db.conn.execute("ALTER TABLE refused_late ADD COLUMN time_unknown INTEGER NOT NULL DEFAULT 0")
