from sqlite_utils import Database

from kiosk.data import old_files
from kiosk.data.migrations.steps import run, steps


@steps()
def m018_files_in_the_database(db: Database) -> None:
    """The bytes of a meeting's files, which lay in a folder under their hash: so no name leads anywhere, and a backup
    holds them. Those of a file taken off go, its row stays."""
    run(
        db,
        """
        CREATE TABLE attachment_contents (
            attachment_id INTEGER PRIMARY KEY REFERENCES attachments(id),
            content BLOB NOT NULL
        ) STRICT
        """,
    )
    old_files.take_in(db.conn)
