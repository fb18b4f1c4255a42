from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m019_whence_registrations_wait(db: Database) -> None:
    """A mark of the network from which a registration that waits for a desk came, so that one network cannot push the
    others' out of sight; forgotten with the waiting, however it ends."""
    run(
        db,
        """
        CREATE TABLE pending_networks (
            visitor_id INTEGER PRIMARY KEY REFERENCES visitors(id) ON DELETE CASCADE,
            network TEXT NOT NULL
        ) STRICT;
        CREATE INDEX visitors_pending ON visitors(registered_at) WHERE state = 'pending'
        """,
    )
    db.conn.execute(
        "CREATE TRIGGER waiting_ends AFTER UPDATE OF state ON visitors WHEN new.state <> 'pending' BEGIN"
        " DELETE FROM pending_networks WHERE visitor_id = new.id; END"
    )
