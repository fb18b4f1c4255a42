from sqlite_utils import Database

from kiosk.data.migrations.steps import run, steps


@steps()
def m046_notices(db: Database) -> None:
    """A notice is told to everybody who looks at boards, phones or tablets, until `ends_at` or until somebody ends it
    (`ended_at`). A message is told to booths' tablets, to each until its people have read it. What the boards' setting
    `notice` said becomes a notice without an end: there is one way to say it."""
    run(
        db,
        """
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY,
            text TEXT NOT NULL,
            text_en TEXT,
            to_boards INTEGER NOT NULL CHECK (to_boards IN (0, 1)),
            to_phones INTEGER NOT NULL CHECK (to_phones IN (0, 1)),
            to_tablets INTEGER NOT NULL CHECK (to_tablets IN (0, 1)),
            sent_at INTEGER NOT NULL,
            ends_at INTEGER,
            ended_at INTEGER,
            CHECK (to_boards + to_phones + to_tablets > 0)
        ) STRICT;
        CREATE INDEX notices_in_force ON notices(id) WHERE ended_at IS NULL;
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY,
            text TEXT NOT NULL,
            sent_at INTEGER NOT NULL,
            ended_at INTEGER
        ) STRICT;
        CREATE TABLE message_booths (
            message_id INTEGER NOT NULL REFERENCES messages(id),
            booth_id INTEGER NOT NULL REFERENCES booths(id),
            read_at INTEGER,
            PRIMARY KEY (message_id, booth_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX unread_messages ON message_booths(booth_id, message_id) WHERE read_at IS NULL;
        INSERT INTO notices (text, to_boards, to_phones, to_tablets, sent_at)
            SELECT json_extract(settings, '$.notice'), 1, 0, 0, CAST(strftime('%s', 'now') AS INTEGER) * 1000
            FROM expo WHERE coalesce(json_extract(settings, '$.notice'), '') <> '';
        UPDATE expo SET settings = json_remove(settings, '$.notice')
            WHERE json_type(settings, '$.notice') IS NOT NULL
        """,
    )
