"""Messages: a word to one booth, some or all, which its tablet shows until its people have read it."""

import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import NotFound, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.square import booths, days, ground
from kiosk.language.sentences import N_, gettext

OPEN_MOST = 20  # who reads none of twenty will not read the next

_OPEN = "m.ended_at IS NULL AND EXISTS (SELECT 1 FROM message_booths o WHERE o.message_id = m.id AND o.read_at IS NULL)"


class Message(TypedDict):
    """The table's row; times in ms."""

    id: int
    text: str
    sent_at: int
    ended_at: int | None


class Unread(TypedDict):
    """A message that a booth has not read; `sent_at` in ms."""

    id: int
    text: str
    sent_at: int


class Reader(TypedDict):
    """A booth that a message went to, and when its people read it (ms)."""

    message_id: int
    booth_id: int
    read_at: int | None


class ReaderShape(TypedDict):
    booth: str
    read_at: str | None


class MessageShape(TypedDict):
    """A message in answers and twins; times are ISO 8601 with an offset."""

    id: int
    text: str
    sent_at: str
    ended_at: str | None
    booths: list[ReaderShape]


def send(change: Change, *, text: str, to: list[str] | None = None) -> dict[str, Any]:
    """Tell these booths' people (all unless said) on their tablets, until each has read it.

    Raises Refused: unknown_booth; wrong_state where there is no booth; full while twenty are not read by all.
    """
    told = _booths(change, to)
    if change.value(f"SELECT count(*) FROM messages m WHERE {_OPEN}") >= OPEN_MOST:
        sentence = N_("아직 다 읽지 않은 메시지가 %(most)s개예요. 지난 것을 거두고 다시 보내 주세요.")
        raise Refused("full", gettext(sentence, change.lang, most=OPEN_MOST))
    message = change.insert("messages", text=text, sent_at=change.now)
    for booth_id in told.values():
        change.insert("message_booths", message_id=message, booth_id=booth_id)
    change.record("message.send", message=message, tablets=list(told))
    return {
        "told": shape(change.db, require(change, message), change.time_zone),
        "message": gettext("부스 %(n)s곳에 메시지를 보냈어요.", change.lang, n=len(told)),
    }


def read(change: Change, *, message: int, booth: str) -> dict[str, Any]:
    """A booth's people have read it. Raises NotFound, Refused: unknown_booth, wrong_state when it is not theirs to read (any more)."""
    row, where = require(change, message), booths.require(change, booth)
    is_read = row["ended_at"] is None and change.update(
        "UPDATE message_booths SET read_at = ? WHERE message_id = ? AND booth_id = ? AND read_at IS NULL",
        change.now,
        message,
        where["id"],
    )
    if not is_read:
        raise Refused("wrong_state", gettext("이미 읽었거나 거둔 메시지예요.", change.lang))
    change.record("message.read", message=message, tablets=[booth])
    return {
        "told": shape(change.db, row, change.time_zone),
        "message": gettext("운영본부에 읽었다고 알렸어요.", change.lang),
    }


def end(change: Change, *, message: int) -> dict[str, Any]:
    """Take a message back from the tablets that have not read it. Raises NotFound, Refused wrong_state."""
    require(change, message)
    if not change.update(
        "UPDATE messages SET ended_at = ? WHERE id = ? AND ended_at IS NULL", change.now, message
    ):
        raise Refused("wrong_state", gettext("이미 거둔 메시지예요.", change.lang))
    found = shape(change.db, require(change, message), change.time_zone)
    change.record("message.end", message=message, tablets=[one["booth"] for one in found["booths"]])
    return {"told": found, "message": gettext("메시지를 거두었어요.", change.lang)}


def require(change: Change, message: int) -> Message:
    """Raises NotFound."""
    row = rows.one(change.db, Message, "SELECT * FROM messages WHERE id = ?", message)
    if row is None:
        raise NotFound(gettext("그런 메시지는 없어요.", change.lang))
    return row


def unread(db: sqlite3.Connection, booth_id: int) -> list[Unread]:
    """What this booth's people have still to read, the newest first."""
    return rows.every(
        db,
        Unread,
        "SELECT m.id, m.text, m.sent_at FROM message_booths r INDEXED BY unread_messages"
        " JOIN messages m ON m.id = r.message_id WHERE r.booth_id = ? AND r.read_at IS NULL AND m.ended_at IS NULL"
        " ORDER BY m.id DESC",
        booth_id,
    )


def last(db: sqlite3.Connection, most: int) -> list[Message]:
    """The newest first, ended ones too."""
    return rows.every(db, Message, "SELECT * FROM messages ORDER BY id DESC LIMIT ?", most)


def shape(db: sqlite3.Connection, row: Message, zone: str) -> MessageShape:
    numbers = ground.of(db).booths
    readers = rows.every(db, Reader, "SELECT * FROM message_booths WHERE message_id = ?", row["id"])
    return {
        "id": row["id"],
        "text": row["text"],
        "sent_at": days.iso(row["sent_at"], zone) or "",
        "ended_at": days.iso(row["ended_at"], zone),
        "booths": sorted(
            (
                {
                    "booth": numbers[one["booth_id"]]["number"],
                    "read_at": days.iso(one["read_at"], zone),
                }
                for one in readers
            ),
            key=lambda one: one["booth"],
        ),
    }


def _booths(change: Change, asked: list[str] | None) -> dict[str, int]:
    """number -> id of the booths to tell."""
    if asked:
        return {number: booths.require(change, number)["id"] for number in dict.fromkeys(asked)}
    every = {number: row["id"] for number, row in ground.of(change.db).by_number.items()}
    if not every:
        raise Refused(
            "wrong_state", gettext("아직 부스가 없어요. 기관 파일을 먼저 가져와 주세요.", change.lang)
        )
    return every
