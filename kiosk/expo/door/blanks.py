"""Blank badges: finished codes on paper that wait for a person. The paper fallback, and what a cut-off desk gives out."""

from typing import Any

from badges.code import BadCode, decode, encode, key_mark
from kiosk.actions.refusals import BadFields, Refused
from kiosk.data.store import Change
from kiosk.expo.door import arrivals, registrations
from kiosk.expo.door.registrations import NewPerson
from kiosk.expo.person import visitor_numbers, visitors
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.queue import tickets
from kiosk.language.sentences import gettext

RESERVED_AT_ONCE = 1000


def reserve(change: Change, *, count: int) -> dict[str, Any]:
    """Keep so many numbers from the counter and answer `badges`: their number, serial and finished code.

    Raises BadFields (count), Refused wrong_state where no numbers are left.
    """
    if not 1 <= count <= RESERVED_AT_ONCE:
        sentence = gettext(
            "빈 명찰은 한 번에 1장부터 %(most)s장까지예요.", change.lang, most=RESERVED_AT_ONCE
        )
        raise BadFields({"count": sentence})
    block = visitor_numbers.reserve(change, count)
    change.record("badge.reserve", first=block[0], count=count, key=key_mark(change.badge_key))
    return {
        "badges": [
            {"number": number, "serial": 0, "code": encode(change.badge_key, number, 0)} for number in block
        ]
    }


def note_sheet(change: Change, *, count: int) -> dict[str, Any]:
    """The action `badge.sheet`: the badges of so many persons, all that there are, were drawn to be printed."""
    change.record("badge.sheet", count=count, key=key_mark(change.badge_key))
    return {}


def claim(change: Change, *, code: str, visitor: int | None = None, **person: Any) -> dict[str, Any]:
    """Give a blank badge to a registered visitor, whose number it becomes, or register a walk-in onto it.

    person: the fields of visitor.register. Raises Refused: unknown_code, badge_void, wrong_state (claimed already;
    the visitor is being called), and what registering refuses; BadFields, NotFound.
    """
    number = _blank_number(change, code)
    if visitor is not None and person:
        sentence = gettext("참가자를 고르거나 새로 등록하거나, 둘 중 하나만 해 주세요.", change.lang)
        raise BadFields({"visitor": sentence})
    if visitor is None:
        if missing := {"name", "consent"} - set(person):
            raise BadFields(
                {
                    name: gettext("%(name)s 항목을 채워 주세요.", change.lang, name=name)
                    for name in sorted(missing)
                }
            )
        said = NewPerson(**person)
        registrations.require_fitting(change, said)
        row, warnings = registrations.enter(change, said, number)
        visitor = row["id"]
    else:
        _renumber(change, visitors.require(change, visitor), number)
        warnings = []
    visitor_numbers.claim(change, number, visitor)
    change.record("badge.claim", visitor_id=visitor, number=number)
    arrivals.report(change, visitor)
    return {
        "visitor": visitors.shape(change.badge_key, visitors.require(change, visitor)),
        "warnings": warnings,
        "message": gettext(
            "이 명찰은 이제 %(number)s번 참가자의 것이에요. 이름을 적어서 드려 주세요.",
            change.lang,
            number=number,
        ),
    }


def _blank_number(change: Change, code: str) -> int:
    """The number on an unclaimed blank badge."""
    try:
        found = decode(change.badge_key, code)
    except BadCode:
        visitors.require_by_code(change, code)
        raise
    kept = visitor_numbers.reserved(change.db, found.number)
    if kept is not None and kept["state"] == "blank" and found.serial == 0:
        return found.number
    row = visitors.require_by_code(change, code)
    sentence = gettext(
        "이미 주인이 있는 명찰이에요(%(number)s번). 다른 빈 명찰을 써 주세요.",
        change.lang,
        number=row["number"],
    )
    raise Refused("wrong_state", sentence, visitor=visitors.shape(change.badge_key, row))


def _renumber(change: Change, row: Visitor, number: int) -> None:
    """The visitor goes by the blank's number from now on; the old number is nobody's any more, its badge void."""
    visitors.require_confirmed(change, row)
    visitors.require_unmerged(change, row)
    if tickets.is_busy(change.db, row["id"]):
        sentence = gettext(
            "지금 %(number)s번으로 호출됐거나 상담 중이에요. 끝난 뒤에 명찰을 바꿔 주세요.",
            change.lang,
            number=row["number"],
        )
        raise Refused("wrong_state", sentence)
    change.update(
        "UPDATE visitors SET number = ?, serial = 0, voided_at = NULL WHERE id = ? AND number = ?",
        number,
        row["id"],
        row["number"],
    )
    change.update(
        "INSERT INTO reserved_numbers (number, state, visitor_id, reserved_at, used_at) VALUES (?, 'retired', ?, ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET state = 'retired', visitor_id = excluded.visitor_id",
        row["number"],
        row["id"],
        change.now,
        change.now,
    )
