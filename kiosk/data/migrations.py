"""The tables, one function a step. A step that has landed is never edited: the next change is a new step.

Times are UTC in whole milliseconds since 1970 (`*_at`), days are dates in the expo's time zone, money is whole won.
What must never happen in a queue is a partial unique index here, not an `if` somewhere else.
"""

from functools import cache
from secrets import token_urlsafe

from sqlite_utils import Database, Migrations

from kiosk.actions.refusals import Unusable
from kiosk.data import old_files

steps = Migrations("kiosk")


def migrate(db: Database) -> None:
    """Bring the open database up to this program; the caller holds the transaction.

    Raises Unusable where a newer program has already been at it.
    """
    known, done = _known(), {step.name for step in steps.applied(db)}
    if known == done:
        return  # as at nearly every start; applying nothing takes longer than all else that opens a file
    if newer := sorted(done - known):
        raise Unusable(
            f"이 데이터는 더 새로운 프로그램이 만들었습니다({newer[0]}). 프로그램을 새로 설치한 뒤 다시 시작해 주세요. "
            f"(The data folder was written by a newer program; install that one.)"
        )
    steps.apply(db)


@cache
def _known() -> frozenset[str]:
    return frozenset(step.name for step in steps.pending(Database(memory=True)))


def _run(db: Database, statements: str) -> None:
    """Execute one statement after another (executescript would commit the transaction we are in)."""
    for statement in statements.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)


@steps()
def m001_expo(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE expo (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            name TEXT NOT NULL,
            epoch TEXT NOT NULL,
            time_zone TEXT NOT NULL DEFAULT 'Asia/Seoul',
            settings TEXT NOT NULL DEFAULT '{}'
        ) STRICT;
        CREATE TABLE days (
            day TEXT PRIMARY KEY,
            opens_at INTEGER NOT NULL,
            closes_at INTEGER NOT NULL CHECK (closes_at > opens_at)
        ) STRICT;
        CREATE TABLE agencies (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            name_en TEXT,
            kind TEXT
        ) STRICT;
        CREATE TABLE booths (
            id INTEGER PRIMARY KEY,
            number TEXT NOT NULL UNIQUE,
            agency_id INTEGER NOT NULL REFERENCES agencies(id),
            x_m REAL NOT NULL,
            y_m REAL NOT NULL,
            counters INTEGER NOT NULL CHECK (counters BETWEEN 1 AND 99),
            paused_at INTEGER,
            pause_reason TEXT,
            message TEXT,
            ahead_by_clock INTEGER NOT NULL DEFAULT 0,
            left_on TEXT
        ) STRICT;
        CREATE INDEX booths_of_agency ON booths(agency_id);
        CREATE TABLE plan_items (
            id INTEGER PRIMARY KEY,
            agency_id INTEGER NOT NULL REFERENCES agencies(id),
            department TEXT NOT NULL,
            title TEXT NOT NULL,
            category TEXT NOT NULL,
            won INTEGER NOT NULL CHECK (won >= 0),
            quarter TEXT NOT NULL,
            UNIQUE (agency_id, department, title)
        ) STRICT;
        CREATE INDEX plan_items_by_category ON plan_items(category, agency_id, won);
        CREATE TABLE programme (
            id INTEGER PRIMARY KEY,
            starts_at INTEGER NOT NULL,
            title TEXT NOT NULL,
            place TEXT,
            capacity INTEGER,
            UNIQUE (starts_at, title)
        ) STRICT
        """,
    )


@steps()
def m002_people(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE enterprises (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            brn TEXT UNIQUE,
            kind TEXT,
            district TEXT
        ) STRICT;
        CREATE INDEX enterprises_by_name ON enterprises(name);
        CREATE TABLE enterprise_categories (
            enterprise_id INTEGER NOT NULL REFERENCES enterprises(id),
            category TEXT NOT NULL,
            PRIMARY KEY (enterprise_id, category)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE visitors (
            id INTEGER PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 262143),
            serial INTEGER NOT NULL DEFAULT 0 CHECK (serial BETWEEN 0 AND 31),
            enterprise_id INTEGER REFERENCES enterprises(id),
            state TEXT NOT NULL DEFAULT 'registered' CHECK (state IN ('pending', 'registered', 'merged')),
            badge_kind TEXT NOT NULL DEFAULT 'visitor' CHECK (badge_kind IN ('visitor', 'staff', 'press', 'official')),
            source TEXT NOT NULL,
            need TEXT,
            registered_at INTEGER NOT NULL,
            registered_by TEXT,
            paused_at INTEGER,
            pause_until INTEGER,
            paused_ms INTEGER NOT NULL DEFAULT 0,
            scanned_at INTEGER,
            merged_into INTEGER REFERENCES visitors(id)
        ) STRICT;
        CREATE INDEX visitors_of_enterprise ON visitors(enterprise_id);
        -- The only place where a person's name, phone and e-mail stand: forgetting somebody is one delete here.
        CREATE TABLE contacts (
            visitor_id INTEGER PRIMARY KEY REFERENCES visitors(id),
            name TEXT NOT NULL,
            title TEXT,
            phone TEXT,
            email TEXT
        ) STRICT;
        CREATE INDEX contacts_by_name ON contacts(name);
        CREATE TABLE consents (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            purpose TEXT NOT NULL CHECK (purpose IN ('keep', 'share')),
            given INTEGER NOT NULL,
            text_version TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX consents_of_visitor ON consents(visitor_id);
        CREATE TABLE consent_texts (
            version TEXT NOT NULL,
            purpose TEXT NOT NULL,
            lang TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (version, purpose, lang)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE arrivals (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            day TEXT NOT NULL,
            at INTEGER NOT NULL,
            left_at INTEGER,
            undone_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_arrival_a_day ON arrivals(visitor_id, day) WHERE undone_at IS NULL;
        CREATE INDEX arrivals_of_day ON arrivals(day) WHERE undone_at IS NULL;
        CREATE TABLE wishes (
            id INTEGER PRIMARY KEY,
            enterprise_id INTEGER REFERENCES enterprises(id),
            visitor_id INTEGER REFERENCES visitors(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            starts_at INTEGER,
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'placed', 'withdrawn')),
            source TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            CHECK (enterprise_id IS NOT NULL OR visitor_id IS NOT NULL),
            CHECK (visitor_id IS NOT NULL OR starts_at IS NOT NULL)
        ) STRICT;
        CREATE UNIQUE INDEX one_wish_a_booth ON wishes(visitor_id, booth_id)
            WHERE starts_at IS NULL AND state = 'open';
        CREATE UNIQUE INDEX one_appointment_a_time ON wishes(enterprise_id, booth_id, starts_at)
            WHERE starts_at IS NOT NULL AND state <> 'withdrawn';
        CREATE INDEX wishes_of_visitor ON wishes(visitor_id, state);
        CREATE INDEX wishes_of_enterprise ON wishes(enterprise_id, starts_at)
        """,
    )


