"""One person registered twice: who looks like it, and saying that two are two. `merging.py` makes two one."""

import re
import sqlite3
from collections import defaultdict
from itertools import islice
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.language.sentences import gettext
from kiosk.language.text import close_key, company_key

_NAMESAKES = f"""
    SELECT v.id, v.state, e.name AS enterprise, c.phone,
        EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = v.id AND {conditions.came()}) AS came
    FROM visitors v JOIN contacts c ON c.visitor_id = v.id LEFT JOIN enterprises e ON e.id = v.enterprise_id
    WHERE v.state <> 'merged' AND v.badge_kind = 'visitor' AND v.id IN
"""

Likeness = tuple[str, str, str]  # a name, `phone` or `enterprise`, and which


class Namesake(TypedDict):
    """A person whose name another one has, too; `came` 1: they have been here."""

    id: int
    state: Literal["pending", "registered"]
    enterprise: str | None
    phone: str | None
    came: int


class Proposal(TypedDict):
    """Two visitors' ids. `why`: `phone` (one name, one phone) or `enterprise` (one name at one enterprise, however it is
    written)."""

    visitor: int
    into: int
    why: str


class Alike:
    """Everybody by what makes two look like one, kept up as people change: so nobody is compared with everybody."""

    def __init__(self) -> None:
        self._likenesses: dict[int, set[Likeness]] = {}
        self._people: dict[Likeness, set[int]] = defaultdict(set)
        self._shared: set[Likeness] = set()

    def put(self, visitor_id: int, name: str, phone: str | None, enterprise: str | None) -> None:
        """This is how they are called now, their phone and their enterprise's name."""
        self.drop(visitor_id)
        for likeness in self._likenesses.setdefault(visitor_id, _likenesses(name, phone, enterprise)):
            self._people[likeness].add(visitor_id)
            self._weigh(likeness)

    def drop(self, visitor_id: int) -> None:
        """They are not known any more."""
        for likeness in self._likenesses.pop(visitor_id, ()):
            self._people[likeness].remove(visitor_id)
            self._weigh(likeness)

    def suspects(self) -> list[int]:
        """Ids of those whom somebody is like, the newest first."""
        return sorted({one for likeness in self._shared for one in self._people[likeness]}, reverse=True)

    def like(self, visitor_id: int) -> set[int]:
        """Ids of those who are like this one, and this one."""
        return {visitor_id}.union(*(self._people[one] for one in self._likenesses[visitor_id]))

    def _weigh(self, likeness: Likeness) -> None:
        people = self._people[likeness]
        if len(people) > 1:
            self._shared.add(likeness)
            return
        self._shared.discard(likeness)
        if not people:
            del self._people[likeness]


def everybody_alike(db: sqlite3.Connection) -> Alike:
    """As everybody is now."""
    alike = Alike()
    for row in db.execute(
        "SELECT v.id, c.name, c.phone, e.name AS enterprise FROM visitors v JOIN contacts c ON c.visitor_id = v.id"
        " LEFT JOIN enterprises e ON e.id = v.enterprise_id WHERE v.state <> 'merged'"
    ):
        alike.put(row["id"], row["name"], row["phone"], row["enterprise"])
    return alike


def proposals(db: sqlite3.Connection, alike: Alike | None = None, limit: int = 2**31) -> list[Proposal]:
    """Pairs that look like one person, the newest first; `alike`: everybody as they are in this transaction.

    `into` is who should stay: confirmed before pending, who came already before who did not, then the one registered
    first.
    """
    alike = alike or everybody_alike(db)
    apart = {(row["low"], row["high"]) for row in db.execute("SELECT low, high FROM kept_apart")}
    found = (_proposal(db, one, alike.like(one), apart) for one in alike.suspects())
    return list(islice((one for one in found if one), limit))


def _proposal(
    db: sqlite3.Connection, visitor_id: int, like: set[int], apart: set[tuple[int, int]]
) -> Proposal | None:
    """With whom this one is to be merged, if with anybody."""
    people = rows.every(db, Namesake, f"{_NAMESAKES} ({','.join('?' * len(like))})", *like)
    people.sort(key=lambda one: (one["state"] == "pending", not one["came"], one["id"]))
    at = next((at for at, one in enumerate(people) if one["id"] == visitor_id), 0)
    for one in people[:at]:
        if _pair(one["id"], visitor_id) not in apart and (why := _why(one, people[at])):
            return {"visitor": visitor_id, "into": one["id"], "why": why}
    return None


def keep_apart(change: Change, *, visitor: int, other: int) -> dict[str, Any]:
    """These two are two people: they are not proposed for merging again. Raises NotFound, BadFields (other)."""
    one, two = _two(change, visitor, other)
    low, high = _pair(one["id"], two["id"])
    change.update(
        "INSERT INTO kept_apart (low, high, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        low,
        high,
        change.happened_at,
    )
    change.record("visitor.keep_apart", visitor_id=one["id"], other=two["id"])
    return {
        "message": gettext(
            "%(number)s번과 %(other)s번은 다른 사람이에요. 다시 묻지 않을게요.",
            change.lang,
            number=one["number"],
            other=two["number"],
        )
    }


def undo_keep_apart(change: Change, *, visitor: int, other: int) -> dict[str, Any]:
    """Ask again about these two. Raises NotFound, BadFields (other), Refused wrong_state where nobody had answered."""
    one, two = _two(change, visitor, other)
    low, high = _pair(one["id"], two["id"])
    if change.update("DELETE FROM kept_apart WHERE low = ? AND high = ?", low, high) != 1:
        sentence = gettext("두 사람을 다른 사람이라고 한 적이 없어요.", change.lang)
        raise Refused("wrong_state", sentence)
    change.record("visitor.undo_keep_apart", visitor_id=one["id"], other=two["id"])
    return {"message": gettext("되돌렸어요. 같은 사람인지 다시 확인해 주세요.", change.lang)}


def _two(change: Change, visitor: int, other: int) -> tuple[Visitor, Visitor]:
    one, two = visitors.require(change, visitor), visitors.require(change, other)
    if one["id"] == two["id"]:
        raise BadFields({"other": gettext("다른 등록을 골라 주세요.", change.lang)})
    return one, two


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _why(one: Namesake, other: Namesake) -> str | None:
    phone = _digits(one["phone"])
    if phone and phone == _digits(other["phone"]):
        return "phone"
    if one["enterprise"] is None or other["enterprise"] is None:
        return None
    return "enterprise" if company_key(one["enterprise"]) == company_key(other["enterprise"]) else None


def _likenesses(name: str, phone: str | None, enterprise: str | None) -> set[Likeness]:
    said, digits = close_key(name), _digits(phone)
    found = {(said, "phone", digits)} if digits else set()
    return found | ({(said, "enterprise", company_key(enterprise))} if enterprise is not None else set())


def _digits(phone: str | None) -> str:
    return re.sub(r"\D", "", phone or "")
