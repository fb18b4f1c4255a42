from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m042_the_programme(db: Database) -> None:
    """Items of the programme have a kind, an end, a host; they are moved and cancelled. `was_*`: as it was before the last
    change. `citizens`: who came without a badge, counted by taps. A sign-up without `seated_at` is on the waiting list, whose
    order is that of the ids. `at_door`: its owner came without signing up; `callable`: wants to be called by booths nevertheless.

    Triggers hold that nobody gets a seat beyond the capacity; who has one keeps it when the capacity shrinks.
    """
    run(
        db,
        """
        ALTER TABLE programme ADD COLUMN kind TEXT NOT NULL DEFAULT 'event' CHECK (kind IN
            ('presentation', 'lecture', 'performance', 'class', 'event', 'exhibition'));
        ALTER TABLE programme ADD COLUMN ends_at INTEGER CHECK (ends_at > starts_at);
        ALTER TABLE programme ADD COLUMN host TEXT;
        ALTER TABLE programme ADD COLUMN spoken TEXT;
        ALTER TABLE programme ADD COLUMN citizens INTEGER NOT NULL DEFAULT 0 CHECK (citizens >= 0);
        ALTER TABLE programme ADD COLUMN cancelled_at INTEGER;
        ALTER TABLE programme ADD COLUMN cancel_reason TEXT;
        ALTER TABLE programme ADD COLUMN changed_at INTEGER;
        ALTER TABLE programme ADD COLUMN was_starts_at INTEGER;
        ALTER TABLE programme ADD COLUMN was_place TEXT;
        CREATE TABLE sign_ups (
            id INTEGER PRIMARY KEY,
            item_id INTEGER NOT NULL REFERENCES programme(id),
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            signed_at INTEGER NOT NULL,
            seated_at INTEGER,
            attended_at INTEGER,
            left_at INTEGER,
            at_door INTEGER NOT NULL DEFAULT 0 CHECK (at_door IN (0, 1)),
            callable INTEGER NOT NULL DEFAULT 0 CHECK (callable IN (0, 1)),
            CHECK (attended_at IS NULL OR seated_at IS NOT NULL)
        ) STRICT;
        CREATE UNIQUE INDEX one_sign_up_an_item ON sign_ups(item_id, visitor_id) WHERE left_at IS NULL;
        CREATE INDEX sign_ups_of_visitor ON sign_ups(visitor_id, item_id);
        CREATE INDEX seats_of_item ON sign_ups(item_id, seated_at, attended_at) WHERE left_at IS NULL;
        CREATE INDEX came_to_item ON journal(json_extract(detail, '$.item'), seq) WHERE kind = 'programme.attend'
        """,
    )
    seats = (
        "(SELECT count(*) FROM sign_ups WHERE item_id = new.item_id AND left_at IS NULL AND seated_at IS NOT NULL)"
        " + citizens"
    )
    full = f"EXISTS (SELECT 1 FROM programme WHERE id = new.item_id AND {seats} >= capacity)"
    taken = seats.replace("new.item_id", "new.id").replace("citizens", "new.citizens")
    seated = "new.seated_at IS NOT NULL AND new.left_at IS NULL"
    stop = "SELECT RAISE(ABORT, 'no seat is left')"
    for trigger in (
        f"seat_on_signing BEFORE INSERT ON sign_ups WHEN {seated} AND {full} BEGIN {stop}; END",
        "seat_on_moving_up BEFORE UPDATE OF seated_at, left_at ON sign_ups"
        f" WHEN {seated} AND (old.seated_at IS NULL OR old.left_at IS NOT NULL) AND {full} BEGIN {stop}; END",
        "seats_of_citizens BEFORE UPDATE OF citizens ON programme"
        f" WHEN new.citizens > old.citizens AND {taken} > new.capacity BEGIN {stop}; END",
    ):
        db.conn.execute(f"CREATE TRIGGER {trigger}")
