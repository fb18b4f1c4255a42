from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m037_badge_sheets(db: Database) -> None:
    """When everybody's badges were last drawn is found by an index: the list of what is left to do says it."""
    run(db, "CREATE INDEX badge_sheets ON journal(seq) WHERE kind = 'badge.sheet'")
