"""Somebody is forgotten: at their wish, or because the time is over for which they agreed that their data is kept.

Their places end first, and the phones bound to them; then all of them goes but numbers (`expo/person/erasure.py`). What this
leaves in files is cleared after the commit (`exchange/forgotten.py`).
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from kiosk.actions.refusals import NotAllowed, Refused
from kiosk.data import conditions
from kiosk.data.store import Change
from kiosk.expo.person import erasure, retention, visitors
from kiosk.expo.person.refused_badges import said_to
from kiosk.expo.person.visitors import Visitor
from kiosk.expo.programme import seats, sign_ups
from kiosk.expo.queue import invites, tickets
from kiosk.expo.square import days, ground
from kiosk.language.sentences import N_, gettext

# The verbs that bring a person's data: sent again after they were forgotten they bring nothing back.
BRINGS = ("visitor.register", "badge.claim")


def forget(change: Change, *, visitor: int, reason: str) -> dict[str, Any]:
    """Remove all that is known of this person: name, title, phone, mail, need, what was written about them, their files and
    phones; numbers and outcomes stay. Answers `removed`, how many of each kind. A meeting that runs goes on, and is
    counted. From a phone over HTTPS alone.

    Raises NotFound, NotAllowed, Refused: wrong_state (merged), forgotten.
    """
    row = visitors.require(change, visitor)
    visitors.require_own(change, row["id"])
    if change.actor.role == "visitor" and not change.actor.secure:
        raise NotAllowed(gettext(_SECURELY, change.lang))
    visitors.require_unmerged(change, row)
    if row["forgotten_at"] is not None:
        sentence = said_to(change.actor, "forgotten", change.lang, number=row["number"])
        raise Refused("forgotten", sentence)
    del reason  # somebody typed it, about somebody who is to be forgotten
    removed = _forget(change, row)
    booths = visitors.met(change.db, row["id"])
    change.record(
        "visitor.forget", visitor_id=row["id"], removed=dict(removed), by=change.actor.role, booths=booths
    )
    return {
        "removed": dict(removed),
        "visitor": visitors.shape(change.badge_key, visitors.require(change, row["id"])),
        "message": gettext(
            "%(number)s번의 개인정보를 지웠어요. 상담 횟수와 금액 같은 숫자만 남아요.",
            change.lang,
            number=row["number"],
        ),
    }


def forget_contacts(change: Change, *, as_of: str | None = None) -> dict[str, Any]:
    """Remove what people's consent does not cover any more: of each purpose whose time is over, and records of who saw contact
    data that are older than a year. Answers `visitors`, of how many the data was removed, and `removed`, how many of each kind.

    `as_of`: as on that day (ISO), at the command line alone; without it the clock removes what it announced a week ago.
    Raises NotAllowed (as_of), Refused wrong_state where nothing is due.
    """
    if as_of and change.actor.role != "system":
        raise NotAllowed(
            gettext(N_("날짜를 정해 지우는 것은 노트북의 명령줄에서만 할 수 있어요."), change.lang)
        )
    day = as_of or days.date_of(change.now, change.time_zone)
    if change.actor.role == "system" and not as_of:
        due = retention.for_the_clock(change.db, change.now, change.time_zone)
    else:
        due = [one for one in retention.periods(change.db) if one.due_on <= day]
    old = retention.erase_old_records(change, day)
    if not due and not old:
        first = min((one.due_on for one in retention.periods(change.db)), default="–")
        sentence = N_("아직 보관하기로 한 기간이에요. %(day)s부터 지울 수 있어요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, day=first))
    removed: Counter[str] = Counter({"records": old} if old else {})
    people = 0
    for one in due:
        count, more = _END[one.purpose](change)
        people, removed = max(people, count), removed + more
        retention.done(change, one)
    change.record(
        "contacts.forget", people=people, removed=dict(removed), purposes=[one.purpose for one in due]
    )
    return {
        "visitors": people,
        "people": people,
        "removed": dict(removed),
        "message": gettext(N_("%(n)s명의 연락처를 지웠어요."), change.lang, n=people),
    }


def announce(change: Change, *, purpose: str, due_on: str) -> dict[str, Any]:
    """The clock says that the time of a purpose is over on this day (ISO), a week before; organisers see it from now on."""
    change.update(
        "INSERT INTO erasures (purpose, due_on, announced_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        purpose,
        due_on,
        change.now,
    )
    change.record("contacts.announce", purpose=purpose, due_on=due_on)
    return {}


def apply(change: Change, lines: Iterable[retention.Forgotten]) -> int:
    """Forget once more whom these lines name: a backup that comes back, or a copy that takes over, still knows them. Only who
    was registered before they were forgotten: a number may have been given anew. Returns how many were."""
    count = 0
    for line in lines:
        retention.remember(change, line)
        row = visitors.find(change.db, line.visitor)
        if row is None or row["forgotten_at"] is not None or row["registered_at"] > line.at:
            continue
        if row["state"] == "merged":
            continue  # with whom they were merged into
        removed = _forget(change, row, at=line.at)
        change.record("visitor.forget", visitor_id=row["id"], removed=dict(removed), by="again")
        count += 1
    return count


def _forget(change: Change, row: Visitor, *, at: int | None = None) -> Counter[str]:
    """Places, bindings and seats end, then the data goes. `at`: when they were forgotten first (ms)."""
    removed = Counter(places=_end_places(change, row))
    _end_seats(change, row)
    _end_invites(change, row)
    _check_out(change, row)
    ids = erasure.together(change.db, row["id"])
    removed += erasure.erase(change, ids)
    _note(change, ids, at or change.now)
    return removed


def _note(change: Change, ids: list[int], at: int) -> None:
    """From now on they are forgotten; and what brought their data brings it no more."""
    listed = json.dumps(ids)
    change.update(
        "UPDATE visitors SET forgotten_at = ? WHERE id IN (SELECT value FROM json_each(?))", at, listed
    )
    brought = change.all(
        "SELECT action_id, visitor_id FROM journal WHERE visitor_id IN (SELECT value FROM json_each(?))"
        f" AND kind IN ({', '.join('?' * len(BRINGS))})",
        listed,
        *BRINGS,
    )
    by_visitor = {one: [row["action_id"] for row in brought if row["visitor_id"] == one] for one in ids}
    for visitor_id, actions in by_visitor.items():
        marks = [erasure.mark(change.badge_key, one) for one in actions if one]
        retention.remember(change, retention.Forgotten(visitor_id, at, marks))


def _end_places(change: Change, row: Visitor) -> int:
    """Who waits or is called is not any more; a meeting that runs is the booth's to end."""
    places = [
        one for one in tickets.of_visitor(change.db, row["id"]) if one["state"] in ("waiting", "called")
    ]
    for place in places:
        tickets.move(change, place, "cancelled", counter=None, ended_at=change.now)
        tickets.record(change, "ticket.leave", place, reason="forgotten")
    return len(places)


