"""The address at which an agency answers what became of its promises: a random word, kept as its hash, that opens its own
list and nothing else, until it expires or is taken back. A new one takes the place of the old one.
"""

import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import BadFields, NotFound, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.data.tokens import hashed
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

DAY_MS = 24 * 60 * days.MIN_MS
WORD_BYTES = 24
WORD_MAX = 64
PATH = "/follow-ups/"
OVER = N_("이 링크는 이제 쓸 수 없어요. 박람회 운영본부에 새 링크를 부탁해 주세요.")


class Link(TypedDict):
    """ms."""

    id: int
    agency_id: int
    made_at: int
    expires_at: int
    revoked_at: int | None
    opened_at: int | None


_SELECT = "SELECT id, agency_id, made_at, expires_at, revoked_at, opened_at FROM follow_up_links"


def make(change: Change, *, agency: int, days_open: int | None = None) -> dict[str, Any]:
    """Make the address of an agency (its id) at which it answers, for so many days (`follow_up_link_days`); the one before
    is void. Answers `link` and `url`, which is shown this once. Raises NotFound."""
    if change.value("SELECT id FROM agencies WHERE id = ?", agency) is None:
        raise NotFound(gettext(N_("그런 기관이 없어요. 화면을 새로 열어 주세요."), change.lang))
    _revoke(change, agency)
    word = change.trail.draw(WORD_BYTES)
    expires_at = change.now + (days_open or change.settings["follow_up_link_days"]) * DAY_MS
    made = change.insert(
        "follow_up_links",
        agency_id=agency,
        token_hash=hashed(word),
        made_at=change.now,
        made_by=f"{change.actor.role}:{change.actor.station_id}"
        if change.actor.station_id
        else change.actor.role,
        expires_at=expires_at,
    )
    change.record("follow_up.link", agency=agency, link=made)
    sentence = N_("%(day)s까지 쓰는 링크를 만들었어요. 다시 보여 드릴 수 없으니 지금 복사해 주세요.")
    return {
        "link": {"id": made, "agency": agency, "expires_at": days.iso(expires_at, change.time_zone)},
        "url": f"{change.origin}{PATH}{word}",
        "message": gettext(sentence, change.lang, day=days.date_of(expires_at, change.time_zone)),
    }


def revoke(change: Change, *, agency: int) -> dict[str, Any]:
    """Take the address of an agency back: it opens nothing any more. Raises Refused wrong_state where there is none."""
    if not _revoke(change, agency):
        raise Refused("wrong_state", gettext(N_("이 기관에는 쓰고 있는 링크가 없어요."), change.lang))
    change.record("follow_up.unlink", agency=agency)
    return {"agency": agency, "message": gettext(N_("링크를 거뒀어요. 이제 열리지 않아요."), change.lang)}


def opened(change: Change, *, link: int) -> dict[str, Any]:
    """The agency opened its address, for the first time on this day. Raises NotFound."""
    if not change.update("UPDATE follow_up_links SET opened_at = ? WHERE id = ?", change.now, link):
        raise NotFound(gettext(OVER, change.lang))
    change.record("follow_up.opened", link=link)
    return {"link": link}


def of_word(db: sqlite3.Connection, word: str) -> Link | None:
    """The link of this word, whether or not it is over."""
    if not 0 < len(word) <= WORD_MAX:
        return None
    return rows.one(db, Link, f"{_SELECT} WHERE token_hash = ?", hashed(word))


def standing(db: sqlite3.Connection, now: int) -> dict[int, Link]:
    """Agency -> its link that works now."""
    found = rows.every(db, Link, f"{_SELECT} WHERE revoked_at IS NULL AND expires_at > ?", now)
    return {one["agency_id"]: one for one in found}


def is_over(link: Link, now: int) -> bool:
    return link["revoked_at"] is not None or link["expires_at"] <= now


def agency_of(change: Change, link: int | None) -> int | None:
    """Whose promises may be answered through this link; None: through none. Raises BadFields, Refused."""
    if link is None:
        return None
    if change.actor.role != "system":  # its page has checked the word
        raise BadFields({"link": gettext(N_("link: 링크의 화면에서만 보내요."), change.lang)})
    row = rows.one(change.db, Link, f"{_SELECT} WHERE id = ?", link)
    if row is None or is_over(row, change.now):
        raise Refused("wrong_state", gettext(OVER, change.lang))
    return row["agency_id"]


def _revoke(change: Change, agency: int) -> int:
    return change.update(
        "UPDATE follow_up_links SET revoked_at = ? WHERE agency_id = ? AND revoked_at IS NULL",
        change.now,
        agency,
    )
