"""A visitor's badge: made anew, or void without a new one. The number, places and day stay; only the serial rises."""

from typing import Any

from badges.code import SERIAL_MAX, BadCode, decode
from kiosk.actions.refusals import Refused
from kiosk.data.store import Change
from kiosk.data.trail import NotAsAnswered
from kiosk.expo.door import print_jobs
from kiosk.expo.person import visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.square import rehearsal
from kiosk.language.sentences import gettext


def reprint(
    change: Change, *, code: str | None = None, visitor: int | None = None, reason: str | None = None
) -> dict[str, Any]:
    """A new badge: its serial is one higher, and the old badge is void from now on."""
    row = _raised(change, code, visitor)
    change.update("UPDATE visitors SET voided_at = NULL WHERE id = ?", row["id"])
    change.record("badge.reprint", visitor_id=row["id"], reason=reason, serial=row["serial"])
    return {
        "visitor": visitors.shape(change.badge_key, row),
        "print": print_jobs.by_default(change, row["id"]),
        "message": gettext(
            "%(number)s번의 새 명찰이에요. 이전 명찰은 이제 쓸 수 없어요.", change.lang, number=row["number"]
        ),
    }


def void(
    change: Change, *, reason: str, code: str | None = None, visitor: int | None = None
) -> dict[str, Any]:
    """A lost or taken badge opens nothing from now on; its holder keeps number, places and day, and has no badge
    until `badge.reprint`.

    Raises NotFound, Refused: not_confirmed, wrong_state (void already, merged, no serial left), unknown_code.
    """
    found = _of(change, code, visitor)
    visitors.require_confirmed(change, found)
    if found["voided_at"] is not None:
        raise Refused(
            "wrong_state",
            gettext(
                "%(number)s번 명찰은 이미 쓸 수 없게 했어요. 명찰을 새로 내면 다시 쓸 수 있어요.",
                change.lang,
                number=found["number"],
            ),
        )
    row = _raised(change, None, found["id"])
    change.update("UPDATE visitors SET voided_at = ? WHERE id = ?", change.happened_at, row["id"])
    change.record("badge.void", visitor_id=row["id"], reason=reason, serial=row["serial"])
    return {
        "visitor": visitors.shape(change.badge_key, row),
        "message": gettext(
            "%(number)s번 명찰은 이제 쓸 수 없어요. 번호와 대기표는 그대로예요. 새 명찰을 내면 다시 쓸 수 있어요.",
            change.lang,
            number=row["number"],
        ),
    }


def _raised(change: Change, code: str | None, visitor: int | None) -> Visitor:
    """The visitor with the next serial. Raises Refused wrong_state where none is left."""
    row = _of(change, code, visitor)
    visitors.require_unmerged(change, row)
    if row["serial"] >= SERIAL_MAX:
        raise Refused(
            "wrong_state",
            gettext("이 번호의 명찰은 더 인쇄할 수 없어요. 새로 등록해 주세요.", change.lang),
        )
    serial = change.trail.choose("serial", lambda: max(row["serial"] + 1, rehearsal.first_serial(change.db)))
    if serial <= row["serial"]:
        raise NotAsAnswered(change.lang)
    change.update(
        "UPDATE visitors SET serial = ? WHERE id = ? AND serial = ?", serial, row["id"], row["serial"]
    )
    return visitors.require(change, row["id"])


def _of(change: Change, code: str | None, visitor: int | None) -> Visitor:
    return _by_any_serial(change, code) if code is not None else visitors.require(change, visitor or 0)


def _by_any_serial(change: Change, code: str) -> Visitor:
    """A worn-out or void badge may be shown for a new one: its number is what counts."""
    try:
        number = decode(change.badge_key, code).number
    except BadCode:
        return visitors.require_by_code(change, code)
    found = change.value("SELECT id FROM visitors WHERE number = ?", number) or change.value(
        "SELECT visitor_id FROM reserved_numbers WHERE number = ?", number
    )
    return visitors.require(change, found) if found else visitors.require_by_code(change, code)
