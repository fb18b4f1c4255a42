from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m006_imports(db: Database) -> None:
    """What a file said of an enterprise or a person the last time, as keyed marks: unreadable without the badge key.

    So importing again neither undoes a correction made here nor brings back a person who was forgotten.
    """
    run(
        db,
        """
        CREATE TABLE imported_rows (
            mark TEXT PRIMARY KEY,
            visitor_id INTEGER REFERENCES visitors(id),
            fields TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    )
