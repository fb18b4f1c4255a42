"""One person registered twice: who looks like it, making the two registrations one, or saying that they are two."""

import re
import sqlite3
from collections import defaultdict
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import tickets
from kiosk.language.sentences import gettext
from kiosk.language.text import close_key, company_key

# Names that occur once are sifted out where they are stored: this is asked every few seconds.
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


class ArrivedTwice(TypedDict):
    """A day on which both came: the arrival of who goes, and since and until when either was in (ms)."""

    id: int
    day: str
    at: int
    left_at: int | None


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


def merge(change: Change, *, visitor: int, into: int, reason: str) -> dict[str, Any]:
    """`visitor` is `into` and goes by `into`'s number from now on; what it holds goes there, its badge is void.

    Raises NotFound, BadFields (into), Refused wrong_state: merged already, called or in a meeting, or `into` is a
    phone's registration that a desk has not confirmed while `visitor` is a known person.
    """
    gone, stays = visitors.require(change, visitor), visitors.require(change, into)
    if gone["id"] == stays["id"]:
        raise BadFields({"into": gettext("합칠 다른 등록을 골라 주세요.", change.lang)})
    _require_mergeable(change, gone, stays)
    _carry_places(change, gone, stays)
    _carry_wishes(change, gone, stays)
    _carry_arrivals(change, gone["id"], stays["id"])
    _carry_pause(change, gone, stays)
    _carry_rest(change, gone, stays)
    _fill_in(change, gone, stays)
    change.update(
        "UPDATE visitors SET state = 'merged', merged_into = ? WHERE id = ? AND state = ?",
        stays["id"],
        gone["id"],
        gone["state"],
    )
    change.update("UPDATE visitors SET merged_into = ? WHERE merged_into = ?", stays["id"], gone["id"])
    change.update("DELETE FROM contacts WHERE visitor_id = ?", gone["id"])
    change.record("visitor.merge", visitor_id=gone["id"], into=stays["id"], reason=reason)
    change.record("visitor.merge", visitor_id=stays["id"], merged=gone["id"], reason=reason)
    return {
        "visitor": visitors.shape(change.badge_key, visitors.require(change, stays["id"])),
        "message": gettext(
            "%(gone)s번을 %(number)s번으로 합쳤어요. %(gone)s번 명찰은 이제 쓸 수 없어요.",
            change.lang,
            gone=gone["number"],
            number=stays["number"],
        ),
    }


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


def _require_mergeable(change: Change, gone: Visitor, stays: Visitor) -> None:
    for row in (gone, stays):
        visitors.require_unmerged(change, row)
    if stays["state"] == "pending" and gone["state"] == "registered":
        sentence = gettext(
            "%(number)s번은 아직 확인되지 않은 등록이에요. 반대쪽으로 합쳐 주세요.",
            change.lang,
            number=stays["number"],
        )
        raise Refused("wrong_state", sentence)
    if tickets.is_busy(change.db, gone["id"]):
        sentence = gettext(
            "지금 %(number)s번으로 호출됐거나 상담 중이에요. 끝난 뒤에 합쳐 주세요.",
            change.lang,
            number=gone["number"],
        )
        raise Refused("wrong_state", sentence)


def _carry_places(change: Change, gone: Visitor, stays: Visitor) -> None:
    """Waiting places go on in their order where `stays` has none; past ones and their meetings are theirs too."""
    taken = {place["booth_id"] for place in tickets.of_visitor(change.db, stays["id"])}
    for place in tickets.of_visitor(change.db, gone["id"]):
        if place["booth_id"] in taken:
            tickets.move(change, place, "cancelled")
            tickets.record(change, "ticket.leave", place, reason="merged")
    for table in ("tickets", "consultations"):
        change.update(f"UPDATE {table} SET visitor_id = ? WHERE visitor_id = ?", stays["id"], gone["id"])


def _carry_wishes(change: Change, gone: Visitor, stays: Visitor) -> None:
    """Wishes that `stays` has already, or has a place for, end; so do appointments at one booth and time."""
    change.update(
        "UPDATE wishes AS w SET state = 'withdrawn' WHERE w.visitor_id = ?1 AND w.state <> 'withdrawn' AND ("
        " EXISTS (SELECT 1 FROM wishes o WHERE o.visitor_id = ?2 AND o.booth_id = w.booth_id"
        " AND o.starts_at IS w.starts_at AND o.state <> 'withdrawn')"
        " OR (w.state = 'open' AND EXISTS (SELECT 1 FROM tickets t WHERE t.visitor_id = ?2"
        f" AND t.booth_id = w.booth_id AND {conditions.live()})))",
        gone["id"],
        stays["id"],
    )
    change.update("UPDATE wishes SET visitor_id = ? WHERE visitor_id = ?", stays["id"], gone["id"])
    _carry_appointments(change, gone, stays)


