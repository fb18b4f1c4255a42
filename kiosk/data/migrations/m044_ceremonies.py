from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m044_ceremonies(db: Database) -> None:
    """A signing has its place in the row (`rank`), may be skipped, gets the number of its kind when it is announced and
    keeps it, and may say in other words what was agreed, for one version of the log (`text_version`). Its amount is shown
    where the agency (`signings.amount_shown`) and the enterprise (`consultations.amount_shown`) have both agreed to it."""
    run(
        db,
        """
        ALTER TABLE consultations ADD COLUMN amount_shown INTEGER NOT NULL DEFAULT 0 CHECK (amount_shown IN (0, 1));
        CREATE TABLE ceremonies (
            id INTEGER PRIMARY KEY,
            consultation_id INTEGER NOT NULL UNIQUE REFERENCES consultations(id),
            state TEXT NOT NULL CHECK (state IN ('sent', 'skipped', 'announced', 'done')),
            rank INTEGER NOT NULL,
            sent_at INTEGER NOT NULL,
            announced_at INTEGER,
            done_at INTEGER,
            kind TEXT CHECK (kind IN ('commitment', 'contract', 'mou')),
            ordinal INTEGER CHECK (ordinal >= 1),
            amount_shown INTEGER NOT NULL DEFAULT 0 CHECK (amount_shown IN (0, 1)),
            text TEXT,
            text_en TEXT,
            text_version INTEGER,
            CHECK ((kind IS NULL) = (ordinal IS NULL))
        ) STRICT;
        WITH weighty AS (
            SELECT s.id, max(CASE l.outcome WHEN 'contract' THEN 3 WHEN 'commitment' THEN 2 WHEN 'mou' THEN 1 END) AS weight
            FROM signings s JOIN consultations c ON c.id = s.consultation_id
            JOIN lines l ON l.consultation_id = c.id AND l.version = c.version
            WHERE s.state <> 'sent' AND l.outcome <> 'consulted' GROUP BY s.id
        )
        INSERT INTO ceremonies (id, consultation_id, state, rank, sent_at, announced_at, done_at, kind, ordinal)
            SELECT s.id, s.consultation_id, s.state, s.id, s.sent_at, s.announced_at, s.done_at,
                CASE w.weight WHEN 3 THEN 'contract' WHEN 2 THEN 'commitment' WHEN 1 THEN 'mou' END,
                CASE WHEN w.weight THEN row_number() OVER (PARTITION BY w.weight ORDER BY s.announced_at, s.id) END
            FROM signings s LEFT JOIN weighty w ON w.id = s.id;
        DROP TABLE signings;
        ALTER TABLE ceremonies RENAME TO signings;
        CREATE UNIQUE INDEX one_signing_a_number ON signings(kind, ordinal) WHERE ordinal IS NOT NULL
        """,
    )
