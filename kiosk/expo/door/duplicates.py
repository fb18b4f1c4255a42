"""One person registered twice: who looks like it, and saying that two are two. `merging.py` makes two one."""

import re
import sqlite3
from collections import defaultdict
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.language.sentences import gettext
from kiosk.language.text import close_key, company_key

# Asked every few seconds, so SQLite leaves out the names that occur once.
_NAMESAKES = f"""
    WITH people AS (SELECT visitor_id, phone, name, lower(replace(name, ' ', '')) AS plain FROM contacts)
    SELECT v.id, v.number, v.state, v.enterprise_id, e.name AS enterprise, p.name, p.phone,
        EXISTS (SELECT 1 FROM arrivals a WHERE a.visitor_id = v.id AND {conditions.came()}) AS came
    FROM people p JOIN visitors v ON v.id = p.visitor_id LEFT JOIN enterprises e ON e.id = v.enterprise_id
    WHERE v.state <> 'merged' AND v.badge_kind = 'visitor'
        AND p.plain IN (SELECT plain FROM people GROUP BY plain HAVING count(*) > 1)
"""


class Namesake(TypedDict):
    """A person whose name another one has, too; `came` 1: they have been here."""

    id: int
    number: int
    state: Literal["pending", "registered"]
    enterprise_id: int | None
    enterprise: str | None
    name: str
    phone: str | None
    came: int


class Proposal(TypedDict):
    """Two visitors' ids. `why`: `phone` (one name, one phone) or `enterprise` (one name at one enterprise, however it is
    written)."""

    visitor: int
    into: int
    why: str


def proposals(db: sqlite3.Connection) -> list[Proposal]:
    """Pairs that look like one person, the newest first.

    `into` is who should stay: confirmed before pending, who came already before who did not, then the one registered
    first.
    """
    namesakes: dict[str, list[Namesake]] = defaultdict(list)
    for row in rows.every(db, Namesake, _NAMESAKES):
        namesakes[close_key(row["name"])].append(row)
    apart = {(row["low"], row["high"]) for row in db.execute("SELECT low, high FROM kept_apart")}
    found: list[Proposal] = []
    for people in namesakes.values():
        people.sort(key=lambda one: (one["state"] == "pending", not one["came"], one["id"]))
        for at, other in enumerate(people):
            asked = (one for one in people[:at] if _pair(one["id"], other["id"]) not in apart)
            same = ((one, why) for one in asked if (why := _why(one, other)))
            if pair := next(same, None):
                found.append({"visitor": other["id"], "into": pair[0]["id"], "why": pair[1]})
    return sorted(found, key=lambda one: -one["visitor"])


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
    if one["enterprise_id"] is None or other["enterprise_id"] is None:
        return None
    if one["enterprise_id"] == other["enterprise_id"]:
        return "enterprise"
    alike = company_key(one["enterprise"] or "") == company_key(other["enterprise"] or "")
    return "enterprise" if alike else None


def _digits(phone: str | None) -> str:
    return re.sub(r"\D", "", phone or "")
