"""What every step of the tables is made with."""

from sqlite_utils import Database, Migrations

steps = Migrations("kiosk")


def run(db: Database, statements: str) -> None:
    """Execute one statement after another (executescript would commit the transaction we are in)."""
    for statement in statements.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
