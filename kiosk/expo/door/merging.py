"""Two registrations of one person become one: what the one that goes holds is carried over to the one that stays."""

from typing import Any, TypedDict

from kiosk.actions.refusals import BadFields, Refused
from kiosk.data import conditions, rows
from kiosk.data.store import Change
from kiosk.expo.person import presence, visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.programme import sign_ups
from kiosk.expo.queue import tickets
from kiosk.language.sentences import gettext


class ArrivedTwice(TypedDict):
    """A day on which both came: the arrival of who goes, and since and until when either was in (ms)."""

    id: int
    day: str
    at: int
    left_at: int | None


class ProposedTwice(TypedDict):
    """Proposals (ids) of two spellings of one enterprise at one booth, when each is (ms), and which of them stands."""

    gone: int
    stays: int
    booth_id: int
    gone_at: int
    stays_at: int
    gone_stands: int


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
    sign_ups.carry(change, gone["id"], stays["id"])
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
    for table in ("marks", "away"):
        change.update(
            f"UPDATE OR IGNORE {table} SET enterprise_id = ? WHERE enterprise_id = ?",
            stays["enterprise_id"],
            gone["enterprise_id"],
        )
    # A mark that both have is one: nobody is planned for the spelling that goes.
    change.update("DELETE FROM marks WHERE enterprise_id = ?", gone["enterprise_id"])
    _carry_proposals(change, gone["enterprise_id"], stays["enterprise_id"])


def _carry_proposals(change: Change, gone: int, stays: int) -> None:
    """Of a pair that both spellings have one stands: an appointment before a proposal, then what more sides confirmed, then the one
    of the spelling that stays. The other gives way, and its appointment goes."""
    twice = rows.every(
        change.db,
        ProposedTwice,
        "SELECT g.id AS gone, s.id AS stays, g.booth_id, g.starts_at AS gone_at, s.starts_at AS stays_at,"
        " (g.state = 'applied', coalesce(g.agency_says = 'yes', 0) + coalesce(g.enterprise_says = 'yes', 0))"
        " > (s.state = 'applied', coalesce(s.agency_says = 'yes', 0) + coalesce(s.enterprise_says = 'yes', 0)) AS gone_stands"
        " FROM proposals g JOIN proposals s ON s.booth_id = g.booth_id AND s.enterprise_id = ? AND s.state IN ('open', 'applied')"
        " WHERE g.enterprise_id = ? AND g.state IN ('open', 'applied')",
        stays,
        gone,
    )
    for one in twice:
        loser, at = (one["stays"], one["stays_at"]) if one["gone_stands"] else (one["gone"], one["gone_at"])
        change.update("UPDATE proposals SET state = 'replaced' WHERE id = ?", loser)
        if one["gone_at"] != one["stays_at"]:
            change.update(
                "UPDATE wishes SET state = 'withdrawn' WHERE enterprise_id = ? AND booth_id = ? AND starts_at = ?"
                " AND visitor_id IS NULL AND state = 'open'",
                stays,
                one["booth_id"],
                at,
            )
    change.update("UPDATE proposals SET enterprise_id = ? WHERE enterprise_id = ?", stays, gone)


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
    presence.end_pause(change, gone["id"])
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
    """Open invitations go to `stays`; one from a booth that has invited both ends. Badges of `gone` are not printed any
    more. Its phone is not carried over: it was bound to a badge that is void now."""
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
