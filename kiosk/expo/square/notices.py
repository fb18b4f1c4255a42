"""Notices: what everybody on boards, phones or tablets is told, until its time is over or somebody ends it."""

import sqlite3
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import NotFound, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

Audience = Literal["boards", "phones", "tablets"]
AUDIENCES: tuple[Audience, ...] = ("boards", "phones", "tablets")
IN_FORCE_MOST = 5  # each has its turn on a board: a sixth would be read by nobody

_IN_FORCE = "ended_at IS NULL AND coalesce(ends_at, 9e15) > ?"


class Notice(TypedDict):
    """The table's row; times in ms."""

    id: int
    text: str
    text_en: str | None
    to_boards: int
    to_phones: int
    to_tablets: int
    sent_at: int
    ends_at: int | None
    ended_at: int | None


class NoticeShape(TypedDict):
    """A notice in answers and twins; times are ISO 8601 with an offset."""

    id: int
    text: str
    text_en: str | None
    to: list[Audience]
    sent_at: str
    ends_at: str | None
    ended_at: str | None


class DueNotice(TypedDict):
    """A notice whose time is over since `ends_at` (ms)."""

    id: int
    ends_at: int


def send(
    change: Change,
    *,
    text: str,
    text_en: str | None = None,
    to: list[Audience] | None = None,
    minutes: int | None = None,
) -> dict[str, Any]:
    """Tell everybody who looks at `to` (boards, phones, tablets; all unless said), for so many minutes or until it is ended.

    Raises Refused full while five are told already.
    """
    if len(in_force(change.db, change.now)) >= IN_FORCE_MOST:
        sentence = N_("알림은 한 번에 %(most)s개까지 띄울 수 있어요. 하나를 끝내고 다시 보내 주세요.")
        raise Refused("full", gettext(sentence, change.lang, most=IN_FORCE_MOST))
    audiences = [one for one in AUDIENCES if to is None or one in to]
    notice = change.insert(
        "notices",
        text=text,
        text_en=text_en,
        **{f"to_{one}": int(one in audiences) for one in AUDIENCES},
        sent_at=change.now,
        ends_at=change.now + minutes * days.MIN_MS if minutes else None,
    )
    change.record("notice.send", notice=notice, to=audiences, minutes=minutes)
    return {
        "notice": shape(require(change, notice), change.time_zone),
        "message": gettext("알림을 보냈어요.", change.lang),
    }


def end(change: Change, *, notice: int) -> dict[str, Any]:
    """Take a notice off every screen; the clock does it when its time is over. Raises NotFound, Refused wrong_state."""
    row = require(change, notice)
    if not change.update(
        "UPDATE notices SET ended_at = ? WHERE id = ? AND ended_at IS NULL", change.now, notice
    ):
        raise Refused("wrong_state", gettext("이미 끝난 알림이에요.", change.lang))
    change.record("notice.end", notice=notice, to=audiences_of(row))
    return {
        "notice": shape(require(change, notice), change.time_zone),
        "message": gettext("알림을 끝냈어요.", change.lang),
    }


def require(change: Change, notice: int) -> Notice:
    """Raises NotFound."""
    row = rows.one(change.db, Notice, "SELECT * FROM notices WHERE id = ?", notice)
    if row is None:
        raise NotFound(gettext("그런 알림은 없어요.", change.lang))
    return row


def in_force(db: sqlite3.Connection, now: int, to: Audience | None = None) -> list[Notice]:
    """What is told at `now` (ms), to these alone if said; the newest first."""
    told = rows.every(
        db,
        Notice,
        f"SELECT * FROM notices INDEXED BY notices_in_force WHERE {_IN_FORCE} ORDER BY id DESC",
        now,
    )
    return [row for row in told if to is None or to in audiences_of(row)]


def shapes(db: sqlite3.Connection, now: int, to: Audience) -> list[NoticeShape]:
    """The same as twins show it."""
    zone = days.time_zone(db)
    return [shape(row, zone) for row in in_force(db, now, to)]


def over(db: sqlite3.Connection, now: int, most: int) -> list[Notice]:
    """The last that are told no more, the newest first."""
    return rows.every(
        db, Notice, f"SELECT * FROM notices WHERE NOT ({_IN_FORCE}) ORDER BY id DESC LIMIT ?", now, most
    )


def due(db: sqlite3.Connection, now: int) -> list[DueNotice]:
    """Those whose time is over and whose end nobody has recorded."""
    return rows.every(
        db,
        DueNotice,
        "SELECT id, ends_at FROM notices INDEXED BY notices_in_force WHERE ended_at IS NULL AND ends_at <= ?",
        now,
    )


def audiences_of(row: Notice) -> list[Audience]:
    given = {"boards": row["to_boards"], "phones": row["to_phones"], "tablets": row["to_tablets"]}
    return [one for one in AUDIENCES if given[one]]


def shape(row: Notice, zone: str) -> NoticeShape:
    return {
        "id": row["id"],
        "text": row["text"],
        "text_en": row["text_en"],
        "to": audiences_of(row),
        "sent_at": days.iso(row["sent_at"], zone) or "",
        "ends_at": days.iso(row["ends_at"], zone),
        "ended_at": days.iso(row["ended_at"], zone),
    }
