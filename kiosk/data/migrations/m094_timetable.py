from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m094_timetable(db: Database) -> None:
    """Runs of the timetable, and the meetings it proposes until they are appointments.

    A proposal is `open` while nobody said no; `declined` once a side did (its pair is not proposed again); `replaced` by a later
    run or by hand; `applied` once it is an appointment. `by_hand`: an organiser set or moved it, so later runs leave it where it
    is. One of a pair stands at a time."""
    run(
        db,
        """
        CREATE TABLE timetable_runs (
            id INTEGER PRIMARY KEY,
            made_at INTEGER NOT NULL,
            seed INTEGER NOT NULL,
            figures TEXT NOT NULL
        ) STRICT;
        CREATE TABLE proposals (
            id INTEGER PRIMARY KEY,
            run_id INTEGER REFERENCES timetable_runs(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            enterprise_id INTEGER NOT NULL REFERENCES enterprises(id),
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'declined', 'replaced', 'applied')),
            agency_says TEXT CHECK (agency_says IN ('yes', 'no')),
            enterprise_says TEXT CHECK (enterprise_says IN ('yes', 'no')),
            by_hand INTEGER NOT NULL DEFAULT 0,
            made_at INTEGER NOT NULL,
            CHECK ((state = 'declined') = (coalesce(agency_says, '') = 'no' OR coalesce(enterprise_says, '') = 'no'))
        ) STRICT;
        CREATE UNIQUE INDEX one_proposal_a_pair ON proposals(enterprise_id, booth_id) WHERE state IN ('open', 'applied');
        CREATE INDEX proposals_of_booth ON proposals(booth_id, starts_at)
        """,
    )
