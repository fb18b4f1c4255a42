from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m028_sums_of_figures(db: Database) -> None:
    """What organisers see twice a second was added up from all that was ever finished: 117 ms behind 50,000 tickets.

    `outcome_sums` holds the lines of finished meetings (their newest version), by the quarter of an hour (UTC) in which
    they were finished: every time zone's midnight is the beginning of one. `estimate_sums` holds `figures.estimates`.
    """
    run(
        db,
        """
        CREATE TABLE outcome_sums (
            outcome TEXT NOT NULL,
            slot INTEGER NOT NULL,
            lines INTEGER NOT NULL,
            won INTEGER NOT NULL,
            PRIMARY KEY (outcome, slot)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE estimate_sums (
            booth_id INTEGER PRIMARY KEY REFERENCES booths(id),
            measured INTEGER NOT NULL,
            within_p80 INTEGER NOT NULL,
            within_p50 INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX consultations_by_start ON consultations(started_at)
        """,
    )

    def of_meeting(row: str, sign: str) -> str:
        return (
            f"INSERT INTO outcome_sums SELECT outcome, {row}.finished_at / 900000, {sign}count(*),"
            f" {sign}coalesce(sum(amount_won), 0) FROM lines WHERE consultation_id = {row}.id AND version = {row}.version"
            " GROUP BY outcome"
            " ON CONFLICT DO UPDATE SET lines = lines + excluded.lines, won = won + excluded.won;"
        )

    def of_line(row: str, sign: str) -> str:
        return (
            f"INSERT INTO outcome_sums SELECT {row}.outcome, finished_at / 900000, {sign}1,"
            f" {sign}coalesce({row}.amount_won, 0) FROM consultations WHERE id = {row}.consultation_id"
            f" AND version = {row}.version AND state = 'finished'"
            " ON CONFLICT DO UPDATE SET lines = lines + excluded.lines, won = won + excluded.won;"
        )

    # A range told on one day says nothing of the next; a minute more than told is as told.
    told = (
        "{row}.started_at IS NOT NULL AND {row}.expected_p80_ms IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM days d WHERE d.closes_at BETWEEN {row}.joined_at AND {row}.started_at)"
    )
    came_true = "coalesce({row}.started_at - {row}.joined_at <= {row}.{column} + 60000, 0)"

    def of_ticket(row: str, sign: str) -> str:
        p80, p50 = (came_true.format(row=row, column=f"expected_{one}_ms") for one in ("p80", "p50"))
        return (
            f"INSERT INTO estimate_sums SELECT {row}.booth_id, {sign}1, {sign}{p80}, {sign}{p50}"
            f" WHERE {told.format(row=row)} ON CONFLICT DO UPDATE SET measured = measured + excluded.measured,"
            " within_p80 = within_p80 + excluded.within_p80, within_p50 = within_p50 + excluded.within_p50;"
        )

    p80, p50 = (came_true.format(row="t", column=f"expected_{one}_ms") for one in ("p80", "p50"))
    estimates = (
        f"INSERT INTO estimate_sums SELECT t.booth_id, count(*), sum({p80}), sum({p50}) FROM tickets t"
        f" WHERE {told.format(row='t')} GROUP BY t.booth_id"
    )
    outcomes = (
        "INSERT INTO outcome_sums SELECT l.outcome, c.finished_at / 900000, count(*), coalesce(sum(l.amount_won), 0)"
        " FROM consultations c JOIN lines l ON l.consultation_id = c.id AND l.version = c.version"
        " WHERE c.state = 'finished' GROUP BY 1, 2"
    )
    moved = "UPDATE OF state, version, finished_at ON consultations"
    told_anew = "UPDATE OF booth_id, joined_at, started_at, expected_p50_ms, expected_p80_ms ON tickets"
    for trigger in (
        f"outcomes_before AFTER {moved} WHEN old.state = 'finished' BEGIN {of_meeting('old', '-')} END",
        f"outcomes_after AFTER {moved} WHEN new.state = 'finished' BEGIN {of_meeting('new', '')} END",
        f"outcome_added AFTER INSERT ON lines BEGIN {of_line('new', '')} END",
        f"outcome_removed AFTER DELETE ON lines BEGIN {of_line('old', '-')} END",
        f"outcome_changed AFTER UPDATE ON lines BEGIN {of_line('old', '-')} {of_line('new', '')} END",
        f"estimate_of_walk_up AFTER INSERT ON tickets WHEN new.started_at IS NOT NULL BEGIN {of_ticket('new', '')} END",
        f"estimate_before AFTER {told_anew} WHEN old.started_at IS NOT NULL BEGIN {of_ticket('old', '-')} END",
        f"estimate_after AFTER {told_anew} WHEN new.started_at IS NOT NULL BEGIN {of_ticket('new', '')} END",
        *(
            f"estimates_after_day_{event.lower()} AFTER {event} ON days BEGIN DELETE FROM estimate_sums; {estimates}; END"
            for event in ("INSERT", "UPDATE", "DELETE")
        ),
    ):
        db.conn.execute(f"CREATE TRIGGER {trigger}")
    db.conn.execute(estimates)
    db.conn.execute(outcomes)
