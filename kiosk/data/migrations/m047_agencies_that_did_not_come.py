from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m047_agencies_that_did_not_come(db: Database) -> None:
    """On which day (ISO date) a booth's agency did not come: so screens say why it is closed. It is then `left_on`, too."""
    run(db, "ALTER TABLE booths ADD COLUMN absent_on TEXT")