def _carry_appointments(change: Change, gone: Visitor, stays: Visitor) -> None:
    """An enterprise whose only person this was is the other one written differently: its appointments are theirs."""
    if gone["enterprise_id"] in (None, stays["enterprise_id"]) or stays["enterprise_id"] is None:
        return
    if change.one(
        "SELECT 1 FROM visitors WHERE enterprise_id = ? AND id <> ? AND state <> 'merged'",
        gone["enterprise_id"],
        gone["id"],
    ):
        return
    untaken = "enterprise_id = ? AND visitor_id IS NULL AND state = 'open'"
    change.update(
        f"UPDATE OR IGNORE wishes SET enterprise_id = ? WHERE {untaken}",
        stays["enterprise_id"],
        gone["enterprise_id"],
    )
    change.update(f"UPDATE wishes SET state = 'withdrawn' WHERE {untaken}", gone["enterprise_id"])


def _carry_arrivals(change: Change, gone: int, stays: int) -> None:
    """Days on which both came count once, since the earlier time; who is in with either badge is in."""
    twice = rows.every(
        change.db,
        ArrivedTwice,
        "SELECT g.id, g.day, min(g.at, s.at) AS at, CASE WHEN g.left_at IS NULL OR s.left_at IS NULL THEN NULL"
        " ELSE max(g.left_at, s.left_at) END AS left_at FROM arrivals g JOIN arrivals s ON s.day = g.day"
        f" WHERE g.visitor_id = ? AND s.visitor_id = ? AND {conditions.came('g')} AND {conditions.came('s')}",
        gone,
        stays,
    )
    for row in twice:
        change.update("UPDATE arrivals SET undone_at = ? WHERE id = ?", change.now, row["id"])
        change.update(
            f"UPDATE arrivals SET at = ?, left_at = ? WHERE visitor_id = ? AND day = ? AND {conditions.CAME}",
            row["at"],
            row["left_at"],
            stays,
            row["day"],
        )
    change.update(
        f"UPDATE arrivals SET visitor_id = ? WHERE visitor_id = ? AND {conditions.CAME}", stays, gone
    )


def _carry_pause(change: Change, gone: Visitor, stays: Visitor) -> None:
    """Who rests goes on resting under the number that stays, unless that one is called; nobody's pause stays behind."""
    change.update(
        "UPDATE visitors SET paused_at = NULL, pause_until = NULL, paused_ms = 0 WHERE id = ?", gone["id"]
    )
    busy = tickets.is_busy(change.db, stays["id"])
    if gone["paused_at"] is None or stays["paused_at"] is not None or busy:
        return
    change.update(
        "UPDATE visitors SET paused_at = ?, pause_until = ?, paused_ms = ? WHERE id = ? AND paused_at IS NULL",
        gone["paused_at"],
        gone["pause_until"],
        gone["paused_ms"],
        stays["id"],
    )


def _carry_rest(change: Change, gone: Visitor, stays: Visitor) -> None:
    """Invitations. A phone is bound to the badge that is void now: it is bound anew, by the badge that stays. No badge of
    `gone` is printed."""
    change.update("DELETE FROM print_jobs WHERE visitor_id = ? AND state = 'queued'", gone["id"])
    change.update(
        "UPDATE OR IGNORE invites SET visitor_id = ? WHERE visitor_id = ? AND state = 'open'",
        stays["id"],
        gone["id"],
    )
    change.update(
        "UPDATE invites SET state = 'lapsed', answered_at = ? WHERE visitor_id = ? AND state = 'open'",
        change.now,
        gone["id"],
    )


def _fill_in(change: Change, gone: Visitor, stays: Visitor) -> None:
    """What only the merged registration knew: the enterprise, a need, phone and e-mail. Nothing is overwritten."""
    change.update(
        "UPDATE visitors SET enterprise_id = coalesce(enterprise_id, ?), need = coalesce(need, ?),"
        " scanned_at = max(coalesce(scanned_at, 0), coalesce(?, 0)) WHERE id = ?",
        gone["enterprise_id"],
        gone["need"],
        gone["scanned_at"],
        stays["id"],
    )
    if gone["need"] and not stays["need"]:
        change.update(
            "UPDATE consents SET visitor_id = ? WHERE visitor_id = ? AND purpose = 'need'",
            stays["id"],
            gone["id"],
        )
    change.update(
        "UPDATE contacts AS c SET title = coalesce(c.title, g.title), phone = coalesce(c.phone, g.phone),"
        " email = coalesce(c.email, g.email) FROM contacts g WHERE c.visitor_id = ? AND g.visitor_id = ?",
        stays["id"],
        gone["id"],
    )


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
