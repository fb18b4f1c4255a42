from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m032_short_names(db: Database) -> None:
    """Names that were given for what is read from afar, and in English; else `language/short_names.py` makes them."""
    run(
        db,
        """
        ALTER TABLE agencies ADD COLUMN short_name TEXT;
        ALTER TABLE enterprises ADD COLUMN short_name TEXT;
        ALTER TABLE enterprises ADD COLUMN name_en TEXT
        """,
    )
