from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m029_citizens_by_day(db: Database) -> None:
    """How many citizens were counted on a day is read from the index alone, of that day alone."""
    run(
        db,
        """
        DROP INDEX citizens_counted;
        CREATE INDEX citizens_of_day ON journal(json_extract(detail, '$.day'), json_extract(detail, '$.count'))
            WHERE kind = 'citizen.count'
        """,
    )
