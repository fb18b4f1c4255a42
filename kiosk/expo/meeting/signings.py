"""A contract, commitment or memorandum on its way to the stage: sent, announced, done."""

import sqlite3
from typing import Any, Literal, TypedDict

from kiosk.actions.refusals import NotFound, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.meeting import consultations
from kiosk.expo.meeting.consultations import Consultation
from kiosk.language.sentences import gettext

SIGNED = ("contract", "commitment", "mou")

State = Literal["sent", "announced", "done"]


class StoredSigning(TypedDict):
    """A signing's row; times in ms."""

    id: int
    consultation_id: int
    state: State
    sent_at: int
    announced_at: int | None
    done_at: int | None


class Signing(StoredSigning):
    """A signing with what was agreed: its meeting's version, and who with whom, as `_SELECT` reads it."""

    version: int
    visitor_id: int
    booth_id: int
    booth: str
    agency: str
    enterprise: str | None


_SELECT = (
    "SELECT s.*, c.version, c.visitor_id, c.booth_id, b.number AS booth, a.name AS agency, e.name AS enterprise"
    " FROM signings s JOIN consultations c ON c.id = s.consultation_id JOIN booths b ON b.id = c.booth_id"
    " JOIN agencies a ON a.id = b.agency_id JOIN visitors v ON v.id = c.visitor_id"
    " LEFT JOIN enterprises e ON e.id = v.enterprise_id"
)


def send(change: Change, *, consultation: int) -> dict[str, Any]:
    """Send what was agreed to the stage. Raises Refused wrong_state when there is nothing to sign, or it was sent."""
    signing_id = _create(change, consultation, "sent")
    return {"signing": _shape(change, signing_id), "message": gettext("서명식으로 보냈어요.", change.lang)}


def announce(change: Change, *, consultation: int) -> dict[str, Any]:
    """Announce it on stage and boards, sent before or not. Raises Refused wrong_state once it was announced."""
    known = rows.one(
        change.db, StoredSigning, "SELECT * FROM signings WHERE consultation_id = ?", consultation
    )
    if known is None:
        signing_id = _create(change, consultation, "announced")
    else:
        _move(change, known, "sent", "announced", "announced_at")
        signing_id = known["id"]
    return {
        "signing": _shape(change, signing_id),
        "message": gettext("무대와 현황판에 알렸어요.", change.lang),
    }


def done(change: Change, *, signing: int) -> dict[str, Any]:
    """It has been signed. Raises NotFound, Refused wrong_state unless it was announced."""
    known = rows.one(change.db, StoredSigning, "SELECT * FROM signings WHERE id = ?", signing)
    if known is None:
        raise NotFound(gettext("그런 서명식이 없어요. 화면을 새로 열어 주세요.", change.lang))
    _move(change, known, "announced", "done", "done_at")
    return {"signing": _shape(change, signing), "message": gettext("서명을 마쳤어요.", change.lang)}


def shape(db: sqlite3.Connection, row: Signing) -> dict[str, Any]:
    """A signing as the stage may read it: what was agreed, never what the booth noted beside it."""
    return {
        "id": row["id"],
        "consultation": row["consultation_id"],
        "state": row["state"],
        "booth": row["booth"],
        "agency": row["agency"],
        "enterprise": row["enterprise"],
        "visitor_id": row["visitor_id"],
        "lines": [
            {name: value for name, value in line.items() if name != "note"}
            for line in consultations.lines_of(db, row["consultation_id"], row["version"])
            if line["outcome"] in SIGNED
        ],
    }


def _create(change: Change, consultation_id: int, state: State) -> int:
    row = consultations.require(change, consultation_id)
    if row["state"] != "finished":
        raise Refused(
            "wrong_state", gettext("아직 끝나지 않은 상담이에요. 먼저 상담을 마쳐 주세요.", change.lang)
        )
    lines = consultations.lines_of(change.db, row["id"], row["version"])
    if not any(line["outcome"] in SIGNED for line in lines):
        raise Refused("wrong_state", gettext("서명할 약정·계약·업무협약이 없어요.", change.lang))
    if change.one("SELECT id FROM signings WHERE consultation_id = ?", row["id"]):
        raise Refused("wrong_state", gettext("이미 서명식으로 보냈어요.", change.lang))
    signing_id = change.insert(
        "signings",
        consultation_id=row["id"],
        state=state,
        sent_at=change.now,
        announced_at=change.now if state == "announced" else None,
    )
    verb = "signing.announce" if state == "announced" else "signing.send"
    change.record(verb, **_subject(row), signing=signing_id)
    return signing_id


def _move(change: Change, known: StoredSigning, before: State, after: State, stamp: str) -> None:
    moved = change.update(
        f"UPDATE signings SET state = ?, {stamp} = ? WHERE id = ? AND state = ?",
        after,
        change.now,
        known["id"],
        before,
    )
    if moved != 1:
        sentence = {"sent": "이미 알린 서명이에요.", "announced": "먼저 무대에 알린 뒤에 마칠 수 있어요."}[
            before
        ]
        raise Refused("wrong_state", gettext(sentence, change.lang))
    row = consultations.require(change, known["consultation_id"])
    verb = "signing.announce" if after == "announced" else "signing.done"
    change.record(verb, **_subject(row), signing=known["id"])


def _subject(row: Consultation) -> dict[str, Any]:
    return {"visitor_id": row["visitor_id"], "booth_id": row["booth_id"], "consultation_id": row["id"]}


def _shape(change: Change, signing_id: int) -> dict[str, Any]:
    row = rows.one(change.db, Signing, f"{_SELECT} WHERE s.id = ?", signing_id)
    assert row is not None
    return shape(change.db, row)
