from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m073_links_opened(db: Database) -> None:
    """When (ms) a phone first opened the visitor's page: who has not yet is reminded before the day."""
    run(db, "ALTER TABLE visitors ADD COLUMN link_opened_at INTEGER")
