from secrets import token_urlsafe

from sqlite_utils import Database

from kiosk.data.migrations.steps import steps


@steps()
def m026_names_of_places(db: Database) -> None:
    """`place`: a ticket's name in public, 96 random bits: it tells neither whose the ticket is nor which others are theirs."""
    db.conn.execute("ALTER TABLE tickets ADD COLUMN place TEXT NOT NULL DEFAULT ''")
    named = [(token_urlsafe(12), row[0]) for row in db.conn.execute("SELECT id FROM tickets").fetchall()]
    db.conn.executemany("UPDATE tickets SET place = ? WHERE id = ?", named)
    # One that was forgotten is not unique: the default is there for the rows of before alone.
    db.conn.execute("CREATE UNIQUE INDEX ticket_of_place ON tickets(place)")
