from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m050_how_people_came(db: Database) -> None:
    """`arrivals.role`: the role of the station that let somebody in. It stood in the journal alone, under the visitor that a
    merged registration was then, and figures count arrivals. Two rare kinds of entries that figures count are found by an index."""
    run(
        db,
        """
        ALTER TABLE arrivals ADD COLUMN role TEXT;
        UPDATE arrivals SET role = (SELECT substr(j.actor, 1, instr(j.actor || ':', ':') - 1)
            FROM visitors v JOIN journal j ON j.visitor_id = v.id AND j.kind = 'visitor.check_in'
            WHERE (v.id = arrivals.visitor_id OR v.merged_into = arrivals.visitor_id)
            AND j.detail ->> 'day' = arrivals.day AND j.detail ->> 'welcome' IN ('new', 'back') ORDER BY j.seq DESC LIMIT 1);
        CREATE INDEX rests_and_calls_taken_back ON journal(kind, at) WHERE kind IN ('visitor.pause', 'ticket.uncall')
        """,
    )
