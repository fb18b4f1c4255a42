from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m059_booths_that_take_no_more(db: Database) -> None:
    """The day (ISO date) on which an organiser told a booth to take no new places (`booth.admit`)."""
    run(db, "ALTER TABLE booths ADD COLUMN full_on TEXT")