def _end_seats(change: Change, row: Visitor) -> None:
    """A seat for which somebody waits is theirs. Others stay as they are, and so does the figure of who signed up."""
    held = change.all(
        f"SELECT s.id, s.item_id FROM sign_ups s JOIN programme i ON i.id = s.item_id WHERE s.visitor_id = ? AND s.{conditions.SIGNED_UP}"
        " AND s.attended_at IS NULL AND i.starts_at > ? AND i.cancelled_at IS NULL",
        row["id"],
        change.now,
    )
    for one in held:
        if seats.taken(change.db, one["item_id"])["waiting"]:
            sign_ups.end(change, one["item_id"], one["id"])
            change.record("programme.leave", visitor_id=row["id"], item=one["item_id"])
            seats.fill(change, one["item_id"])


def _end_invites(change: Change, row: Visitor) -> None:
    for one in invites.of_visitor(change.db, row["id"]):
        invites.end(change, one["id"])


def _check_out(change: Change, row: Visitor) -> None:
    """They are not in any more, so that nothing of the square is kept for them."""
    today = ground.of(change.db).today(change.now)
    if today is None or not visitors.is_in(change.db, row["id"], today.day):
        return
    change.update(
        f"UPDATE arrivals SET left_at = max(?, at) WHERE visitor_id = ? AND day = ? AND {conditions.CAME}",
        change.now,
        row["id"],
        today.day,
    )
    change.record("visitor.check_out", visitor_id=row["id"], day=today.day)


def _end_keeping(change: Change) -> tuple[int, Counter[str]]:
    """Everybody's data goes whose time is over: all that there are, for it is counted from the last day."""
    ids = [row["visitor_id"] for row in change.all("SELECT visitor_id FROM contacts")]
    removed: Counter[str] = Counter()
    everybody: list[int] = []
    for visitor_id in ids:
        row = visitors.require(change, visitor_id)
        removed["places"] += _end_places(change, row)
        everybody += erasure.together(change.db, visitor_id)
    removed += erasure.erase(change, everybody)
    for visitor_id in ids:
        _note(change, erasure.together(change.db, visitor_id), change.now)
    return len(ids), removed


def _end_sharing(change: Change) -> tuple[int, Counter[str]]:
    count = retention.end_sharing(change)
    return count, Counter(shares=count)


def _end_needs(change: Change) -> tuple[int, Counter[str]]:
    count = erasure.erase_needs(change)
    return count, Counter(needs=count)


_END = {"keep": _end_keeping, "share": _end_sharing, "need": _end_needs}


_SECURELY = N_(
    "개인정보는 안전한 연결(HTTPS)에서만 지울 수 있어요. 안전한 주소로 열거나 운영본부에 말씀해 주세요."
)
