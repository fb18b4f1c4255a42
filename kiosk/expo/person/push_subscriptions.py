"""Phones that are told while their page is closed (Web Push, RFC 8030): where their maker takes it, until they stop it or
their binding ends.

The address is a secret of the phone's browser: it stands in its table alone, in no entry, answer or log.
"""

import sqlite3
from typing import Any, TypedDict
from urllib.parse import urlsplit

from kiosk.actions.refusals import BadFields, NotAllowed, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.square import ground
from kiosk.language.sentences import N_, gettext


class Subscription(TypedDict):
    """`endpoint`, `p256dh` and `auth` as the browser gave them (the keys as base64url)."""

    id: int
    visitor_id: int
    endpoint: str
    p256dh: str
    auth: str
    lang: str


class Subscriber(TypedDict):
    """`subscribed_at`: ms."""

    id: int
    visitor_id: int
    lang: str
    subscribed_at: int


def subscribe(change: Change, *, visitor: int, endpoint: str, p256dh: str, auth: str) -> dict[str, Any]:
    """Tell this bound phone while its page is closed, in the language in which it asked.

    Raises BadFields for an address that is none, NotAllowed, Refused wrong_state where the expo does not send any.
    """
    if not ground.of(change.db).settings["push"]:
        raise Refused("wrong_state", gettext(_OFF, change.lang))
    if not is_endpoint(endpoint):
        raise BadFields({"endpoint": gettext(_NO_ENDPOINT, change.lang)})
    phone = _own_phone(change, visitor)
    change.update("DELETE FROM push_subscriptions WHERE phone_id = ? OR endpoint = ?", phone, endpoint)
    change.insert(
        "push_subscriptions",
        phone_id=phone,
        endpoint=endpoint,
        p256dh=p256dh,
        auth=auth,
        lang=change.lang,
        subscribed_at=change.now,
    )
    change.record("push.subscribe", visitor_id=visitor)
    return {
        "visitor": _shape(change, visitor),
        "message": gettext("이제 화면을 꺼 두셔도 알려 드려요.", change.lang),
    }


def unsubscribe(change: Change, *, visitor: int) -> dict[str, Any]:
    """Tell this phone only while its page is open. Raises NotAllowed, Refused wrong_state where it is so already."""
    phone = _own_phone(change, visitor)
    if not change.update("DELETE FROM push_subscriptions WHERE phone_id = ?", phone):
        raise Refused("wrong_state", gettext("이 휴대폰의 알림은 이미 꺼져 있어요.", change.lang))
    change.record("push.unsubscribe", visitor_id=visitor)
    return {
        "visitor": _shape(change, visitor),
        "message": gettext("알림을 껐어요. 이 화면을 열어 두면 소리와 진동으로 알려 드려요.", change.lang),
    }


def gone(change: Change, *, subscription: int) -> dict[str, Any]:
    """The phone's maker says that this subscription has ended. Nothing happens where it is gone already."""
    row = find(change.db, subscription)
    if row:
        change.update("DELETE FROM push_subscriptions WHERE id = ?", subscription)
        change.record("push.gone", visitor_id=row["visitor_id"])
    return {"ended": int(row is not None)}


def is_endpoint(address: str) -> bool:
    """Whether an address has the form of a push service's. Where it leads is looked at when something is sent there."""
    try:
        parts = urlsplit(address)
        return bool(
            parts.scheme == "https"
            and parts.hostname
            and "@" not in parts.netloc
            and not parts.fragment
            and (parts.port or 443) > 0
        )
    except ValueError:
        return False


def find(db: sqlite3.Connection, subscription: int) -> Subscription | None:
    return rows.one(
        db,
        Subscription,
        "SELECT s.id, p.visitor_id, s.endpoint, s.p256dh, s.auth, s.lang FROM push_subscriptions s"
        " JOIN phones p ON p.id = s.phone_id WHERE s.id = ?",
        subscription,
    )


def everybody(db: sqlite3.Connection) -> list[Subscriber]:
    """Who is told."""
    return rows.every(
        db,
        Subscriber,
        "SELECT s.id, p.visitor_id, s.lang, s.subscribed_at FROM push_subscriptions s JOIN phones p ON p.id = s.phone_id",
    )


def is_told(db: sqlite3.Connection, phone: str | None, visitor_id: int) -> bool:
    """Whether the phone with this hash is told of this visitor's turn while its page is closed."""
    found = db.execute(
        "SELECT 1 FROM push_subscriptions s JOIN phones p ON p.id = s.phone_id"
        " WHERE p.token_hash = ? AND p.visitor_id = ?",
        (phone, visitor_id),
    )
    return found.fetchone() is not None


def _own_phone(change: Change, visitor: int) -> int:
    found = change.value(
        "SELECT id FROM phones WHERE token_hash = ? AND visitor_id = ? AND bound_at IS NOT NULL",
        change.actor.phone,
        visitor,
    )
    if found is None:
        raise NotAllowed(gettext(_NOT_BOUND, change.lang))
    return int(found)


def _shape(change: Change, visitor: int) -> dict[str, Any]:
    return {"id": visitor, "number": visitors.require(change, visitor)["number"]}


_OFF = N_("이 박람회는 휴대폰 알림을 보내지 않아요. 이 화면을 열어 두면 소리와 진동으로 알려 드려요.")
_NO_ENDPOINT = N_("휴대폰의 브라우저가 준 알림 주소가 아니에요. 화면을 새로 열고 다시 켜 주세요.")
_NOT_BOUND = N_("이 휴대폰을 먼저 연결해 주세요. 그다음 알림을 켤 수 있어요.")
