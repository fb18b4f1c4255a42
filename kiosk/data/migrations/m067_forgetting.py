from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m067_forgetting(db: Database) -> None:
    """Who was forgotten (`expo/door/forgetting.py`), for ever: by it a backup that comes back forgets them again. No row points
    to a visitor: in a backup that is older than a registration there is none.
    `forgotten_actions`: keyed marks of the actions that brought their data, so that one that is sent again brings nothing
    back. `cleaned_at`: since when nothing of them is left in the files either; None: that is still to be done.
    `erasures`: when the clock said that a purpose's time is over on a day, and when it was done: never before a week.
    """
    run(
        db,
        """
        ALTER TABLE visitors ADD COLUMN forgotten_at INTEGER;
        CREATE TABLE forgotten (
            visitor_id INTEGER NOT NULL,
            at INTEGER NOT NULL,
            cleaned_at INTEGER,
            PRIMARY KEY (visitor_id, at)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX forgotten_unclean ON forgotten(at) WHERE cleaned_at IS NULL;
        CREATE TABLE forgotten_actions (
            mark TEXT PRIMARY KEY,
            visitor_id INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX forgotten_actions_of_visitor ON forgotten_actions(visitor_id, at);
        CREATE TABLE erasures (
            purpose TEXT NOT NULL CHECK (purpose IN ('keep', 'share', 'need')),
            due_on TEXT NOT NULL,
            announced_at INTEGER NOT NULL,
            done_at INTEGER,
            PRIMARY KEY (purpose, due_on)
        ) STRICT, WITHOUT ROWID
        """,
    )
