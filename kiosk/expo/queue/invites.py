"""An idle booth invites who fits its plan; the visitor accepts or declines on the phone or at the next scan."""

import sqlite3
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import NotAllowed, NotFound, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.person import presence, visitors
from kiosk.expo.queue import places, tickets
from kiosk.expo.square import booths, days
from kiosk.language.sentences import gettext, josa

OPEN_AT_ONCE = 3

State = Literal["open", "accepted", "declined", "lapsed"]
_SELECT = "SELECT i.*, b.number AS booth FROM invites i JOIN booths b ON b.id = i.booth_id"


class Invite(TypedDict):
    """An invitation with its booth's number; times in ms."""

    id: int
    visitor_id: int
    booth_id: int
    state: State
    invited_at: int
    answered_at: int | None
    booth: str


class ToVisitor(TypedDict):
    """An open invitation as its visitor is told of it."""

    id: int
    booth: str
    agency: str


class FromBooth(TypedDict):
    """An open invitation as its booth is told of it."""

    id: int
    visitor_id: int
    number: int


class InviteShape(TypedDict):
    """The contract's invitation; `visitor` is an id."""

    id: int
    state: State
    booth: str
    visitor: int


def invite(change: Change, *, booth: str, visitor: int) -> dict[str, Any]:
    """Invite a visitor who is in. Three open invitations a booth; one lapses after 20 minutes.

    Raises Refused: unknown_booth, not_checked_in, already_waiting, booth_closed, wrong_state.
    """
    at = booths.require(change, booth)
    row = visitors.require(change, visitor)
    presence.require_in(change, row)
    booths.require_calling(change, at)
    lapse(change)
    if change.one(
        "SELECT 1 FROM invites WHERE visitor_id = ? AND booth_id = ? AND state = 'open'", row["id"], at["id"]
    ):
        raise Refused("wrong_state", gettext("이미 초대했어요. 답을 기다리고 있어요.", change.lang))
    if any(place["booth"] == booth for place in tickets.of_visitor(change.db, row["id"])):
        raise Refused("already_waiting", gettext("이미 이 부스에 줄을 섰어요.", change.lang))
    if len(of_booth(change.db, at["id"])) >= OPEN_AT_ONCE:
        raise Refused(
            "wrong_state", gettext("답을 기다리는 초대가 이미 세 건이에요. 조금 뒤에 해 주세요.", change.lang)
        )
    invite_id = change.insert("invites", visitor_id=row["id"], booth_id=at["id"], invited_at=change.now)
    change.record("booth.invite", visitor_id=row["id"], booth_id=at["id"], invite=invite_id)
    return {
        "invite": shape(change, invite_id),
        "message": gettext(
            "%(number)s번을 초대했어요. 휴대전화와 다음 확인 때 보여요.", change.lang, number=row["number"]
        ),
    }


def accept(change: Change, *, invite: int, code: str | None = None) -> dict[str, Any]:
    """Take the invitation: a place in that booth's queue (or a wish, with three places held)."""
    row = _open(change, invite, code)
    _answer(change, row, "accepted")
    joined = places.join(change, booth=row["booth"], visitor=row["visitor_id"])
    return {**joined, "invite": shape(change, invite)}


def decline(change: Change, *, invite: int, code: str | None = None) -> dict[str, Any]:
    """Say no; the booth sees it and invites somebody else."""
    row = _open(change, invite, code)
    _answer(change, row, "declined")
    return {"invite": shape(change, invite), "message": gettext("초대를 사양했어요.", change.lang)}


def lapse(change: Change, *, before: int | None = None) -> dict[str, Any]:
    """The clock ends invitations that nobody answered within `invite_min`, or those made until `before` (ms)."""
    lapsed = rows.every(
        change.db,
        Invite,
        f"{_SELECT} WHERE i.state = 'open' AND i.invited_at <= ?",
        change.now - change.settings["invite_min"] * days.MIN_MS if before is None else before,
    )
    for row in lapsed:
        _answer(change, row, "lapsed")
    return {"lapsed": len(lapsed)}


def end(change: Change, invite: int) -> None:
    """An open invitation ends, for whom it invites does not come any more."""
    row = rows.one(change.db, Invite, f"{_SELECT} WHERE i.id = ?", invite)
    assert row
    _answer(change, row, "lapsed")


def of_visitor(db: sqlite3.Connection, visitor_id: int) -> list[ToVisitor]:
    """Open invitations of a visitor, the oldest first."""
    return rows.every(
        db,
        ToVisitor,
        "SELECT i.id, b.number AS booth, a.name AS agency FROM invites i JOIN booths b ON b.id = i.booth_id"
        " JOIN agencies a ON a.id = b.agency_id WHERE i.visitor_id = ? AND i.state = 'open' ORDER BY i.id",
        visitor_id,
    )


def of_booth(db: sqlite3.Connection, booth_id: int) -> list[FromBooth]:
    """Open invitations of a booth, the oldest first."""
    return rows.every(
        db,
        FromBooth,
        "SELECT i.id, i.visitor_id, v.number FROM invites i JOIN visitors v ON v.id = i.visitor_id"
        " WHERE i.booth_id = ? AND i.state = 'open' ORDER BY i.id",
        booth_id,
    )


def shape(change: Change, invite_id: int) -> InviteShape:
    row = rows.one(
        change.db,
        InviteShape,
        "SELECT i.id, i.state, b.number AS booth, i.visitor_id AS visitor FROM invites i"
        " JOIN booths b ON b.id = i.booth_id WHERE i.id = ?",
        invite_id,
    )
    assert row is not None
    return row


def sentence(booth: str, agency: str, lang: str) -> str:
    """What the visitor reads."""
    who = josa(agency, "이") if lang == "ko" else agency
    return gettext("%(booth)s %(agency)s 상담하고 싶어 해요.", lang, booth=booth, agency=who)


def _open(change: Change, invite_id: int, code: str | None) -> Invite:
    row = rows.one(change.db, Invite, f"{_SELECT} WHERE i.id = ?", invite_id)
    if row is None:
        raise NotFound(gettext("그런 초대가 없어요. 화면을 새로 열어 주세요.", change.lang))
    tickets.require_own(change, row["visitor_id"])
    if code is not None and visitors.require_by_code(change, code)["id"] != row["visitor_id"]:
        raise NotAllowed(gettext("이 명찰로 받은 초대가 아니에요.", change.lang))
    if row["state"] != "open":
        raise Refused("wrong_state", gettext("이미 답했거나 시간이 지난 초대예요.", change.lang))
    return row


def _answer(change: Change, row: Invite, state: State) -> None:
    change.update(
        "UPDATE invites SET state = ?, answered_at = ? WHERE id = ? AND state = 'open'",
        state,
        change.now,
        row["id"],
    )
    kind = {"accepted": "invite.accept", "declined": "invite.decline", "lapsed": "invite.lapse"}[state]
    change.record(kind, visitor_id=row["visitor_id"], booth_id=row["booth_id"], invite=row["id"])
