"""A visitor's phone: bound once, it may act for its visitor. Kept as a hash, like a station's token.

A binding is the badge's: whatever makes the badge void ends it, and every open offer (the trigger `badge_ends`).
"""

import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import NotAllowed, NotPaired, Refused
from kiosk.data import rows
from kiosk.data.store import Actor, Change
from kiosk.data.tokens import hashed
from kiosk.expo.person import visitors
from kiosk.language.sentences import N_, gettext

OFFER_MS = 10 * 60_000
TRIES = 5  # at one badge's digits, whoever tries; a QR from kiosk or desk still binds
CHANGES = ("phone.bind", "phone.unbind", "push.subscribe", "push.unsubscribe", "push.gone")
_LOCKED = N_("다섯 번 틀렸어요. 키오스크나 안내 데스크의 QR로 연결해 주세요.")


class Standing(TypedDict):
    """How many phones are `bound` to a visitor, and whether the tries at the digits are used up (`locked`)."""

    bound: int
    locked: bool


class Offer(TypedDict):
    """An open one-time QR."""

    id: int
    visitor_id: int


def offer(change: Change, *, code: str) -> dict[str, Any]:
    """A one-time QR, shown at kiosk or desk, that binds the phone which opens it: `bind_url` (10 minutes)."""
    row = visitors.require_by_code(change, code)
    change.update("DELETE FROM phones WHERE visitor_id = ? AND bind_expires_at < ?", row["id"], change.now)
    secret = change.trail.draw(12)
    change.insert(
        "phones",
        visitor_id=row["id"],
        bind_hash=hashed(secret),
        bind_expires_at=change.now + OFFER_MS,
        created_at=change.now,
    )
    change.record("phone.offer", visitor_id=row["id"])
    badge = visitors.shape(change.badge_key, row)["badge"]["code"]
    return {"bind_url": f"{change.phone_origin}/v/{badge}#bind={secret}"}


def bind(
    change: Change, *, code: str | None = None, digits: str | None = None, bind: str | None = None
) -> dict[str, Any]:
    """Bind the phone that asks, by a one-time QR or by the last four digits of the registered phone (five tries).

    The four digits count only on a secure page. Raises Refused: wrong_state, unknown_code; NotAllowed.
    """
    assert change.actor.phone is not None
    visitor_id = _by_offer(change, bind) if bind else _by_digits(change, code or "", digits or "")
    # A phone belongs to the visitor it was bound to last.
    change.update("DELETE FROM phones WHERE token_hash = ?", change.actor.phone)
    change.insert(
        "phones",
        visitor_id=visitor_id,
        token_hash=change.actor.phone,
        bound_at=change.now,
        secure=int(change.actor.secure),
        created_at=change.now,
    )
    change.record("phone.bind", visitor_id=visitor_id, by="offer" if bind else "digits")
    row = visitors.require(change, visitor_id)
    return {
        "visitor": {"id": row["id"], "number": row["number"]},
        "message": gettext("이 휴대전화를 %(number)s번과 연결했어요.", change.lang, number=row["number"]),
    }


def unbind(change: Change, *, visitor: int) -> dict[str, Any]:
    """End every binding and open offer of this visitor's, and set the tries at the digits back. Answers visitor and
    how many `phones` were bound.

    Raises NotFound, Refused wrong_state where there is nothing to end.
    """
    row = visitors.require(change, visitor)
    bound = standing(change.db, row["id"])["bound"]
    ended = change.update("DELETE FROM phones WHERE visitor_id = ?", row["id"])
    ended += change.update("DELETE FROM wrong_digits WHERE visitor_id = ?", row["id"])
    if not ended:
        raise Refused(
            "wrong_state",
            gettext("%(number)s번과 연결된 휴대폰이 없어요.", change.lang, number=row["number"]),
        )
    change.record("phone.unbind", visitor_id=row["id"], phones=bound)
    sentence = (
        gettext(
            "%(number)s번과 연결된 휴대폰 %(count)s대를 끊었어요.",
            change.lang,
            number=row["number"],
            count=bound,
        )
        if bound
        else gettext("%(number)s번은 다시 휴대폰 번호로 연결할 수 있어요.", change.lang, number=row["number"])
    )
    return {"visitor": visitors.shape(change.badge_key, row), "phones": bound, "message": sentence}


