from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m020_bindings_end_with_the_badge(db: Database) -> None:
    """Whatever makes a badge void (its serial rises, its number passes on, its registration is merged) ends bound phones
    and open offers, and the tries at the digits count anew. A trigger sees to it, so no rule can forget to."""
    run(
        db,
        """
        CREATE TABLE wrong_digits (
            visitor_id INTEGER PRIMARY KEY REFERENCES visitors(id),
            tries INTEGER NOT NULL
        ) STRICT;
        DELETE FROM phones WHERE token_hash IS NULL AND bind_hash IS NULL;
        DELETE FROM phones WHERE EXISTS (SELECT 1 FROM journal j WHERE j.visitor_id = phones.visitor_id
            AND j.kind IN ('badge.void', 'badge.reprint', 'badge.claim', 'visitor.merge')
            AND j.at >= coalesce(phones.bound_at, phones.created_at))
        """,
    )
    db.conn.execute(
        "CREATE TRIGGER badge_ends AFTER UPDATE OF number, serial, state ON visitors"
        " WHEN new.number <> old.number OR new.serial <> old.serial OR new.state = 'merged' BEGIN"
        " DELETE FROM phones WHERE visitor_id = old.id;"
        " DELETE FROM wrong_digits WHERE visitor_id = old.id; END"
    )
