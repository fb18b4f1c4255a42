"""What a visitor agrees to, per purpose, with the version of the words they read (square/own_words.py)."""

import sqlite3
from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import rows
from kiosk.data.conditions import said_last
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.square import own_words
from kiosk.language.sentences import N_, gettext


class Consent(TypedDict):
    """What somebody said last about a purpose; ms."""

    purpose: Literal["keep", "share", "need"]
    given: int
    text_version: str
    at: int


def keep(change: Change, visitor_id: int, consent: Mapping[str, bool], version: str | None = None) -> None:
    """Keep what was agreed to (purpose -> whether). `version`: of the text that was shown; None: that of now.

    Raises BadFields (consent_version).
    """
    read = own_words.version_read(change, version)
    for purpose, given in consent.items():
        change.insert(
            "consents",
            visitor_id=visitor_id,
            purpose=purpose,
            given=int(given),
            text_version=read,
            at=change.happened_at,
        )


def shares(visitor: str) -> str:
    """SQL: whether this visitor (an expression that gives the id) agreed last to have their contact data handed to the
    agencies they meet."""
    return said_last(visitor, "'share'") + " = 1"


def set_consent(change: Change, *, visitor: int, share: bool) -> dict[str, Any]:
    """A visitor lets the agencies they meet have their contact data, or takes that back: lists, files and tablets of agencies
    show it no more from then on. That it is kept at all they end by `visitor.forget`.

    Raises NotFound, NotAllowed, Refused wrong_state: merged, or it is so already.
    """
    row = visitors.require(change, visitor)
    visitors.require_own(change, row["id"])
    visitors.require_unmerged(change, row)
    if share == gives(change.db, row["id"], "share"):
        said = N_("이미 기관에 알려 드리고 있어요.") if share else N_("이미 기관에 알려 드리지 않아요.")
        raise Refused("wrong_state", gettext(said, change.lang))
    keep(change, row["id"], {"share": share})
    change.record(
        "visitor.set_consent", visitor_id=row["id"], share=share, booths=visitors.met(change.db, row["id"])
    )
    told = (
        N_("이제 상담하는 기관에 연락처를 알려 드려요.")
        if share
        else N_("이제 기관에 연락처를 알려 드리지 않아요. 이미 받은 기관에는 운영본부가 지워 달라고 알려요.")
    )
    return {
        "visitor": visitors.shape(change.badge_key, row),
        "share": share,
        "message": gettext(told, change.lang),
    }


def gives(db: sqlite3.Connection, visitor_id: int, purpose: str) -> bool:
    """Whether this visitor agrees to this purpose, by what they said last."""
    row = db.execute(f"SELECT {said_last('?', '?')} AS given", (visitor_id, purpose)).fetchone()
    return bool(row["given"])


def latest(db: sqlite3.Connection, visitor_id: int) -> list[Consent]:
    """What they said last about each purpose they were asked about."""
    return rows.every(
        db,
        Consent,
        "SELECT purpose, given, text_version, at FROM consents c WHERE visitor_id = ? AND id = (SELECT max(id) FROM consents l"
        " WHERE l.visitor_id = c.visitor_id AND l.purpose = c.purpose) ORDER BY id",
        visitor_id,
    )
