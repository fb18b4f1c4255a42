from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m027_places_of_the_absent(db: Database) -> None:
    """On each expo day, how many places kept from an earlier day belong to people who are not in: nobody waits behind
    them, and every check-in asks. Counting them grew with what the day before left over; triggers keep the sums.

    A place is kept from an earlier day when it was joined before the morning (`Day.morning`: 12 hours before opening).
    """
    run(
        db,
        """
        CREATE TABLE absent_places (
            day TEXT NOT NULL,
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            places INTEGER NOT NULL,
            PRIMARY KEY (day, booth_id)
        ) STRICT, WITHOUT ROWID
        """,
    )
    in_on_the_day = (
        "EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = {visitor} AND a.day = d.day"
        " AND a.undone_at IS NULL AND a.left_at IS NULL)"
    )
    kept = "d.opens_at - 43200000 > {joined}"
    more = "ON CONFLICT DO UPDATE SET places = places + excluded.places"

    def one_place(row: str, change: int) -> str:
        return (
            f"INSERT INTO absent_places SELECT d.day, {row}.booth_id, {change} FROM days d"
            f" WHERE {kept.format(joined=f'{row}.joined_at')}"
            f" AND NOT {in_on_the_day.format(visitor=f'{row}.visitor_id')} {more};"
        )

    def all_of_visitor(row: str, change: int) -> str:
        return (
            f"INSERT INTO absent_places SELECT d.day, t.booth_id, {change} FROM days d CROSS JOIN tickets t"
            f" WHERE d.day = {row}.day AND t.visitor_id = {row}.visitor_id AND t.state = 'waiting'"
            f" AND {kept.format(joined='t.joined_at')} {more};"
        )

    count = (
        "INSERT INTO absent_places SELECT d.day, t.booth_id, count(*) FROM days d CROSS JOIN tickets t"
        f" WHERE t.state = 'waiting' AND {kept.format(joined='t.joined_at')}"
        f" AND NOT {in_on_the_day.format(visitor='t.visitor_id')}"
    )
    was_in, is_in = (f"{row}.undone_at IS NULL AND {row}.left_at IS NULL" for row in ("old", "new"))
    moves = "UPDATE OF state, booth_id, visitor_id, joined_at ON tickets"
    presence = "UPDATE OF visitor_id, day, left_at, undone_at ON arrivals"
    for trigger in (
        f"absent_place_joins AFTER INSERT ON tickets WHEN new.state = 'waiting' BEGIN {one_place('new', 1)} END",
        f"absent_place_leaves AFTER {moves} WHEN old.state = 'waiting' BEGIN {one_place('old', -1)} END",
        f"absent_place_comes AFTER {moves} WHEN new.state = 'waiting' BEGIN {one_place('new', 1)} END",
        f"owner_comes AFTER INSERT ON arrivals WHEN {is_in} BEGIN {all_of_visitor('new', -1)} END",
        f"owner_leaves AFTER {presence} WHEN {was_in} BEGIN {all_of_visitor('old', 1)} END",
        f"owner_returns AFTER {presence} WHEN {is_in} BEGIN {all_of_visitor('new', -1)} END",
        f"absent_places_of_new_day AFTER INSERT ON days BEGIN {count} AND d.day = new.day GROUP BY d.day, t.booth_id; END",
        "absent_places_of_moved_day AFTER UPDATE ON days BEGIN DELETE FROM absent_places WHERE day = old.day;"
        f" {count} AND d.day = new.day GROUP BY d.day, t.booth_id; END",
        "absent_places_of_no_day AFTER DELETE ON days BEGIN DELETE FROM absent_places WHERE day = old.day; END",
    ):
        db.conn.execute(f"CREATE TRIGGER {trigger}")
    db.conn.execute(f"{count} GROUP BY d.day, t.booth_id")
