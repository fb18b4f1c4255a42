"""The square as it was at a past moment, replayed from the journal into a database of its own in memory, where the same
functions count the same figures (`definitions.collect`).

Replayed are who was in, places, meetings with their lines, signings, and who came to the programme. What stands still
(booths, plan, who is of which enterprise) is as it is known now; free text, a place's public name, wishes and what came after the expo are not replayed:
`NOT_REPLAYED` names the figures that are not told of a past moment. docs/decisions/replay.md says why so.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from kiosk.data import conditions
from kiosk.data.connection import dict_row
from kiosk.expo.figures import definitions
from kiosk.expo.figures import scope as scopes
from kiosk.expo.figures.scope import Scope

NOT_REPLAYED = ("wishes", "wishes_met", "wishes_met_share", *sorted(definitions.MOVING))
# Copied as they are now.
STANDING = (
    *("expo", "days", "agencies", "booths", "plan_items", "plan_sums", "programme"),
    *("enterprises", "enterprise_categories", "visitors", "stations"),
)
# Triggers that hold the capacity of an item: it may have been another one then.
CAPACITY = ("seat_on_signing", "seat_on_moving_up", "seats_of_citizens")
_WAITING_AGAIN = "state = 'waiting', counter = NULL, called_at = NULL, recalled_at = NULL, started_at = NULL"


class Entry(NamedTuple):
    """An entry of the journal with its detail read; ms."""

    seq: int
    at: int
    happened_at: int
    kind: str
    actor: str
    visitor: int | None
    booth: int | None
    ticket: int | None
    consultation: int | None
    detail: dict[str, Any]


def is_possible(db: sqlite3.Connection) -> bool:
    """Whether every entry says what is needed: not where an earlier program wrote some of them."""
    row = db.execute("SELECT replayable FROM expo").fetchone()
    return bool(row is None or row["replayable"])


def seq_at(db: sqlite3.Connection, at: int) -> int:
    """The last entry that had been written at this moment (ms), 0 before the first."""
    row = db.execute("SELECT coalesce(max(seq), 0) AS seq FROM journal WHERE at <= ?", (at,)).fetchone()
    return int(row["seq"])


@contextmanager
def replayed(path: Path, seq: int) -> Iterator[sqlite3.Connection]:
    """A database in memory as the one in the file `path` was after the entry `seq`. Rows are dicts. Takes a second and more of
    a long journal, so a server does it off its loop."""
    with closing(sqlite3.connect("file::memory:", isolation_level=None, uri=True)) as db:
        db.execute("ATTACH ? AS past", (f"file:{quote(str(path))}?mode=ro",))
        _prepare(db, seq)
        db.row_factory = dict_row
        for entry in _entries(db, seq):
            if (play := PLAY.get(entry.kind)) and "refused" not in entry.detail:
                play(db, entry)
        db.execute("DETACH past")
        yield db


def told(path: Path, seq: int, at: int, day: str | None, lang: str) -> dict[str, Any]:
    """`definitions.told` of the moment after the entry `seq`, at `at` (ms), without the figures that are not replayed; with
    `seq` and their names (`not_told`). Raises NotFound for what is no day of the expo."""
    with replayed(path, seq) as db:
        about = scopes.of_day(db, day, at, lang) if day else scopes.of_expo(db, at)
        found = definitions.told(db, about)
    for name in NOT_REPLAYED:
        del found["figures"][name]
    return {**found, "seq": seq, "not_told": list(NOT_REPLAYED)}


def collect(db: sqlite3.Connection, scope: Scope) -> dict[str, definitions.Value]:
    """The figures that can be told of a replayed database."""
    counted = definitions.collect(db, scope)
    return {name: value for name, value in counted.items() if name not in NOT_REPLAYED}


def _prepare(db: sqlite3.Connection, seq: int) -> None:
    """The same tables and triggers, with what stands still, and the journal up to `seq`."""
    made = db.execute(
        "SELECT type, name, sql FROM past.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
        " ORDER BY type = 'trigger', type = 'index'"
    ).fetchall()
    for kind, _, sql in made:
        if kind != "trigger":
            db.execute(sql)
    for table in STANDING:
        db.execute(f"INSERT INTO main.{table} SELECT * FROM past.{table}")
    db.execute("INSERT INTO main.journal SELECT * FROM past.journal WHERE seq <= ?", (seq,))
    db.execute("UPDATE visitors SET scanned_at = NULL")
    db.execute("UPDATE programme SET citizens = 0, cancelled_at = NULL")
    for kind, name, sql in made:
        if kind == "trigger" and name not in CAPACITY:
            db.execute(sql)


def _entries(db: sqlite3.Connection, seq: int) -> Iterator[Entry]:
    found = db.cursor()
    found.row_factory = None
    found.execute(
        "SELECT seq, at, happened_at, kind, actor, visitor_id, booth_id, ticket_id, consultation_id, detail"
        " FROM past.journal WHERE seq <= ? ORDER BY seq",
        (seq,),
    )
    for row in found:
        yield Entry._make((*row[:-1], json.loads(row[-1])))


# Who is in.


def _check_in(db: sqlite3.Connection, entry: Entry) -> None:
    visitor, day = entry.visitor, entry.detail["day"]
    if visitor is None:  # a badge that nobody had reported yet: its arrival comes with the registration
        return
    at = entry.detail.get("came_at", entry.happened_at)
    if "came_at" not in entry.detail:
        db.execute(
            "UPDATE visitors SET scanned_at = max(coalesce(scanned_at, 0), ?) WHERE id = ?", (at, visitor)
        )
    welcome, paper_at = entry.detail["welcome"], entry.at if "on_paper" in entry.detail else None
    if welcome in ("new", "back"):
        role = entry.actor.partition(":")[0]
        db.execute(
            "INSERT INTO arrivals (visitor_id, day, at, role, paper_at) VALUES (?, ?, ?, ?, ?)",
            (visitor, day, at, role, paper_at),
        )
        return
    if "came_at" in entry.detail:
        return
    db.execute(
        "UPDATE arrivals SET at = ?1, paper_at = coalesce(?4, paper_at) WHERE visitor_id = ?2 AND day = ?3"
        f" AND {conditions.CAME} AND at > ?1",
        (at, visitor, day, paper_at),
    )
    if welcome == "again":
        db.execute(
            f"UPDATE arrivals SET left_at = NULL WHERE visitor_id = ? AND day = ? AND {conditions.CAME} AND left_at <= ?",
            (visitor, day, at),
        )


def _undo_check_in(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute(
        f"UPDATE arrivals SET undone_at = ? WHERE visitor_id = ? AND day = ? AND {conditions.CAME}",
        (entry.happened_at, entry.visitor, entry.detail["day"]),
    )


def _check_out(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute(
        f"UPDATE arrivals SET left_at = max(?1, at) WHERE visitor_id = ?2 AND day = ?3 AND {conditions.CAME}"
        " AND NOT EXISTS (SELECT 1 FROM visitors v WHERE v.id = ?2 AND v.scanned_at > ?1)",
        (entry.happened_at, entry.visitor, entry.detail["day"]),
    )


def _merge(db: sqlite3.Connection, entry: Entry) -> None:
    """The entry of the registration that goes; that of the one that stays says the same once more."""
    stays = entry.detail.get("into")
    if stays is None:
        return
    gone = entry.visitor
    for table in ("tickets", "consultations"):
        db.execute(f"UPDATE {table} SET visitor_id = ? WHERE visitor_id = ?", (stays, gone))
    db.execute(
        f"UPDATE OR IGNORE sign_ups SET visitor_id = ? WHERE visitor_id = ? AND {conditions.SIGNED_UP}",
        (stays, gone),
    )
    db.execute(
        f"UPDATE sign_ups SET left_at = ? WHERE visitor_id = ? AND {conditions.SIGNED_UP}", (entry.at, gone)
    )
    twice = db.execute(
        "SELECT g.id, g.day, min(g.at, s.at) AS at, CASE WHEN g.left_at IS NULL OR s.left_at IS NULL THEN NULL"
        " ELSE max(g.left_at, s.left_at) END AS left_at FROM arrivals g JOIN arrivals s ON s.day = g.day"
        f" WHERE g.visitor_id = ? AND s.visitor_id = ? AND {conditions.came('g')} AND {conditions.came('s')}",
        (gone, stays),
    ).fetchall()
    for row in twice:
        db.execute("UPDATE arrivals SET undone_at = ? WHERE id = ?", (entry.at, row["id"]))
        db.execute(
            f"UPDATE arrivals SET at = ?, left_at = ? WHERE visitor_id = ? AND day = ? AND {conditions.CAME}",
            (row["at"], row["left_at"], stays, row["day"]),
        )
    db.execute(
        f"UPDATE arrivals SET visitor_id = ? WHERE visitor_id = ? AND {conditions.CAME}", (stays, gone)
    )
    db.execute(
        "UPDATE visitors SET scanned_at = (SELECT max(scanned_at) FROM visitors WHERE id IN (?1, ?2)) WHERE id = ?1",
        (stays, gone),
    )


# Places.


def _join(db: sqlite3.Connection, entry: Entry) -> None:
    if entry.ticket is None:  # a wish
        return
    told = entry.detail
    p50, p80 = told.get("expected", (None, None))
    joined_at = entry.happened_at if told["origin"] == "walk_up" else entry.at
    db.execute(
        "INSERT INTO tickets (id, visitor_id, booth_id, rank, joined_at, origin, appointment_at, wish_id,"
        " expected_p50_ms, expected_p80_ms, place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(
                entry.ticket,
                entry.visitor,
                entry.booth,
                told.get("rank", entry.at),
                joined_at,
                told["origin"],
            ),
            *(told.get("appointment_at"), told.get("wish"), p50, p80, str(entry.ticket)),
        ),
    )


def _leave(db: sqlite3.Connection, entry: Entry) -> None:
    sets = _LEFT.get(entry.detail.get("reason"), "")
    db.execute(
        f"UPDATE tickets SET state = 'cancelled'{sets} WHERE id = :ticket",
        {"at": entry.at, "ticket": entry.ticket},
    )


# What else becomes of a ticket that ends without a meeting, by the reason in its entry.
_LEFT = dict.fromkeys((None, "forgotten"), ", counter = NULL, ended_at = :at") | dict.fromkeys(
    ("closed", "booth_went_home"), ", ended_at = :at"
)


def _transfer(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute(
        "UPDATE tickets SET state = 'waiting', booth_id = (SELECT id FROM booths WHERE number = ?), counter = NULL,"
        " called_at = NULL, recalled_at = NULL, appointment_at = NULL, wish_id = NULL, rank = ?, origin = 'asked',"
        " expected_p50_ms = NULL, expected_p80_ms = NULL WHERE id = ?",
        (entry.detail["booths"][1], entry.detail["rank"], entry.ticket),
    )


def _call(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute(
        "UPDATE tickets SET state = 'called', counter = ?, called_at = ?, recalled_at = NULL WHERE id = ?",
        (entry.detail["counter"], entry.at, entry.ticket),
    )
    _overtaken(db, entry, 1)


def _overtaken(db: sqlite3.Connection, entry: Entry, times: int) -> None:
    db.executemany(
        "UPDATE tickets SET overtaken = overtaken + ?, overtaken_ms = overtaken_ms + ? WHERE id = ?",
        [
            (times, times * entry.detail["overtaken_ms"], ticket_id)
            for ticket_id in entry.detail.get("overtaken", ())
        ],
    )


def _recall(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute("UPDATE tickets SET recalled_at = ? WHERE id = ?", (entry.at, entry.ticket))


def _no_show(db: sqlite3.Connection, entry: Entry) -> None:
    if entry.detail.get("put_back"):
        sets, values = (
            "state = 'waiting', rank = ?, called_at = NULL, recalled_at = NULL, appointment_at = NULL",
            entry.detail["rank"],
        )
    else:
        sets, values = "state = 'no_show', ended_at = ?", entry.at
    db.execute(
        f"UPDATE tickets SET {sets}, counter = NULL, no_shows = no_shows + 1 WHERE id = ?",
        (values, entry.ticket),
    )


def _uncall(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute(f"UPDATE tickets SET {_WAITING_AGAIN} WHERE id = ?", (entry.ticket,))
    _overtaken(db, entry, -1)


def _import(db: sqlite3.Connection, entry: Entry) -> None:
    """Appointments at another time, whose owners wait already."""
    db.executemany(
        "UPDATE tickets SET appointment_at = ?, rank = ? WHERE id = ? AND state = 'waiting'",
        entry.detail.get("moved", ()),
    )


# Meetings.


def _start(db: sqlite3.Connection, entry: Entry) -> None:
    ticket = _row(db, "SELECT joined_at FROM tickets WHERE id = ?", entry.ticket)
    started_at = min(entry.at, max(entry.happened_at, ticket["joined_at"]))
    counter = entry.detail["counter"]
    db.execute(
        "UPDATE tickets SET state = 'serving', counter = ?, started_at = ? WHERE id = ?",
        (counter, started_at, entry.ticket),
    )
    db.execute(
        "INSERT INTO consultations (id, ticket_id, visitor_id, booth_id, counter, started_at) VALUES (?, ?, ?, ?, ?, ?)",
        (entry.consultation, entry.ticket, entry.visitor, entry.booth, counter, started_at),
    )


def _cancel_start(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute(
        "UPDATE consultations SET state = 'cancelled', finished_at = max(?, started_at) WHERE id = ?",
        (entry.happened_at, entry.consultation),
    )
    after = entry.detail["after"]
    sets = {
        "called": "state = 'called', called_at = :at, recalled_at = NULL, started_at = NULL",
        "waiting": _WAITING_AGAIN,
    }.get(after, "state = :after, counter = NULL, started_at = NULL")
    db.execute(
        f"UPDATE tickets SET {sets} WHERE id = :ticket",
        {"at": entry.at, "after": after, "ticket": entry.ticket},
    )
    _overtaken(db, entry, -1)


def _extend(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute(
        "UPDATE consultations SET extended_ms = ? WHERE id = ?",
        (entry.detail["extended_ms"], entry.consultation),
    )


def _note(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute("UPDATE consultations SET saved_at = ? WHERE id = ?", (entry.at, entry.consultation))
    if "lines" in entry.detail:
        db.execute("DELETE FROM lines WHERE consultation_id = ? AND version = 0", (entry.consultation,))
        _write_lines(db, entry, 0)


def _finish(db: sqlite3.Connection, entry: Entry) -> None:
    meeting = _row(db, "SELECT * FROM consultations WHERE id = ?", entry.consultation)
    version, happened = meeting["version"] + 1, entry.happened_at
    finished_at, forgotten_at = meeting["finished_at"], meeting["forgotten_at"]
    if not meeting["unwritten"]:
        finished_at = max(happened, meeting["started_at"])
    elif meeting["started_at"] <= happened < (forgotten_at or 0):  # told late: it was not forgotten at all
        finished_at, forgotten_at = happened, None
    db.execute(
        "UPDATE consultations SET state = 'finished', finished_at = ?, forgotten_at = ?, unwritten = 0, version = ?,"
        " saved_at = ? WHERE id = ?",
        (finished_at, forgotten_at, version, entry.at, entry.consultation),
    )
    db.execute(
        "UPDATE tickets SET state = 'done', ended_at = ? WHERE id = ?", (finished_at, meeting["ticket_id"])
    )
    _write_lines(db, entry, version)


def _lapse(db: sqlite3.Connection, entry: Entry) -> None:
    finished_at = entry.detail["finished_at"]
    db.execute(
        "UPDATE consultations SET state = 'finished', finished_at = ?, forgotten_at = ?, unwritten = 1, version = 1"
        " WHERE id = ?",
        (finished_at, entry.detail["over_at"], entry.consultation),
    )
    db.execute("UPDATE tickets SET state = 'done', ended_at = ? WHERE id = ?", (finished_at, entry.ticket))


def _correct(db: sqlite3.Connection, entry: Entry) -> None:
    version = entry.detail["version"]
    db.execute(
        "UPDATE consultations SET version = ?, unwritten = 0, saved_at = ? WHERE id = ?",
        (version, entry.at, entry.consultation),
    )
    db.execute(
        "INSERT INTO corrections (consultation_id, version, at, actor, reason) VALUES (?, ?, ?, ?, '')",
        (entry.consultation, version, entry.at, entry.actor),
    )
    _write_lines(db, entry, version)


def _confirm(db: sqlite3.Connection, entry: Entry) -> None:
    by = "badge" if entry.actor.partition(":")[0] == "booth" else "phone"
    db.execute(
        "UPDATE consultations SET confirmed_at = max(?, finished_at), confirmed_version = ?, confirmed_by = ?,"
        " amount_shown = ? WHERE id = ?",
        (entry.happened_at, entry.detail["version"], by, entry.detail["show_amount"], entry.consultation),
    )


def _meeting_on_paper(db: sqlite3.Connection, entry: Entry) -> None:
    told = entry.detail
    place, ends_at = told["place"], told["ended_at"]
    joined_at, origin = place["joined_at"], place["origin"]
    if db.execute("SELECT 1 FROM tickets WHERE id = ?", (entry.ticket,)).fetchone():
        known = ", expected_p50_ms = NULL, expected_p80_ms = NULL" if joined_at == told["started_at"] else ""
        db.execute(
            f"UPDATE tickets SET state = 'done', counter = ?, started_at = ?, ended_at = ?, joined_at = ?, origin = ?{known}"
            " WHERE id = ?",
            (told["counter"], told["started_at"], ends_at, joined_at, origin, entry.ticket),
        )
    else:
        db.execute(
            "INSERT INTO tickets (id, visitor_id, booth_id, state, counter, rank, joined_at, origin, appointment_at, wish_id,"
            " started_at, ended_at, place) VALUES (?, ?, ?, 'done', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(entry.ticket, entry.visitor, entry.booth, told["counter"], float(joined_at), joined_at),
                *(origin, place["appointment_at"], place["wish"], told["started_at"], ends_at),
                str(entry.ticket),
            ),
        )
    db.execute(
        "INSERT INTO consultations (id, ticket_id, visitor_id, booth_id, counter, state, started_at, finished_at, version,"
        " saved_at, paper_at) VALUES (?, ?, ?, ?, ?, 'finished', ?, ?, 1, ?, ?)",
        (
            *(entry.consultation, entry.ticket, entry.visitor, entry.booth, told["counter"]),
            *(told["started_at"], ends_at, entry.at, entry.at),
        ),
    )
    _write_lines(db, entry, 1)


def _write_lines(db: sqlite3.Connection, entry: Entry, version: int) -> None:
    db.executemany(
        "INSERT INTO lines (consultation_id, version, outcome, amount_won, plan_item_id) VALUES (?, ?, ?, ?, ?)",
        [(entry.consultation, version, *line) for line in entry.detail["lines"]],
    )


# Signings.


def _send(db: sqlite3.Connection, entry: Entry) -> None:
    signing, shown = entry.detail["signing"], entry.detail["show_amount"]
    done = db.execute("UPDATE signings SET amount_shown = ? WHERE id = ?", (shown, signing))
    if not done.rowcount:
        _add_signing(db, entry, "max(rank) + 1", shown)


def _announce(db: sqlite3.Connection, entry: Entry) -> None:
    signing = entry.detail["signing"]
    if not db.execute("SELECT 1 FROM signings WHERE id = ?", (signing,)).fetchone():
        _add_signing(db, entry, "min(rank) - 1", False)
    db.execute(
        "UPDATE signings SET state = 'announced', announced_at = ?, kind = ?, ordinal = ? WHERE id = ?",
        (entry.at, entry.detail["outcome"], entry.detail["ordinal"], signing),
    )


def _add_signing(db: sqlite3.Connection, entry: Entry, rank: str, shown: bool) -> None:
    db.execute(
        "INSERT INTO signings (id, consultation_id, state, rank, sent_at, amount_shown)"
        f" SELECT ?, ?, 'sent', coalesce({rank}, 0), ?, ? FROM signings",
        (entry.detail["signing"], entry.consultation, entry.at, shown),
    )


def _done(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute(
        "UPDATE signings SET state = 'done', done_at = ? WHERE id = ?", (entry.at, entry.detail["signing"])
    )


def _skip(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute("UPDATE signings SET state = 'skipped' WHERE id = ?", (entry.detail["signing"],))


def _undo(db: sqlite3.Connection, entry: Entry) -> None:
    row = _row(db, "SELECT * FROM signings WHERE id = ?", entry.detail["signing"])
    sets = _UNDONE[row["state"]]
    last = _row(db, "SELECT max(ordinal) AS ordinal FROM signings WHERE kind = ?", row["kind"])["ordinal"]
    if row["state"] == "announced" and row["ordinal"] == last:
        sets += ", kind = NULL, ordinal = NULL"
    db.execute(f"UPDATE signings SET {sets} WHERE id = ?", (row["id"],))


_UNDONE = {
    "done": "state = 'announced', done_at = NULL",
    "announced": "state = 'sent', announced_at = NULL",
    "skipped": "state = 'sent'",
}


def _move(db: sqlite3.Connection, entry: Entry) -> None:
    signing, before = entry.detail["signing"], entry.detail.get("before")
    found = db.execute("SELECT id FROM signings WHERE state <> 'done' ORDER BY rank, id").fetchall()
    order = [row["id"] for row in found if row["id"] != signing]
    order.insert(len(order) if before is None else order.index(before), signing)
    db.executemany("UPDATE signings SET rank = ? WHERE id = ?", list(enumerate(order, 1)))
    db.execute("UPDATE signings SET state = 'sent' WHERE id = ?", (signing,))


# The programme.


def _sign_up(db: sqlite3.Connection, entry: Entry) -> None:
    outcome, seated_at = entry.detail["outcome"], entry.at
    if outcome in ("seated", "waiting"):
        db.execute(
            "INSERT INTO sign_ups (item_id, visitor_id, signed_at, seated_at) VALUES (?, ?, ?, ?)",
            (entry.detail["item"], entry.visitor, entry.at, seated_at if outcome == "seated" else None),
        )
        return
    _of_sign_up(db, entry, "seated_at = ?", seated_at if outcome == "moved_up" else None)


def _attend(db: sqlite3.Connection, entry: Entry) -> None:
    item = entry.detail["item"]
    if entry.visitor is None:
        db.execute(
            "UPDATE programme SET citizens = citizens + ? WHERE id = ?", (entry.detail["citizens"], item)
        )
        return
    sets = "attended_at = ?, seated_at = coalesce(seated_at, ?)"
    if not _of_sign_up(db, entry, sets, entry.happened_at, entry.at):
        db.execute(
            "INSERT INTO sign_ups (item_id, visitor_id, signed_at, seated_at, attended_at, at_door)"
            " VALUES (?, ?, ?, ?, ?, 1)",
            (item, entry.visitor, entry.at, entry.at, entry.happened_at),
        )


def _undo_attend(db: sqlite3.Connection, entry: Entry) -> None:
    _of_sign_up(db, entry, "attended_at = NULL, left_at = CASE WHEN at_door THEN ? END", entry.at)


def _leave_item(db: sqlite3.Connection, entry: Entry) -> None:
    _of_sign_up(db, entry, "left_at = ?", entry.at)


def _call_me(db: sqlite3.Connection, entry: Entry) -> None:
    _of_sign_up(db, entry, "callable = ?", entry.detail["on"])


def _of_sign_up(db: sqlite3.Connection, entry: Entry, sets: str, *values: Any) -> bool:
    done = db.execute(
        f"UPDATE sign_ups SET {sets} WHERE item_id = ? AND visitor_id = ? AND {conditions.SIGNED_UP}",
        (*values, entry.detail["item"], entry.visitor),
    )
    return done.rowcount > 0


def _cancel_item(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute("UPDATE programme SET cancelled_at = ? WHERE id = ?", (entry.at, entry.detail["item"]))


def _restore_item(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute("UPDATE programme SET cancelled_at = NULL WHERE id = ?", (entry.detail["item"],))


def _row(db: sqlite3.Connection, sql: str, value: Any) -> dict[str, Any]:
    row: dict[str, Any] = db.execute(sql, (value,)).fetchone()
    return row


PLAY: dict[str, Callable[[sqlite3.Connection, Entry], None]] = {
    "visitor.check_in": _check_in,
    "visitor.undo_check_in": _undo_check_in,
    "visitor.check_out": _check_out,
    "visitor.merge": _merge,
    "ticket.join": _join,
    "ticket.leave": _leave,
    "ticket.transfer": _transfer,
    "ticket.call_next": _call,
    "ticket.call": _call,
    "ticket.recall": _recall,
    "ticket.no_show": _no_show,
    "ticket.uncall": _uncall,
    "import.apply": _import,
    "consultation.start": _start,
    "consultation.cancel_start": _cancel_start,
    "consultation.extend": _extend,
    "consultation.note": _note,
    "consultation.finish": _finish,
    "consultation.lapse": _lapse,
    "consultation.correct": _correct,
    "consultation.confirm": _confirm,
    "paper.meeting": _meeting_on_paper,
    "signing.send": _send,
    "signing.announce": _announce,
    "signing.done": _done,
    "signing.skip": _skip,
    "signing.undo": _undo,
    "signing.move": _move,
    "programme.sign_up": _sign_up,
    "programme.attend": _attend,
    "programme.undo_attend": _undo_attend,
    "programme.leave": _leave_item,
    "programme.call_me": _call_me,
    "programme.cancel": _cancel_item,
    "programme.restore": _restore_item,
}
