from sqlite_utils import Database

from kiosk.data.migrations.steps import steps


@steps()
def m025_meanings_of_columns(db: Database) -> None:
    """What a person said of the columns of a form: field -> key of its heading, as JSON; `form` are the headings used."""
    db.conn.execute(
        "CREATE TABLE column_meanings (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, form TEXT NOT NULL,"
        " columns TEXT NOT NULL CHECK (json_valid(columns)), at INTEGER NOT NULL, UNIQUE (kind, form)) STRICT"
    )
