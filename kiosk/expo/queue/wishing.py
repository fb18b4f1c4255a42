"""What somebody adds to their wishes, and takes away again: agencies to meet, without standing in a queue yet."""

from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data import conditions
from kiosk.data.store import Change
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import places, routing, tickets, wishes
from kiosk.expo.square import booths, days
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_, gettext

IN = N_("%(booth)s는 상담 희망에 담았어요. 자리가 나면 자동으로 줄을 서 드려요.")
NOT_IN = N_("%(booth)s는 상담 희망에 담았어요. 입장하면 차례를 잡아 드려요.")


def add(change: Change, *, booth: str, code: str | None = None, visitor: int | None = None) -> dict[str, Any]:
    """A visitor wishes to meet a booth's agency (code `wished`). Who is in and holds fewer than `live_tickets` places gets
    one at once, by the rules of check-in; nobody's place gives way, and who has not come yet is placed when they do.

    Raises Refused: unknown_code, badge_void, not_confirmed, wrong_state, unknown_booth, already_waiting.
    """
    row, goal = _whose_and_where(change, booth, code, visitor)
    visitors.require_confirmed(change, row)
    places.require_queueing(change, row)
    places.require_no_place(change, row["id"], goal)
    if wishes.add(change, row["id"], goal["id"], source="asked"):
        change.record("wish.add", visitor_id=row["id"], booth_id=goal["id"])
        routing.promote(change, row)
    return _placed(change, row, goal) or _kept(change, row, goal)


def withdraw(
    change: Change, *, booth: str, code: str | None = None, visitor: int | None = None
) -> dict[str, Any]:
    """Take an open wish back. What has its place already is left by `ticket.leave`.

    Raises Refused: unknown_code, badge_void, unknown_booth, wrong_state.
    """
    row, goal = _whose_and_where(change, booth, code, visitor)
    withdrawn = change.update(
        f"UPDATE wishes SET state = 'withdrawn' WHERE visitor_id = ? AND booth_id = ? AND {conditions.OPEN_WISH}",
        row["id"],
        goal["id"],
    )
    if not withdrawn:
        sentence = gettext("%(booth)s는 담아 둔 희망에 없어요.", change.lang, booth=booth)
        raise Refused("wrong_state", sentence)
    change.record("wish.withdraw", visitor_id=row["id"], booth_id=goal["id"])
    return {
        "wish": _shape(goal),
        "message": gettext("%(booth)s를 상담 희망에서 뺐어요.", change.lang, booth=booth),
    }


def _whose_and_where(
    change: Change, booth: str, code: str | None, visitor: int | None
) -> tuple[Visitor, Booth]:
    row = visitors.of(change, code, visitor)
    tickets.require_own(change, row["id"])
    return row, booths.require(change, booth)


def _placed(change: Change, row: Visitor, goal: Booth) -> dict[str, Any] | None:
    """The answer where the wish has its place already."""
    place = tickets.place_at(change.db, row["id"], goal["id"])
    if place is None:
        return None
    return {
        "ticket": tickets.shape(tickets.found(change, place)),
        "wish": _shape(goal),
        "message": gettext(
            "%(booth)s에 줄을 섰어요. 어디서든 기다리세요.", change.lang, booth=goal["number"]
        ),
    }


def _kept(change: Change, row: Visitor, goal: Booth) -> dict[str, Any]:
    today = days.today(change.db, change.now, change.time_zone)
    is_in = today is not None and visitors.is_in(change.db, row["id"], today.day)
    sentence = IN if is_in else NOT_IN
    return {
        "code": "wished",
        "wish": _shape(goal),
        "message": gettext(sentence, change.lang, booth=goal["number"]),
    }


def _shape(booth: Booth) -> dict[str, str]:
    return {"booth": booth["number"], "agency": booth["agency"]}
