from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m016_consent_to_a_need(db: Database) -> None:
    """A need is agreed to apart from the rest: a third purpose, which a CHECK of a table cannot be taught in place."""
    run(
        db,
        """
        ALTER TABLE consents RENAME TO consents_before;
        DROP INDEX consents_of_visitor;
        CREATE TABLE consents (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            purpose TEXT NOT NULL CHECK (purpose IN ('keep', 'share', 'need')),
            given INTEGER NOT NULL,
            text_version TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO consents SELECT id, visitor_id, purpose, given, text_version, at FROM consents_before;
        DROP TABLE consents_before;
        CREATE INDEX consents_of_visitor ON consents(visitor_id)
        """,
    )
