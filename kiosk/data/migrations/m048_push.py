from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m048_push(db: Database) -> None:
    """Where a bound phone's maker takes what its browser is to show while the page is closed, and the keys with which it is
    encrypted for that browser alone (RFC 8291). It ends with the binding, whatever ends that."""
    run(
        db,
        """
        CREATE TABLE push_subscriptions (
            id INTEGER PRIMARY KEY,
            phone_id INTEGER NOT NULL UNIQUE REFERENCES phones(id) ON DELETE CASCADE,
            endpoint TEXT NOT NULL UNIQUE CHECK (endpoint LIKE 'https://%'),
            p256dh TEXT NOT NULL,
            auth TEXT NOT NULL,
            lang TEXT NOT NULL,
            subscribed_at INTEGER NOT NULL
        ) STRICT
        """,
    )
