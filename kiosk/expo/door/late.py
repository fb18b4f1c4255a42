"""What a cut-off station kept and the server refused when it was sent: a list that a desk looks after.

A line holds ids and the refusal's sentence; what had been typed stays on the station that kept it.
"""

import json
from typing import Any

from badges.code import BadCode, decode
from kiosk.actions.refusals import NotFound, Refused
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.person.refused_badges import said_to
from kiosk.language.sentences import gettext


def report(
    change: Change,
    *,
    kept: str,
    deed: str,
    refused: str,
    message: str,
    code: str | None = None,
    visitor: int | None = None,
) -> dict[str, Any]:
    """A station reports an action that it kept while cut off and that was refused.

    kept: the action's id; deed: its verb; refused, message: the refusal's code and sentence; code, visitor: whose it was,
    else the remembered answer of the refusal tells. It stands on the list once, however often it is reported.
    """
    number = _number(change, code)
    if visitor is None:
        visitor = _refused_whose(change, kept)
    else:
        row = visitors.require(change, visitor)
        visitor = row["merged_into"] or row["id"]
        if row["forgotten_at"] is not None:  # of them only the number may be said
            visitor, number = None, number or row["number"]
            message = said_to(change.actor, "forgotten", change.lang, number=row["number"])
    change.update(
        "INSERT INTO refused_late (kept, verb, code, message, number, visitor_id, station_id, happened_at, reported_at,"
        " time_unknown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kept) DO NOTHING",
        kept,
        deed,
        refused,
        message,
        number,
        visitor,
        change.actor.station_id,
        change.happened_at,
        change.now,
        int(not change.time_is_known),
    )
    item = change.value("SELECT id FROM refused_late WHERE kept = ?", kept)
    change.record("late.report", visitor_id=visitor, item=item, deed=deed, refused=refused)
    return {"item": item, "message": gettext("안내 데스크의 확인 목록에 올렸어요.", change.lang)}


def settle(change: Change, *, item: int) -> dict[str, Any]:
    """A desk has looked after a line of the list. Raises NotFound, Refused wrong_state when somebody did already."""
    row = change.one("SELECT visitor_id, settled_at FROM refused_late WHERE id = ?", item)
    if row is None:
        raise NotFound(gettext("확인 목록에 없는 일이에요. 화면을 새로 열어 주세요.", change.lang))
    if row["settled_at"] is not None:
        raise Refused("wrong_state", gettext("이미 확인한 일이에요.", change.lang))
    change.update(
        "UPDATE refused_late SET settled_at = ?, settled_by = ? WHERE id = ? AND settled_at IS NULL",
        change.happened_at,
        change.actor.station_id,
        item,
    )
    change.record("late.settle", visitor_id=row["visitor_id"], item=item)
    return {"item": item, "message": gettext("확인했어요. 목록에서 지웠어요.", change.lang)}


def _refused_whose(change: Change, kept: str) -> int | None:
    """The visitor that the refusal of the kept action named, as this kind of station was answered."""
    known = change.one("SELECT body FROM answers WHERE action_id = ? AND who = ?", kept, change.actor.who)
    visitor = json.loads(known["body"]).get("visitor") if known else None
    return visitor["id"] if visitor else None


def _number(change: Change, code: str | None) -> int | None:
    """The number on the badge that the kept action was about, where its code is one of ours."""
    try:
        return decode(change.badge_key, code).number if code else None
    except BadCode:
        return None
