from sqlite_utils import Database

from kiosk.data.migrations.steps import steps


@steps()
def m041_mark_of_the_plan(db: Database) -> None:
    """`expo.plan` is a mark that becomes another one whenever an announced purchase is written: the whole plan is kept in
    memory (`expo/square/announced.py`), where it is searched."""
    mark = "UPDATE expo SET plan = lower(hex(randomblob(8)))"
    db.conn.execute("ALTER TABLE expo ADD COLUMN plan TEXT NOT NULL DEFAULT ''")
    db.conn.execute(mark)
    for event in ("INSERT", "UPDATE", "DELETE"):
        db.conn.execute(f"CREATE TRIGGER plan_{event.lower()} AFTER {event} ON plan_items BEGIN {mark}; END")
    db.conn.execute(f"CREATE TRIGGER plan_of_new_expo AFTER INSERT ON expo BEGIN {mark}; END")
