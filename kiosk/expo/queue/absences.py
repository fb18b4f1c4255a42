"""An agency that did not come: who waits there goes to an agency that buys the same, or keeps the place for the next day.

It is a clearing whose goals are each person's own, and a going home: `booth.undo_clear` brings them back, `booth.open` opens it.
"""

from typing import Any

from kiosk.actions.refusals import Refused
from kiosk.data.store import Change
from kiosk.expo.person import presence, visitors
from kiosk.expo.queue import booth_pauses, clearing, loads, substitutes
from kiosk.expo.queue.loads import Loads
from kiosk.expo.queue.tickets import Ticket
from kiosk.expo.square import booths, days
from kiosk.expo.square.days import Day
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_, gettext


def absent(change: Change, *, booth: str, reason: str | None = None) -> dict[str, Any]:
    """This booth's agency did not come today. Who waits there is moved to the agency that announced the same kind of purchase
    and has the shortest wait, keeping the rank; who booked, or fits none, waits for the next day; on the last day that place
    ends and names substitutes (`booth.go_home`). Each is told why.

    Raises Refused: unknown_booth, not_today, wrong_state (known already, somebody is called or in a meeting).
    """
    row = booths.require(change, booth)
    today = presence.require_expo_day(change)
    if row["left_on"] == today.day:
        sentence = N_("%(booth)s 부스는 오늘 이미 닫혀 있어요. 다시 연 뒤에 적어 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, booth=booth))
    state = loads.of(change.db, change.now)
    moved, _ = clearing.share_out(
        change, row, state, lambda place: _substitute(change, place, row, state, today), absent_from=booth
    )
    if moved:
        clearing.record(change, row, moved, then="go_home", reason=reason)
    gone = booth_pauses.go_home(change, booth=booth, reason=reason)
    change.update("UPDATE booths SET absent_on = ? WHERE id = ?", today.day, row["id"])
    kept = len(gone["told"])
    change.record("booth.absent", booth_id=row["id"], reason=reason, moved=len(moved), kept=kept)
    return {
        "booth": loads.shape_now(change, booth),
        "moved": moved,
        "kept": kept,
        "message": _told(
            change, booth, len(moved), kept, is_last=days.next_day(change.db, today.day) is None
        ),
    }


def is_absent(booth: Booth, today: Day | None) -> bool:
    """Whether this booth's agency did not come today."""
    return today is not None and booth["absent_on"] == today.day == booth["left_on"]


def _substitute(change: Change, place: Ticket, row: Booth, state: Loads, today: Day) -> Booth | None:
    """Of the agencies that buy the same and admit this person the one with the shortest wait."""
    if place["appointment_at"] is not None:
        return None
    visitor = visitors.require(change, place["visitor_id"])
    found = substitutes.substitutes(change.db, row, visitor, state, today, change.now)
    best = min(found, key=lambda one: (one["wait_min"], one["booth"]), default=None)
    return state.by_number[best["booth"]] if best else None


def _told(change: Change, booth: str, moved: int, kept: int, *, is_last: bool) -> str:
    said = [gettext("%(booth)s 기관이 오지 않은 것으로 적었어요.", change.lang, booth=booth)]
    if moved:
        said.append(gettext("%(n)s명은 비슷한 기관으로 옮겼어요.", change.lang, n=moved))
    if kept:
        sentence = (
            N_("%(n)s명에게는 자리가 없어진 것과 갈 만한 기관을 알렸어요.")
            if is_last
            else N_("%(n)s명은 다음 날 같은 순서로 기다려요.")
        )
        said.append(gettext(sentence, change.lang, n=kept))
    return " ".join(said)
