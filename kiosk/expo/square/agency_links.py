"""Addresses that an agency opens without a device of its own: a random word, kept as its hash, that opens one page of that agency
and nothing else, until it expires or is taken back. A new one takes the place of the old one of its kind, and of no other: what an
agency answers after the expo (expo/after/links.py) and whom it wishes to meet before (expo/timetable/links.py) go by links of
their own.
"""

import sqlite3
from dataclasses import dataclass
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
OVER = N_("이 링크는 이제 쓸 수 없어요. 박람회 운영본부에 새 링크를 부탁해 주세요.")


class Link(TypedDict):
    """ms."""

    id: int
    agency_id: int
    made_at: int
    expires_at: int
    revoked_at: int | None
    opened_at: int | None


@dataclass(frozen=True)
class Links:
    """Links of one kind: the table that keeps them, the verbs' first word, and the path under which they open."""

    table: str
    verbs: str
    path: str

    def make(self, change: Change, agency: int, expires_at: int) -> dict[str, Any]:
        """Answers `link` and `url`, which is shown this once. Raises NotFound."""
        if change.value("SELECT id FROM agencies WHERE id = ?", agency) is None:
            raise NotFound(gettext(N_("그런 기관이 없어요. 화면을 새로 열어 주세요."), change.lang))
        self._revoke(change, agency)
        word = change.trail.draw(WORD_BYTES)
        actor = change.actor
        made = change.insert(
            self.table,
            agency_id=agency,
            token_hash=hashed(word),
            made_at=change.now,
            made_by=f"{actor.role}:{actor.station_id}" if actor.station_id else actor.role,
            expires_at=expires_at,
        )
        change.record(f"{self.verbs}.link", agency=agency, link=made)
        sentence = N_("%(day)s까지 쓰는 링크를 만들었어요. 다시 보여 드릴 수 없으니 지금 복사해 주세요.")
        return {
            "link": {"id": made, "agency": agency, "expires_at": days.iso(expires_at, change.time_zone)},
            "url": f"{change.origin}{self.path}{word}",
            "message": gettext(sentence, change.lang, day=days.date_of(expires_at, change.time_zone)),
        }

    def revoke(self, change: Change, agency: int) -> dict[str, Any]:
        """Take the address of an agency back: it opens nothing any more; what was done by it stays. Raises Refused wrong_state where
        there is none."""
        if not self._revoke(change, agency):
            raise Refused("wrong_state", gettext(N_("이 기관에는 쓰고 있는 링크가 없어요."), change.lang))
        change.record(f"{self.verbs}.unlink", agency=agency)
        return {
            "agency": agency,
            "message": gettext(N_("링크를 거뒀어요. 이제 열리지 않아요."), change.lang),
        }

    def opened(self, change: Change, link: int) -> dict[str, Any]:
        """The agency opened its address, for the first time on this day. Raises NotFound."""
        if not change.update(f"UPDATE {self.table} SET opened_at = ? WHERE id = ?", change.now, link):
            raise NotFound(gettext(OVER, change.lang))
        change.record(f"{self.verbs}.opened", link=link)
        return {"link": link}

    def of_word(self, db: sqlite3.Connection, word: str) -> Link | None:
        """The link of this word, whether or not it is over."""
        if not 0 < len(word) <= WORD_MAX:
            return None
        return rows.one(db, Link, f"{self._select} WHERE token_hash = ?", hashed(word))

    def standing(self, db: sqlite3.Connection, now: int) -> dict[int, Link]:
        """Agency -> its link that works now."""
        found = rows.every(db, Link, f"{self._select} WHERE revoked_at IS NULL AND expires_at > ?", now)
        return {one["agency_id"]: one for one in found}

    def agency_of(self, change: Change, link: int | None) -> int | None:
        """For whom something may be done through this link; None: through none. Raises BadFields, Refused."""
        if link is None:
            return None
        if change.actor.role != "system":  # its page has checked the word
            raise BadFields({"link": gettext(N_("link: 링크의 화면에서만 보내요."), change.lang)})
        row = rows.one(change.db, Link, f"{self._select} WHERE id = ?", link)
        if row is None or is_over(row, change.now):
            raise Refused("wrong_state", gettext(OVER, change.lang))
        return row["agency_id"]

    @property
    def _select(self) -> str:
        return f"SELECT id, agency_id, made_at, expires_at, revoked_at, opened_at FROM {self.table}"

    def _revoke(self, change: Change, agency: int) -> int:
        return change.update(
            f"UPDATE {self.table} SET revoked_at = ? WHERE agency_id = ? AND revoked_at IS NULL",
            change.now,
            agency,
        )


def is_over(link: Link, now: int) -> bool:
    return link["revoked_at"] is not None or link["expires_at"] <= now
