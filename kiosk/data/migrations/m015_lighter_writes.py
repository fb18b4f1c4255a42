from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m015_lighter_writes(db: Database) -> None:
    """A check-in wrote 25 pages, most of them indexes: those that another one covers, or that one screen asks, go.

    `expo.ground` is a mark that becomes another one whenever what stands still (`expo/square/ground.py`) is changed. The
    remembered answers are long, and stood sorted by a random key: each wrote, and split, pages somewhere else.
    """
    run(
        db,
        """
        DROP INDEX live_of_visitor;
        DROP INDEX queue_of_booth;
        DROP INDEX journal_by_kind;
        DROP INDEX journal_of_booth;
        CREATE INDEX citizens_counted ON journal(seq) WHERE kind = 'citizen.count';
        CREATE INDEX booth_activity ON journal(booth_id, at) WHERE kind IN ('ticket.call_next', 'ticket.call',
            'ticket.recall', 'ticket.no_show', 'consultation.start', 'consultation.finish', 'booth.open');
        ALTER TABLE answers RENAME TO answers_before;
        CREATE TABLE answers (
            id INTEGER PRIMARY KEY,
            action_id TEXT NOT NULL UNIQUE,
            verb TEXT NOT NULL,
            who TEXT NOT NULL,
            fields_hash TEXT NOT NULL,
            status INTEGER NOT NULL,
            body TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO answers (action_id, verb, who, fields_hash, status, body, at)
            SELECT action_id, verb, who, fields_hash, status, body, at FROM answers_before ORDER BY at;
        DROP TABLE answers_before;
        ALTER TABLE expo ADD COLUMN ground TEXT NOT NULL DEFAULT ''
        """,
    )
    mark = "UPDATE expo SET ground = lower(hex(randomblob(8)))"
    db.conn.execute(mark)
    for table in ("booths", "agencies", "days", "plan_sums"):
        for event in ("INSERT", "UPDATE", "DELETE"):
            db.conn.execute(
                f"CREATE TRIGGER ground_of_{table}_{event.lower()} AFTER {event} ON {table} BEGIN {mark}; END"
            )
    db.conn.execute(
        f"CREATE TRIGGER ground_of_expo AFTER UPDATE OF settings, time_zone ON expo BEGIN {mark}; END"
    )
    db.conn.execute(f"CREATE TRIGGER ground_of_new_expo AFTER INSERT ON expo BEGIN {mark}; END")