def standing(db: sqlite3.Connection, visitor_id: int) -> Standing:
    row = db.execute(
        "SELECT (SELECT count(*) FROM phones WHERE visitor_id = ?1 AND bound_at IS NOT NULL) AS bound,"
        " coalesce((SELECT tries FROM wrong_digits WHERE visitor_id = ?1), 0) AS tries",
        (visitor_id,),
    ).fetchone()
    return {"bound": row["bound"], "locked": row["tries"] >= TRIES}


def actor_of(db: sqlite3.Connection, token: str, *, secure: bool) -> Actor | None:
    """The visitor to whom the phone with this cookie is bound, as an actor."""
    phone = hashed(token)
    row = db.execute(
        "SELECT visitor_id FROM phones WHERE token_hash = ? AND bound_at IS NOT NULL ORDER BY id DESC LIMIT 1",
        (phone,),
    ).fetchone()
    return Actor("visitor", visitor_id=row["visitor_id"], phone=phone, secure=secure) if row else None


def require_bound(change: Change) -> None:
    """Raises NotPaired for a phone whose binding ended while its action waited to be done."""
    actor = change.actor
    if actor.role != "visitor" or actor.phone is None:
        return
    if not change.one(
        "SELECT 1 FROM phones WHERE token_hash = ? AND visitor_id = ?", actor.phone, actor.visitor_id
    ):
        sentence = N_("이 휴대전화의 연결이 끊어졌어요. 키오스크나 안내 데스크의 QR로 다시 연결해 주세요.")
        raise NotPaired(gettext(sentence, change.lang))


def _by_offer(change: Change, secret: str) -> int:
    row = rows.one(
        change.db,
        Offer,
        "SELECT id, visitor_id FROM phones WHERE bind_hash = ? AND bound_at IS NULL AND bind_expires_at >= ?",
        hashed(secret),
        change.now,
    )
    if row is None:
        raise Refused(
            "wrong_state",
            gettext("이미 썼거나 시간이 지난 연결 QR이에요. 키오스크에서 다시 받아 주세요.", change.lang),
        )
    change.update("DELETE FROM phones WHERE id = ?", row["id"])
    return row["visitor_id"]


def _by_digits(change: Change, code: str, digits: str) -> int:
    if not change.actor.secure:
        raise NotAllowed(gettext("여기서는 키오스크의 QR로만 연결할 수 있어요.", change.lang))
    row = visitors.require_by_code(change, code)
    tried = change.value("SELECT tries FROM wrong_digits WHERE visitor_id = ?", row["id"]) or 0
    if tried >= TRIES:
        raise Refused("wrong_state", gettext(_LOCKED, change.lang))
    phone = change.value("SELECT phone FROM contacts WHERE visitor_id = ?", row["id"]) or ""
    if len(digits) != 4 or not phone or phone[-4:] != digits:
        left = TRIES - tried - 1
        sentence = (
            N_("등록한 휴대전화의 뒷자리 네 숫자가 아니에요. %(left)s번 더 해 볼 수 있어요.")
            if left
            else _LOCKED
        )
        raise Refused(
            "unknown_code",
            gettext(sentence, change.lang, left=left),
            entry={"visitor_id": row["id"], "refused": "wrong_digits"},
            leaves=lambda change: _count_wrong(change, row["id"]),
        )
    return row["id"]


def _count_wrong(change: Change, visitor_id: int) -> None:
    change.update(
        "INSERT INTO wrong_digits (visitor_id, tries) VALUES (?, 1)"
        " ON CONFLICT (visitor_id) DO UPDATE SET tries = tries + 1",
        visitor_id,
    )
