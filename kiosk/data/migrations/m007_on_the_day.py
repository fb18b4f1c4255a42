from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m007_on_the_day(db: Database) -> None:
    """Lunch breaks that end by themselves, invitations by idle booths, files and a shared note beside a log."""
    run(
        db,
        """
        ALTER TABLE booths ADD COLUMN pause_until INTEGER;
        ALTER TABLE consultations ADD COLUMN shared_note TEXT;
        CREATE TABLE invites (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'lapsed')),
            invited_at INTEGER NOT NULL,
            answered_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_open_invite ON invites(visitor_id, booth_id) WHERE state = 'open';
        CREATE INDEX invites_of_booth ON invites(booth_id, state);
        CREATE TABLE attachments (
            id INTEGER PRIMARY KEY,
            consultation_id INTEGER NOT NULL REFERENCES consultations(id),
            name TEXT NOT NULL,
            media_type TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            added_at INTEGER NOT NULL,
            removed_at INTEGER
        ) STRICT;
        CREATE INDEX attachments_of_consultation ON attachments(consultation_id)
        """,
    )