@steps()
def m003_queues(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE tickets (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            state TEXT NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'called', 'serving', 'done', 'no_show', 'cancelled')),
            counter INTEGER,
            rank REAL NOT NULL,
            joined_at INTEGER NOT NULL,
            origin TEXT NOT NULL CHECK (origin IN ('appointment', 'wish', 'match', 'asked', 'walk_up')),
            appointment_at INTEGER,
            wish_id INTEGER REFERENCES wishes(id),
            no_shows INTEGER NOT NULL DEFAULT 0,
            called_at INTEGER,
            recalled_at INTEGER,
            started_at INTEGER,
            ended_at INTEGER,
            expected_p50_ms INTEGER,
            expected_p80_ms INTEGER,
            CHECK ((state IN ('called', 'serving')) <= (counter IS NOT NULL))
        ) STRICT;
        -- Nobody is called to two booths at once, and no counter serves two.
        CREATE UNIQUE INDEX one_call_a_visitor ON tickets(visitor_id) WHERE state IN ('called', 'serving');
        CREATE UNIQUE INDEX one_meeting_a_counter ON tickets(booth_id, counter) WHERE state = 'serving';
        CREATE UNIQUE INDEX one_call_a_counter ON tickets(booth_id, counter) WHERE state = 'called';
        CREATE UNIQUE INDEX one_place_a_booth ON tickets(visitor_id, booth_id)
            WHERE state IN ('waiting', 'called', 'serving');
        CREATE INDEX queue_of_booth ON tickets(booth_id, rank, id) WHERE state IN ('waiting', 'called', 'serving');
        CREATE INDEX live_of_visitor ON tickets(visitor_id) WHERE state IN ('waiting', 'called', 'serving');
        CREATE INDEX called_tickets ON tickets(called_at) WHERE state = 'called';
        CREATE INDEX tickets_of_visitor ON tickets(visitor_id, booth_id);
        CREATE INDEX started_tickets ON tickets(booth_id, started_at) WHERE started_at IS NOT NULL;
        CREATE TABLE consultations (
            id INTEGER PRIMARY KEY,
            ticket_id INTEGER NOT NULL UNIQUE REFERENCES tickets(id),
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            counter INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'finished')),
            started_at INTEGER NOT NULL,
            finished_at INTEGER,
            ending_at INTEGER,
            version INTEGER NOT NULL DEFAULT 0,
            note TEXT,
            follow_up TEXT,
            saved_at INTEGER,
            confirmed_at INTEGER,
            confirmed_version INTEGER,
            confirmed_by TEXT
        ) STRICT;
        CREATE UNIQUE INDEX one_open_a_counter ON consultations(booth_id, counter) WHERE state = 'open';
        CREATE INDEX finished_of_booth ON consultations(booth_id, finished_at) WHERE state = 'finished';
        CREATE INDEX consultations_of_visitor ON consultations(visitor_id);
        -- Version 0 is the draft of an open meeting; finishing makes 1, each correction one more. None is overwritten.
        CREATE TABLE lines (
            id INTEGER PRIMARY KEY,
            consultation_id INTEGER NOT NULL REFERENCES consultations(id),
            version INTEGER NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('consulted', 'commitment', 'contract', 'mou')),
            amount_won INTEGER CHECK (amount_won BETWEEN 1 AND 999999999999),
            plan_item_id INTEGER REFERENCES plan_items(id),
            note TEXT
        ) STRICT;
        CREATE INDEX lines_of_consultation ON lines(consultation_id, version);
        CREATE TABLE corrections (
            consultation_id INTEGER NOT NULL REFERENCES consultations(id),
            version INTEGER NOT NULL,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            reason TEXT NOT NULL,
            note_before TEXT,
            PRIMARY KEY (consultation_id, version)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE signings (
            id INTEGER PRIMARY KEY,
            consultation_id INTEGER NOT NULL UNIQUE REFERENCES consultations(id),
            state TEXT NOT NULL CHECK (state IN ('sent', 'announced', 'done')),
            sent_at INTEGER NOT NULL,
            announced_at INTEGER,
            done_at INTEGER
        ) STRICT
        """,
    )


@steps()
def m004_history(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE stations (
            id INTEGER PRIMARY KEY,
            role TEXT NOT NULL CHECK (role IN ('kiosk', 'desk', 'booth', 'board', 'stage', 'organiser')),
            booth_id INTEGER REFERENCES booths(id),
            name TEXT,
            token_hash TEXT UNIQUE,
            pair_hash TEXT UNIQUE,
            pair_expires_at INTEGER,
            paired_at INTEGER,
            revoked_at INTEGER,
            created_at INTEGER NOT NULL,
            CHECK ((role = 'booth') = (booth_id IS NOT NULL) OR role = 'board')
        ) STRICT;
        CREATE TABLE phones (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER REFERENCES visitors(id),
            token_hash TEXT UNIQUE,
            bind_hash TEXT UNIQUE,
            bind_expires_at INTEGER,
            bound_at INTEGER,
            secure INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX phones_of_visitor ON phones(visitor_id);
        -- History: audit, undo, live versions. Ids only; never a person's name, phone or e-mail.
        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            happened_at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            actor TEXT NOT NULL,
            station_id INTEGER,
            action_id TEXT NOT NULL,
            visitor_id INTEGER,
            booth_id INTEGER,
            ticket_id INTEGER,
            consultation_id INTEGER,
            detail TEXT NOT NULL DEFAULT '{}'
        ) STRICT;
        CREATE INDEX journal_of_visitor ON journal(visitor_id, seq) WHERE visitor_id IS NOT NULL;
        CREATE INDEX journal_of_booth ON journal(booth_id, seq) WHERE booth_id IS NOT NULL;
        CREATE INDEX journal_of_station ON journal(station_id, seq) WHERE station_id IS NOT NULL;
        CREATE INDEX journal_by_kind ON journal(kind, seq);
        CREATE TABLE answers (
            action_id TEXT PRIMARY KEY,
            verb TEXT NOT NULL,
            who TEXT NOT NULL,
            fields_hash TEXT NOT NULL,
            status INTEGER NOT NULL,
            body TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    )


@steps()
def m005_loads(db: Database) -> None:
    """Sums that routing reads for every booth at every check-in; triggers keep them, so no rule can forget to."""
    waiting_moves = """
        UPDATE loads SET waiting = waiting - 1 WHERE old.state = 'waiting' AND booth_id = old.booth_id;
        UPDATE loads SET waiting = waiting + 1 WHERE new.state = 'waiting' AND booth_id = new.booth_id;
    """
    _run(
        db,
        """
        CREATE TABLE loads (
            booth_id INTEGER PRIMARY KEY REFERENCES booths(id),
            waiting INTEGER NOT NULL DEFAULT 0,
            meetings INTEGER NOT NULL DEFAULT 0,
            meeting_ms INTEGER NOT NULL DEFAULT 0,
            meeting_min2 REAL NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE plan_sums (
            category TEXT NOT NULL,
            agency_id INTEGER NOT NULL REFERENCES agencies(id),
            items INTEGER NOT NULL,
            won INTEGER NOT NULL,
            PRIMARY KEY (category, agency_id)
        ) STRICT, WITHOUT ROWID
        """,
    )
    for trigger in (
        "booth_loads AFTER INSERT ON booths BEGIN INSERT INTO loads (booth_id) VALUES (new.id); END",
        "ticket_joins AFTER INSERT ON tickets WHEN new.state = 'waiting' BEGIN"
        " UPDATE loads SET waiting = waiting + 1 WHERE booth_id = new.booth_id; END",
        f"ticket_moves AFTER UPDATE OF state, booth_id ON tickets BEGIN {waiting_moves} END",
        # A meeting of seconds is a slip of the finger, one of hours was never closed: neither tells how long one takes.
        "meeting_ends AFTER UPDATE OF state ON consultations"
        " WHEN old.state = 'open' AND new.state = 'finished'"
        " AND new.finished_at - new.started_at BETWEEN 30000 AND 7200000 BEGIN"
        " UPDATE loads SET meetings = meetings + 1, meeting_ms = meeting_ms + new.finished_at - new.started_at,"
        " meeting_min2 = meeting_min2 + ((new.finished_at - new.started_at) / 60000.0)"
        " * ((new.finished_at - new.started_at) / 60000.0) WHERE booth_id = new.booth_id; END",
        "plan_item_added AFTER INSERT ON plan_items BEGIN"
        " INSERT INTO plan_sums VALUES (new.category, new.agency_id, 1, new.won)"
        " ON CONFLICT DO UPDATE SET items = items + 1, won = won + excluded.won; END",
        "plan_item_changed AFTER UPDATE OF category, agency_id, won ON plan_items BEGIN"
        " UPDATE plan_sums SET items = items - 1, won = won - old.won"
        " WHERE category = old.category AND agency_id = old.agency_id;"
        " INSERT INTO plan_sums VALUES (new.category, new.agency_id, 1, new.won)"
        " ON CONFLICT DO UPDATE SET items = items + 1, won = won + excluded.won;"
        " DELETE FROM plan_sums WHERE items = 0; END",
        "plan_item_removed AFTER DELETE ON plan_items BEGIN"
        " UPDATE plan_sums SET items = items - 1, won = won - old.won"
        " WHERE category = old.category AND agency_id = old.agency_id;"
        " DELETE FROM plan_sums WHERE items = 0; END",
    ):
        db.conn.execute(f"CREATE TRIGGER {trigger}")


@steps()
def m006_imports(db: Database) -> None:
    """What a file said of an enterprise or a person the last time, as keyed marks: unreadable without the badge key.

    So importing again neither undoes a correction made here nor brings back a person who was forgotten.
    """
    _run(
        db,
        """
        CREATE TABLE imported_rows (
            mark TEXT PRIMARY KEY,
            visitor_id INTEGER REFERENCES visitors(id),
            fields TEXT NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    )


@steps()
def m007_on_the_day(db: Database) -> None:
    """Lunch breaks that end by themselves, invitations by idle booths, files and a shared note beside a log."""
    _run(
        db,
        """
        ALTER TABLE booths ADD COLUMN pause_until INTEGER;
        ALTER TABLE consultations ADD COLUMN shared_note TEXT;
        CREATE TABLE invites (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'lapsed')),
            invited_at INTEGER NOT NULL,
            answered_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_open_invite ON invites(visitor_id, booth_id) WHERE state = 'open';
        CREATE INDEX invites_of_booth ON invites(booth_id, state);
        CREATE TABLE attachments (
            id INTEGER PRIMARY KEY,
            consultation_id INTEGER NOT NULL REFERENCES consultations(id),
            name TEXT NOT NULL,
            media_type TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            added_at INTEGER NOT NULL,
            removed_at INTEGER
        ) STRICT;
        CREATE INDEX attachments_of_consultation ON attachments(consultation_id)
        """,
    )


@steps()
def m008_badges_on_paper(db: Database) -> None:
    """Numbers that the counter never hands out, the printers, and what they were asked to print."""
    _run(
        db,
        """
        -- blank: on a badge that waits for a person; claimed: that person's now; retired: given up for a claimed one,
        -- so that the badge which still bears it is void and is never somebody else's.
        CREATE TABLE reserved_numbers (
            number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 262143),
            state TEXT NOT NULL DEFAULT 'blank' CHECK (state IN ('blank', 'claimed', 'retired')),
            station_id INTEGER REFERENCES stations(id),
            visitor_id INTEGER REFERENCES visitors(id),
            reserved_at INTEGER NOT NULL,
            used_at INTEGER,
            CHECK ((state = 'blank') = (visitor_id IS NULL))
        ) STRICT;
        CREATE TABLE printers (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            driver TEXT NOT NULL CHECK (driver IN ('browser', 'cups', 'network')),
            address TEXT NOT NULL DEFAULT '',
            layout TEXT NOT NULL,
            printed INTEGER NOT NULL DEFAULT 0,
            media_left INTEGER,
            trouble TEXT,
            trouble_at INTEGER,
            added_at INTEGER NOT NULL,
            removed_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_printer_a_name ON printers(name) WHERE removed_at IS NULL;
        CREATE TABLE station_printers (
            station_id INTEGER PRIMARY KEY REFERENCES stations(id),
            printer_id INTEGER NOT NULL REFERENCES printers(id)
        ) STRICT;
        -- unknown: sent, and nobody can say whether it came out (a restart, a silent printer); the desk decides.
        CREATE TABLE print_jobs (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            printer_id INTEGER NOT NULL REFERENCES printers(id),
            station_id INTEGER REFERENCES stations(id),
            state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'done', 'failed', 'unknown')),
            again_of INTEGER REFERENCES print_jobs(id),
            tries INTEGER NOT NULL DEFAULT 0,
            receipt TEXT,
            problem TEXT,
            queued_at INTEGER NOT NULL,
            sent_at INTEGER,
            ended_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX one_sent_a_printer ON print_jobs(printer_id) WHERE state = 'sent';
        CREATE INDEX queue_of_printer ON print_jobs(printer_id, id) WHERE state = 'queued';
        CREATE INDEX prints_of_visitor ON print_jobs(visitor_id, id)
        """,
    )


@steps()
def m009_two_ways_in(db: Database) -> None:
    """A station may be used by a program (its token) and by a paired browser (its cookie) at the same time."""
    _run(
        db,
        """
        ALTER TABLE stations ADD COLUMN cookie_hash TEXT;
        CREATE UNIQUE INDEX station_of_cookie ON stations(cookie_hash) WHERE cookie_hash IS NOT NULL;
        UPDATE stations SET cookie_hash = token_hash, token_hash = NULL WHERE paired_at IS NOT NULL
        """,
    )


@steps()
def m010_cut_off(db: Database) -> None:
    """Blocks of numbers that stations give out while cut off, who came with one, and what was refused afterwards."""
    _run(
        db,
        """
        ALTER TABLE reserved_numbers ADD COLUMN in_block INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE provisional_check_ins (
            number INTEGER NOT NULL REFERENCES reserved_numbers(number),
            day TEXT NOT NULL,
            at INTEGER NOT NULL,
            scanned_at INTEGER NOT NULL,
            station_id INTEGER REFERENCES stations(id),
            settled_at INTEGER,
            PRIMARY KEY (number, day)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE refused_late (
            id INTEGER PRIMARY KEY,
            kept TEXT NOT NULL UNIQUE,
            verb TEXT NOT NULL,
            code TEXT NOT NULL,
            message TEXT NOT NULL,
            number INTEGER,
            visitor_id INTEGER REFERENCES visitors(id),
            station_id INTEGER REFERENCES stations(id),
            happened_at INTEGER NOT NULL,
            reported_at INTEGER NOT NULL,
            settled_at INTEGER,
            settled_by INTEGER REFERENCES stations(id)
        ) STRICT;
        CREATE INDEX refused_to_check ON refused_late(happened_at) WHERE settled_at IS NULL
        """,
    )


@steps()
def m011_indexes_of_queues(db: Database) -> None:
    """SQLite uses a partial index only for its own very words, so each question that is asked often has one."""
    _run(
        db,
        """
        CREATE INDEX waiting_of_booth ON tickets(booth_id, rank, id, visitor_id) WHERE state = 'waiting';
        CREATE INDEX busy_of_booth ON tickets(booth_id) WHERE state IN ('called', 'serving');
        CREATE INDEX tickets_by_call ON tickets(called_at) WHERE called_at IS NOT NULL
        """,
    )


@steps()
def m012_wishes_to_come(db: Database) -> None:
    """How many still wish for a booth is asked whenever one of several wishes gets a place."""
    _run(
        db,
        "CREATE INDEX open_wishes_of_booth ON wishes(booth_id) WHERE state = 'open' AND starts_at IS NULL",
    )


@steps()
def m013_badges_lost_and_people_alike(db: Database) -> None:
    """Who has no badge until a new one is made; and which two alike are two people, so that nobody is asked again."""
    _run(
        db,
        """
        ALTER TABLE visitors ADD COLUMN voided_at INTEGER;
        CREATE TABLE kept_apart (
            low INTEGER NOT NULL REFERENCES visitors(id),
            high INTEGER NOT NULL REFERENCES visitors(id),
            at INTEGER NOT NULL,
            PRIMARY KEY (low, high),
            CHECK (low < high)
        ) STRICT, WITHOUT ROWID
        """,
    )


@steps()
def m014_meetings_extended_and_taken_back(db: Database) -> None:
    """A meeting may be given more time, says what was talked about, and a start by a slip of the finger is cancelled.

    SQLite can't loosen a CHECK or a UNIQUE in place, so the table is written anew; the rows that refer to it are looked
    at again at the commit only.
    """
    db.conn.execute("PRAGMA defer_foreign_keys = ON")
    kept = (
        "id, ticket_id, visitor_id, booth_id, counter, state, started_at, finished_at, version, note, shared_note,"
        " follow_up, saved_at, confirmed_at, confirmed_version, confirmed_by"
    )
    _run(
        db,
        f"""
        CREATE TEMP TABLE consultations_before AS SELECT * FROM consultations;
        DROP TABLE consultations;
        CREATE TABLE consultations (
            id INTEGER PRIMARY KEY,
            ticket_id INTEGER NOT NULL REFERENCES tickets(id),
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            counter INTEGER NOT NULL,
            -- cancelled: started by mistake; finished_at says when that was taken back.
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'finished', 'cancelled')),
            started_at INTEGER NOT NULL,
            extended_ms INTEGER NOT NULL DEFAULT 0,
            finished_at INTEGER,
            version INTEGER NOT NULL DEFAULT 0,
            note TEXT,
            shared_note TEXT,
            topics TEXT,
            follow_up TEXT,
            saved_at INTEGER,
            confirmed_at INTEGER,
            confirmed_version INTEGER,
            confirmed_by TEXT
        ) STRICT;
        INSERT INTO consultations ({kept}) SELECT {kept} FROM consultations_before;
        DROP TABLE consultations_before;
        CREATE UNIQUE INDEX one_meeting_a_ticket ON consultations(ticket_id) WHERE state <> 'cancelled';
        CREATE UNIQUE INDEX one_open_a_counter ON consultations(booth_id, counter) WHERE state = 'open';
        CREATE INDEX finished_of_booth ON consultations(booth_id, finished_at) WHERE state = 'finished';
        CREATE INDEX consultations_of_visitor ON consultations(visitor_id);
        ALTER TABLE corrections ADD COLUMN topics_before TEXT
        """,
    )
    # As in m005: a meeting of seconds is a slip of the finger, one of hours was never closed.
    db.conn.execute(
        "CREATE TRIGGER meeting_ends AFTER UPDATE OF state ON consultations"
        " WHEN old.state = 'open' AND new.state = 'finished'"
        " AND new.finished_at - new.started_at BETWEEN 30000 AND 7200000 BEGIN"
        " UPDATE loads SET meetings = meetings + 1, meeting_ms = meeting_ms + new.finished_at - new.started_at,"
        " meeting_min2 = meeting_min2 + ((new.finished_at - new.started_at) / 60000.0)"
        " * ((new.finished_at - new.started_at) / 60000.0) WHERE booth_id = new.booth_id; END"
    )


@steps()
def m015_lighter_writes(db: Database) -> None:
    """A check-in wrote 25 pages, most of them indexes: those that another one covers, or that one screen asks, go.

    `expo.ground` is a mark that becomes another one whenever what stands still (`expo/square/ground.py`) is changed. The
    remembered answers are long, and stood sorted by a random key: each wrote, and split, pages somewhere else.
    """
    _run(
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


@steps()
def m016_consent_to_a_need(db: Database) -> None:
    """A need is agreed to apart from the rest: a third purpose, which a CHECK of a table cannot be taught in place."""
    _run(
        db,
        """
        ALTER TABLE consents RENAME TO consents_before;
        DROP INDEX consents_of_visitor;
        CREATE TABLE consents (
            id INTEGER PRIMARY KEY,
            visitor_id INTEGER NOT NULL REFERENCES visitors(id),
            purpose TEXT NOT NULL CHECK (purpose IN ('keep', 'share', 'need')),
            given INTEGER NOT NULL,
            text_version TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO consents SELECT id, visitor_id, purpose, given, text_version, at FROM consents_before;
        DROP TABLE consents_before;
        CREATE INDEX consents_of_visitor ON consents(visitor_id)
        """,
    )


@steps()
def m017_results_by_kind(db: Database) -> None:
    """Every hall says today's contracts, commitments and memoranda: few lines, among many that were only talk."""
    _run(db, "CREATE INDEX lines_by_outcome ON lines(outcome, consultation_id, version)")


@steps()
def m018_files_in_the_database(db: Database) -> None:
    """The bytes of a meeting's files, which lay in a folder under their hash: so no name leads anywhere, and a backup
    holds them. Those of a file taken off go, its row stays."""
    _run(
        db,
        """
        CREATE TABLE attachment_contents (
            attachment_id INTEGER PRIMARY KEY REFERENCES attachments(id),
            content BLOB NOT NULL
        ) STRICT
        """,
    )
    old_files.take_in(db.conn)


@steps()
def m019_whence_registrations_wait(db: Database) -> None:
    """A mark of the network from which a registration that waits for a desk came, so that one network cannot push the
    others' out of sight; forgotten with the waiting, however it ends."""
    _run(
        db,
        """
        CREATE TABLE pending_networks (
            visitor_id INTEGER PRIMARY KEY REFERENCES visitors(id) ON DELETE CASCADE,
            network TEXT NOT NULL
        ) STRICT;
        CREATE INDEX visitors_pending ON visitors(registered_at) WHERE state = 'pending'
        """,
    )
    db.conn.execute(
        "CREATE TRIGGER waiting_ends AFTER UPDATE OF state ON visitors WHEN new.state <> 'pending' BEGIN"
        " DELETE FROM pending_networks WHERE visitor_id = new.id; END"
    )


@steps()
def m020_bindings_end_with_the_badge(db: Database) -> None:
    """Whatever makes a badge void (its serial rises, its number passes on, its registration is merged) ends bound phones
    and open offers, and the tries at the digits count anew. A trigger sees to it, so no rule can forget to."""
    _run(
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


@steps()
def m021_no_pause_of_who_was_merged(db: Database) -> None:
    """A merged registration kept its pause, which the clock then tried to end every second for ever."""
    _run(
        db,
        "UPDATE visitors SET paused_at = NULL, pause_until = NULL, paused_ms = 0 WHERE state = 'merged'",
    )
    # A trigger, because a CHECK of a table cannot be taught in place; through the connection, as it has semicolons.
    db.conn.execute(
        "CREATE TRIGGER no_pause_of_who_was_merged AFTER UPDATE OF state, pause_until ON visitors"
        " WHEN new.state = 'merged' AND new.pause_until IS NOT NULL"
        " BEGIN SELECT raise(ABORT, 'a merged visitor has a pause'); END"
    )


@steps()
def m022_meetings_nobody_ended(db: Database) -> None:
    """`forgotten_at`: when a meeting that nobody ended was over at the latest, as the clock found; its length is no
    measure of anything. `unwritten`: its log still waits for the booth.

    Meetings that an earlier program let run over the night were ended and written by somebody the next morning.
    """
    _run(
        db,
        """
        ALTER TABLE consultations ADD COLUMN forgotten_at INTEGER;
        ALTER TABLE consultations ADD COLUMN unwritten INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX unwritten_of_booth ON consultations(booth_id) WHERE unwritten = 1;
        UPDATE consultations SET forgotten_at = finished_at WHERE state = 'finished' AND EXISTS (SELECT 1 FROM days d
            WHERE consultations.started_at BETWEEN d.opens_at - 43200000 AND d.closes_at
            AND consultations.finished_at > d.closes_at + 14400000);
        DROP TRIGGER meeting_ends
        """,
    )
    # As in m014: a meeting of seconds is a slip of the finger, one of hours was never closed.
    counted = (
        " AND new.forgotten_at IS NULL AND new.finished_at - new.started_at BETWEEN 30000 AND 7200000 BEGIN"
        " UPDATE loads SET meetings = meetings + 1, meeting_ms = meeting_ms + new.finished_at - new.started_at,"
        " meeting_min2 = meeting_min2 + ((new.finished_at - new.started_at) / 60000.0)"
        " * ((new.finished_at - new.started_at) / 60000.0) WHERE booth_id = new.booth_id; END"
    )
    db.conn.execute(
        "CREATE TRIGGER meeting_ends AFTER UPDATE OF state ON consultations"
        f" WHEN old.state = 'open' AND new.state = 'finished'{counted}"
    )
    # A tablet that was cut off tells of an end in time.
    db.conn.execute(
        "CREATE TRIGGER meeting_ended_in_time AFTER UPDATE OF forgotten_at ON consultations"
        f" WHEN old.forgotten_at IS NOT NULL{counted}"
    )


@steps()
def m023_times_unknown(db: Database) -> None:
    """Of what a cut-off station tells late, also the desk's list says where nobody knows when it was."""
    db.conn.execute("ALTER TABLE refused_late ADD COLUMN time_unknown INTEGER NOT NULL DEFAULT 0")


@steps()
def m025_meanings_of_columns(db: Database) -> None:
    """What a person said of the columns of a form: field -> key of its heading, as JSON; `form` are the headings used."""
    db.conn.execute(
        "CREATE TABLE column_meanings (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, form TEXT NOT NULL,"
        " columns TEXT NOT NULL CHECK (json_valid(columns)), at INTEGER NOT NULL, UNIQUE (kind, form)) STRICT"
    )


@steps()
def m026_names_of_places(db: Database) -> None:
    """`place`: a ticket's name in public, 96 random bits: it tells neither whose the ticket is nor which others are theirs."""
    db.conn.execute("ALTER TABLE tickets ADD COLUMN place TEXT NOT NULL DEFAULT ''")
    named = [(token_urlsafe(12), row[0]) for row in db.conn.execute("SELECT id FROM tickets").fetchall()]
    db.conn.executemany("UPDATE tickets SET place = ? WHERE id = ?", named)
    # One that was forgotten is not unique: the default is there for the rows of before alone.
    db.conn.execute("CREATE UNIQUE INDEX ticket_of_place ON tickets(place)")


@steps()
def m027_places_of_the_absent(db: Database) -> None:
    """On each expo day, how many places kept from an earlier day belong to people who are not in: nobody waits behind
    them, and every check-in asks. Counting them grew with what the day before left over; triggers keep the sums.

    A place is kept from an earlier day when it was joined before the morning (`Day.morning`: 12 hours before opening).
    """
    _run(
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


@steps()
def m028_sums_of_figures(db: Database) -> None:
    """What organisers see twice a second was added up from all that was ever finished: 117 ms behind 50,000 tickets.

    `outcome_sums` holds the lines of finished meetings (their newest version), by the quarter of an hour (UTC) in which
    they were finished: every time zone's midnight is the beginning of one. `estimate_sums` holds `figures.estimates`.
    """
    _run(
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


@steps()
def m029_citizens_by_day(db: Database) -> None:
    """How many citizens were counted on a day is read from the index alone, of that day alone."""
    _run(
        db,
        """
        DROP INDEX citizens_counted;
        CREATE INDEX citizens_of_day ON journal(json_extract(detail, '$.day'), json_extract(detail, '$.count'))
            WHERE kind = 'citizen.count'
        """,
    )


@steps()
def m030_imports_in_pieces(db: Database) -> None:
    """A large file comes in by pieces, each in a transaction of its own. `import_pieces`: those of a file that is not yet
    whole, known by a keyed mark of its rows, and what became of the rows in them (JSON, nobody's data). It goes on from
    there. The indexes find what one piece is about, however many people there are.
    """
    _run(
        db,
        """
        CREATE TABLE import_pieces (
            mark TEXT NOT NULL,
            piece INTEGER NOT NULL,
            kind TEXT NOT NULL,
            told TEXT NOT NULL CHECK (json_valid(told)),
            at INTEGER NOT NULL,
            PRIMARY KEY (mark, piece)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX imported_rows_of_visitor ON imported_rows(visitor_id) WHERE visitor_id IS NOT NULL;
        CREATE INDEX visitors_merged_into ON visitors(merged_into) WHERE merged_into IS NOT NULL
        """,
    )


@steps()
def m031_face(db: Database) -> None:
    """How the expo looks (`expo/square/face.py`). It stands still as booths do, so it shares their mark, `expo.ground`."""
    _run(
        db,
        """
        CREATE TABLE face (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            name_en TEXT,
            short_name TEXT,
            colour TEXT,
            emblem_type TEXT CHECK (emblem_type IN ('image/svg+xml', 'image/png')),
            emblem BLOB,
            emblem_png BLOB,
            CHECK ((emblem IS NULL) = (emblem_type IS NULL))
        ) STRICT
        """,
    )
    mark = "UPDATE expo SET ground = lower(hex(randomblob(8)))"
    for event in ("INSERT", "UPDATE", "DELETE"):
        db.conn.execute(
            f"CREATE TRIGGER ground_of_face_{event.lower()} AFTER {event} ON face BEGIN {mark}; END"
        )
    db.conn.execute(f"CREATE TRIGGER ground_of_expo_name AFTER UPDATE OF name ON expo BEGIN {mark}; END")


@steps()
def m032_short_names(db: Database) -> None:
    """Names that were given for what is read from afar, and in English; else `language/short_names.py` makes them."""
    _run(
        db,
        """
        ALTER TABLE agencies ADD COLUMN short_name TEXT;
        ALTER TABLE enterprises ADD COLUMN short_name TEXT;
        ALTER TABLE enterprises ADD COLUMN name_en TEXT
        """,
    )


@steps()
def m034_the_fleet(db: Database) -> None:
    """`locked_at`: a locked station does nothing until it is unlocked. `replaces`: the station whose place it took, and
    `left_unsent`: what that one had told of as not sent yet, verb -> how many, as JSON."""
    _run(
        db,
        """
        ALTER TABLE stations ADD COLUMN locked_at INTEGER;
        ALTER TABLE stations ADD COLUMN replaces INTEGER REFERENCES stations(id);
        ALTER TABLE stations ADD COLUMN left_unsent TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(left_unsent))
        """,
    )


@steps()
def m035_pairing_sheet(db: Database) -> None:
    """The cards of the pairing sheet, each one device's place, and until when their codes work. A code is made of the
    card's id, `serial` and `made_at` by a key, so that the sheet can be printed again and no code stands here."""
    _run(
        db,
        """
        CREATE TABLE pairing_switch (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            open_until INTEGER
        ) STRICT;
        INSERT INTO pairing_switch (id) VALUES (1);
        CREATE TABLE pairing_cards (
            id INTEGER PRIMARY KEY,
            role TEXT NOT NULL,
            booth_id INTEGER REFERENCES booths(id),
            place INTEGER NOT NULL,
            serial INTEGER NOT NULL DEFAULT 0,
            station_id INTEGER UNIQUE REFERENCES stations(id),
            made_at INTEGER NOT NULL,
            used_at INTEGER,
            removed_at INTEGER,
            CHECK ((station_id IS NULL) = (used_at IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX one_card_a_place ON pairing_cards(role, coalesce(booth_id, 0), place)
            WHERE removed_at IS NULL
        """,
    )


@steps()
def m036_booked_at_a_booth(db: Database) -> None:
    """What is booked at a booth on a day is found by an index: its tablet shows it all day."""
    _run(
        db,
        """
        CREATE INDEX booked_at_booth ON wishes(booth_id, starts_at) WHERE starts_at IS NOT NULL;
        CREATE INDEX tickets_of_wish ON tickets(wish_id) WHERE wish_id IS NOT NULL
        """,
    )


@steps()
def m037_badge_sheets(db: Database) -> None:
    """When everybody's badges were last drawn is found by an index: the list of what is left to do says it."""
    _run(db, "CREATE INDEX badge_sheets ON journal(seq) WHERE kind = 'badge.sheet'")


@steps()
def m038_what_sheets_touch(db: Database) -> None:
    """Which meetings were about a purchase, and which enterprises make what it is, are found by indexes; and of the journal
    the few entries about a booth's pauses and about a station. An index of all entries of a booth every call would pay for."""
    _run(
        db,
        """
        CREATE INDEX lines_of_plan_item ON lines(plan_item_id, consultation_id) WHERE plan_item_id IS NOT NULL;
        CREATE INDEX makers_of_category ON enterprise_categories(category, enterprise_id);
        CREATE INDEX booth_rests ON journal(booth_id, seq) WHERE kind IN ('booth.pause', 'booth.open', 'booth.go_home',
            'booth.clear', 'booth.undo_clear');
        CREATE INDEX about_station ON journal(json_extract(detail, '$.station'), seq) WHERE kind IN ('station.rename',
            'station.move', 'station.lock', 'station.unlock', 'station.revoke', 'station.redeem', 'pairing.redeem')
        """,
    )


@steps()
def m039_settings_of_booths(db: Database) -> None:
    """A booth's own settings, as JSON (data/expo_settings.py). `file_counters`: how many counters the file of agencies said,
    while a plan by the hour has `counters` change. Who changed settings is found in the journal by an index."""
    _run(
        db,
        """
        ALTER TABLE booths ADD COLUMN settings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(settings));
        ALTER TABLE booths ADD COLUMN file_counters INTEGER CHECK (file_counters BETWEEN 1 AND 99);
        CREATE INDEX changes_of_settings ON journal(seq)
            WHERE kind IN ('expo.settings', 'booth.settings', 'expo.set_up', 'expo.face')
        """,
    )


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


@steps()
def m042_the_programme(db: Database) -> None:
    """Items of the programme have a kind, an end, a host; they are moved and cancelled. `was_*`: as it was before the last
    change. `citizens`: who came without a badge, counted by taps. A sign-up without `seated_at` is on the waiting list, whose
    order is that of the ids. `at_door`: its owner came without signing up; `callable`: wants to be called by booths nevertheless.

    Triggers hold that nobody gets a seat beyond the capacity; who has one keeps it when the capacity shrinks.
    """
    _run(
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


@steps()
def m043_the_door(db: Database) -> None:
    """`door` is a role of stations. Only the words of a condition change, and rows of other tables point at this one, so its
    text is written anew where it stands (sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes")."""
    conn = db.conn
    plain = conn.cursor()
    plain.row_factory = None
    [(version,)] = plain.execute("PRAGMA schema_version").fetchall()
    conn.execute("PRAGMA writable_schema = ON")
    conn.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, '''stage'', ''organiser''', '''stage'', ''door'', ''organiser''')"
        " WHERE type = 'table' AND name = 'stations'"
    )
    conn.execute(f"PRAGMA schema_version = {version + 1}")
    conn.execute("PRAGMA writable_schema = RESET")


@steps()
def m044_ceremonies(db: Database) -> None:
    """A signing has its place in the row (`rank`), may be skipped, gets the number of its kind when it is announced and
    keeps it, and may say in other words what was agreed, for one version of the log (`text_version`). Its amount is shown
    where the agency (`signings.amount_shown`) and the enterprise (`consultations.amount_shown`) have both agreed to it."""
    _run(
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


@steps()
def m045_places(db: Database) -> None:
    """What stands on the square beside booths (metres; middle, width, height), and where a station stands, so that a
    kiosk's map begins at the kiosk. Places stand still as booths do, so they share their mark, `expo.ground`."""
    _run(
        db,
        """
        CREATE TABLE places (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            name_en TEXT,
            x_m REAL NOT NULL,
            y_m REAL NOT NULL,
            width_m REAL NOT NULL CHECK (width_m > 0),
            height_m REAL NOT NULL CHECK (height_m > 0)
        ) STRICT;
        ALTER TABLE stations ADD COLUMN x_m REAL;
        ALTER TABLE stations ADD COLUMN y_m REAL CHECK ((x_m IS NULL) = (y_m IS NULL))
        """,
    )
    mark = "UPDATE expo SET ground = lower(hex(randomblob(8)))"
    for event in ("INSERT", "UPDATE", "DELETE"):
        db.conn.execute(
            f"CREATE TRIGGER ground_of_places_{event.lower()} AFTER {event} ON places BEGIN {mark}; END"
        )
