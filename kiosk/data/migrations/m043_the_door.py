from sqlite_utils import Database

from kiosk.data.migrations.steps import steps


@steps()
def m043_the_door(db: Database) -> None:
    """`door` is a role of stations. Only the words of a condition change, and rows of other tables point at this one, so its
    text is written anew where it stands (sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes")."""
    conn = db.conn
    plain = conn.cursor()
    plain.row_factory = None
    [(version,)] = plain.execute("PRAGMA schema_version").fetchall()
    conn.execute("PRAGMA writable_schema = ON")
    conn.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, '''stage'', ''organiser''', '''stage'', ''door'', ''organiser''')"
        " WHERE type = 'table' AND name = 'stations'"
    )
    conn.execute(f"PRAGMA schema_version = {version + 1}")
    conn.execute("PRAGMA writable_schema = RESET")
