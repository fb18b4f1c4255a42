from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m017_results_by_kind(db: Database) -> None:
    """Every hall says today's contracts, commitments and memoranda: few lines, among many that were only talk."""
    run(db, "CREATE INDEX lines_by_outcome ON lines(outcome, consultation_id, version)")
