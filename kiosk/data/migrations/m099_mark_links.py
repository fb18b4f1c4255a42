from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m099_mark_links(db: Database) -> None:
    """Links at which agencies mark (`mark_links`) apart from those of follow-ups: a new one of the one kind voids none of the other.
    Links until now opened both pages; those that work go on doing so, each page by its own row."""
    run(
        db,
        """
        CREATE TABLE mark_links (
            id INTEGER PRIMARY KEY,
            agency_id INTEGER NOT NULL REFERENCES agencies(id),
            token_hash TEXT NOT NULL UNIQUE,
            made_at INTEGER NOT NULL,
            made_by TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            revoked_at INTEGER,
            opened_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_mark_link_an_agency ON mark_links(agency_id) WHERE revoked_at IS NULL;
        INSERT INTO mark_links (agency_id, token_hash, made_at, made_by, expires_at, opened_at)
            SELECT agency_id, token_hash, made_at, made_by, expires_at, opened_at FROM follow_up_links WHERE revoked_at IS NULL
        """,
    )
