from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m070_follow_ups(db: Database) -> None:
    """What became of promises after the expo (`follow_ups`), what agencies bought later (`purchases`), and the addresses at
    which agencies answer (`follow_up_links`, known by the hash of their word; one at a time an agency).

    Answers are only added: the newest of a promise that was not taken back (`undone_at`) stands. `line_id`: the line of the
    log as it was then; a corrected log has other lines (expo/after/promises.py finds the one that is meant). `as_of` is of
    when the answer is (a sheet may lie for a while), `answered_at` when it came here, `actor` who brought it. A purchase is
    `matched` to a line, or `beside` what was agreed, once somebody said so.
    """
    run(
        db,
        """
        CREATE TABLE follow_up_links (
            id INTEGER PRIMARY KEY,
            agency_id INTEGER NOT NULL REFERENCES agencies(id),
            token_hash TEXT NOT NULL UNIQUE,
            made_at INTEGER NOT NULL,
            made_by TEXT NOT NULL,
            expires_at INTEGER NOT NULL,
            revoked_at INTEGER,
            opened_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_link_an_agency ON follow_up_links(agency_id) WHERE revoked_at IS NULL;
        CREATE TABLE purchases (
            id INTEGER PRIMARY KEY,
            agency_id INTEGER NOT NULL REFERENCES agencies(id),
            enterprise TEXT NOT NULL,
            brn TEXT,
            product TEXT NOT NULL,
            category TEXT,
            bought_on TEXT NOT NULL,
            won INTEGER NOT NULL CHECK (won BETWEEN 1 AND 999999999999),
            document TEXT,
            imported_at INTEGER NOT NULL,
            decided TEXT CHECK (decided IN ('matched', 'beside')),
            line_id INTEGER REFERENCES lines(id),
            decided_at INTEGER,
            decided_by TEXT,
            CHECK ((line_id IS NULL) = (decided IS NOT 'matched'))
        ) STRICT;
        CREATE INDEX purchases_of_agency ON purchases(agency_id);
        CREATE TABLE follow_ups (
            id INTEGER PRIMARY KEY,
            line_id INTEGER NOT NULL REFERENCES lines(id),
            state TEXT NOT NULL CHECK (state IN ('contracted', 'lapsed', 'open')),
            contracted_on TEXT,
            won INTEGER CHECK (won BETWEEN 1 AND 999999999999),
            document TEXT,
            reason TEXT,
            as_of INTEGER NOT NULL,
            answered_at INTEGER NOT NULL,
            answered_by TEXT,
            actor TEXT NOT NULL,
            way TEXT NOT NULL CHECK (way IN ('sheet', 'link', 'organiser', 'purchase')),
            purchase_id INTEGER REFERENCES purchases(id),
            undone_at INTEGER,
            undone_by TEXT,
            CHECK ((state = 'contracted') = (contracted_on IS NOT NULL)),
            CHECK ((state = 'contracted') = (won IS NOT NULL)),
            CHECK (state <> 'lapsed' OR reason IS NOT NULL)
        ) STRICT;
        CREATE INDEX follow_ups_that_stand ON follow_ups(line_id) WHERE undone_at IS NULL
        """,
    )
