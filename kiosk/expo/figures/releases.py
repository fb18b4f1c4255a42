"""When the results are shown to everybody: an organiser releases them, and may take that back. What is released is read as it
is now: a correction shows at once."""

import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.figures import purchases
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext


class Release(TypedDict):
    """One that holds; ms. `by`: the organiser's name, None for one without a name; `station`: theirs, None for `system`."""

    id: int
    released_at: int
    station: int | None
    by: str | None


def current(db: sqlite3.Connection) -> Release | None:
    """The one that holds, None while the results are nobody's to see."""
    return rows.one(
        db,
        Release,
        "SELECT r.id, r.released_at, r.released_by AS station, s.name AS by FROM releases r"
        " LEFT JOIN stations s ON s.id = r.released_by WHERE r.withdrawn_at IS NULL",
    )


def release(change: Change) -> dict[str, Any]:
    """Show plan and result of every agency to everybody, at /results. Raises Refused wrong_state where they are shown
    already, or there is no agency yet."""
    if current(change.db):
        raise Refused("wrong_state", gettext(N_("이미 공개했어요. 결과 화면에서 볼 수 있어요."), change.lang))
    if not purchases.agencies(change.db):
        sentence = N_("공개할 기관이 없어요. 먼저 기관 파일을 가져와 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))
    change.insert("releases", released_at=change.now, released_by=change.actor.station_id)
    change.record("results.release")
    return {
        "released_at": days.iso(change.now, change.time_zone),
        "message": gettext(N_("결과를 공개했어요. 누구나 볼 수 있어요."), change.lang),
    }


def withdraw(change: Change, *, reason: str) -> dict[str, Any]:
    """Show the results to nobody any more. Raises Refused wrong_state where they are not shown."""
    withdrawn = change.update(
        "UPDATE releases SET withdrawn_at = ?, withdrawn_by = ?, reason = ? WHERE withdrawn_at IS NULL",
        change.now,
        change.actor.station_id,
        reason,
    )
    if not withdrawn:
        raise Refused("wrong_state", gettext(N_("공개한 결과가 없어요."), change.lang))
    change.record("results.withdraw", reason=reason)
    return {"message": gettext(N_("결과를 내렸어요. 공개하기 전의 화면이 나와요."), change.lang)}
