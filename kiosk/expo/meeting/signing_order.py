"""In which order signings wait for the stage. The row is short, so a move numbers all that is not signed yet anew."""

from typing import Any, NoReturn, TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.meeting import signings
from kiosk.language.sentences import N_, gettext


class InRow(TypedDict):
    """What is not signed yet; `waits` 1: its turn is still to come."""

    id: int
    rank: int
    waits: int


def move(change: Change, *, signing: int, before: int | None = None) -> dict[str, Any]:
    """Put a signing that waits right before another one that waits, or at the end; one that was skipped waits again there.

    The answer's `was_before` is whom it stood before until now, null at the end: to move it back. Raises NotFound (signing,
    before), Refused wrong_state for what does not wait.
    """
    row = signings.require(change, signing)
    if row["state"] not in ("sent", "skipped"):
        _refuse(change, N_("차례를 기다리는 서명만 옮길 수 있어요."))
    in_row = _in_row(change)
    was_before = _next_of(in_row, signing)
    order = [one["id"] for one in in_row if one["id"] != signing]
    order.insert(_position(change, in_row, order, signing, before), signing)
    ranks = {one["id"]: one["rank"] for one in in_row}
    for rank, one in enumerate(order, 1):
        if ranks[one] != rank:
            change.update("UPDATE signings SET rank = ? WHERE id = ?", rank, one)
    change.update("UPDATE signings SET state = 'sent' WHERE id = ? AND state = ?", signing, row["state"])
    signings.record(change, "signing.move", row, before=before)
    said = gettext("차례를 바꿨어요.", change.lang)
    return {"signing": signings.shape(change, signing), "was_before": was_before, "message": said}


def _in_row(change: Change) -> list[InRow]:
    """All that is not signed yet, in its order."""
    sql = "SELECT id, rank, state = 'sent' AS waits FROM signings WHERE state <> 'done' ORDER BY rank, id"
    return rows.every(change.db, InRow, sql)


def _next_of(in_row: list[InRow], signing: int) -> int | None:
    """Who waits behind it."""
    at = next(at for at, one in enumerate(in_row) if one["id"] == signing)
    return next((one["id"] for one in in_row[at + 1 :] if one["waits"]), None)


def _position(change: Change, in_row: list[InRow], order: list[int], signing: int, before: int | None) -> int:
    """Where in `order`, from which `signing` was taken out, it is to stand."""
    if before is None:
        return len(order)
    if before == signing:
        _refuse(change, N_("다른 서명의 앞이나 맨 뒤로만 옮길 수 있어요."))
    signings.require(change, before)
    if not any(one["id"] == before and one["waits"] for one in in_row):
        _refuse(change, N_("그 서명은 이제 차례를 기다리지 않아요. 화면을 확인해 주세요."))
    return order.index(before)


def _refuse(change: Change, sentence: str) -> NoReturn:
    raise Refused("wrong_state", gettext(sentence, change.lang))
