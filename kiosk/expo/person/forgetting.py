"""Contact data is forgotten when the time is over for which people agreed that it is kept.

A person does it by a tap, never the clock alone: a laptop whose clock is a year ahead would destroy what cannot be got
back. What was done on the square (numbers, meetings, outcomes) stays, and names nobody.
"""

import sqlite3
from datetime import date
from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data.store import Change
from kiosk.expo.square import days, ground
from kiosk.language.sentences import N_, gettext


def due_on(db: sqlite3.Connection) -> str | None:
    """From which day on (ISO) contact data is to be forgotten; None without expo days."""
    square = ground.of(db)
    return _after(square.days[-1].day, square.settings["keep_contacts_months"]) if square.days else None


def kept(db: sqlite3.Connection) -> int:
    """Of how many people contact data is kept."""
    return int(db.execute("SELECT count(*) AS people FROM contacts").fetchone()["people"])


def is_due(db: sqlite3.Connection, now: int, zone: str) -> bool:
    """Whether it should have been forgotten by `now` (ms)."""
    day = due_on(db)
    return day is not None and days.date_of(now, zone) >= day and kept(db) > 0


def forget_contacts(change: Change) -> dict[str, Any]:
    """Forget everybody's name, title, phone, e-mail and need, for good, once the time that was agreed to is over.

    Raises Refused wrong_state before.
    """
    day = due_on(change.db)
    if day is None or days.date_of(change.now, change.time_zone) < day:
        sentence = N_("아직 보관하기로 한 기간이에요. %(day)s부터 지울 수 있어요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, day=day or "–"))
    people = change.update("DELETE FROM contacts")
    change.update("UPDATE visitors SET need = NULL WHERE need IS NOT NULL")
    change.record("contacts.forget", people=people)
    return {"people": people, "message": gettext(N_("%(n)s명의 연락처를 지웠어요."), change.lang, n=people)}


def _after(day: str, months: int) -> str:
    """The first day that lies so many whole months after this one."""
    last = date.fromisoformat(day)
    years, month = divmod(last.month - 1 + months, 12)
    for number in range(last.day, 27, -1):
        try:
            return str(date(last.year + years, month + 1, number))
        except ValueError:
            continue
    return str(date(last.year + years, month + 1, last.day))
