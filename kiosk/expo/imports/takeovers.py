"""What a file of agencies would change under people who are being served: counters in use, a booth's number, the agency
of a booth.

A counter taken away goes once it is free (`booths.counters_of`). Another name at a booth's number may be the same
agency or another one, and plan, appointments and queue would go with it: so whoever imports says which.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from kiosk.data import conditions
from kiosk.expo.imports.rows import Reading, Verdict
from kiosk.expo.person import visitors
from kiosk.expo.queue import routing, tickets
from kiosk.language.sentences import N_, gettext

if TYPE_CHECKING:
    from kiosk.data.store import Change

RENAMED, REPLACED = "renamed", "replaced"
# What belongs to a booth or its agency: name -> (its sentence, how to count it).
BELONGS = {
    "plan": (N_("구매계획 %(n)s건"), "SELECT count(*) FROM plan_items WHERE agency_id = :agency"),
    "appointments": (
        N_("예약 %(n)s건"),
        f"SELECT count(*) FROM wishes WHERE booth_id = :booth AND {conditions.OPEN_APPOINTMENT}",
    ),
    "wishes": (
        N_("상담 희망 %(n)s건"),
        f"SELECT count(*) FROM wishes WHERE booth_id = :booth AND {conditions.OPEN_WISH}",
    ),
    "waiting": (
        N_("대기 %(n)s명"),
        "SELECT count(*) FROM tickets WHERE booth_id = :booth AND state = 'waiting'",
    ),
    "busy": (
        N_("호출·상담 중 %(n)s명"),
        f"SELECT count(*) FROM tickets WHERE booth_id = :booth AND {conditions.CALLED_OR_SERVING}",
    ),
    "met": (
        N_("마친 상담 %(n)s회"),
        "SELECT count(*) FROM consultations WHERE booth_id = :booth AND state = 'finished'",
    ),
}
ENDS = ("appointments", "wishes", "waiting")


class StoredAgency(TypedDict):
    """An agency as it stands in the tables, with its booth where it has one; metres."""

    agency_id: int
    booth_id: int | None
    name: str
    name_en: str | None
    short_name: str | None
    kind: str | None
    total_purchase_won: int | None
    number: str | None
    counters: int | None
    x_m: float | None
    y_m: float | None


class AtCounter(TypedDict):
    """Whom a counter has called or serves."""

    counter: int
    state: Literal["called", "serving"]
    number: int


@dataclass
class Belongings:
    """How much there is of each kind, and the words for it."""

    counts: dict[str, int]
    lang: str

    def __bool__(self) -> bool:
        return any(self.counts.values())

    def said(self, *names: str) -> str:
        found = [name for name in names or BELONGS if self.counts[name]]
        return ", ".join(gettext(BELONGS[name][0], self.lang, n=f"{self.counts[name]:,}") for name in found)


def belongings(reading: Reading, row: StoredAgency) -> Belongings:
    """What goes with this agency's booth."""
    counted = ", ".join(f"({sql}) AS {name}" for name, (_, sql) in BELONGS.items())
    of = {"booth": row["booth_id"], "agency": row["agency_id"]}
    return Belongings(reading.db.execute(f"SELECT {counted}", of).fetchone(), reading.lang)


def is_replaced(reading: Reading, verdict: Verdict, row: StoredAgency, number: str, new_name: str) -> bool:
    """Judge a row that puts another name to a booth's number: True where another agency takes the booth over, False
    where it is renamed; or the row is refused, with what goes along and how to say which is meant."""
    along = belongings(reading, row)
    meant = reading.meant.get(number) or (RENAMED if _is_longer_name(row["name"], new_name) else "")
    if along:
        verdict.asks = {"booth": number, "agency": row["name"], "meant": meant}
    if meant == REPLACED:
        if not _may_replace(verdict, along, number):
            return False
        sentence = verdict._("다른 기관이 부스 %(number)s에 들어와요. %(old)s의 구매계획은 그 기관에 남아요.")
        verdict.say(sentence, number=number, old=row["name"])
        if ends := along.said(*ENDS):
            verdict.say(verdict._("함께 끝나는 것: %(what)s."), what=ends)
        return True
    if along and meant != RENAMED:
        _ask(verdict, along, row, number)
        return False
    verdict.say(
        verdict._("부스 %(number)s의 기관 이름을 %(old)s에서 바꿔요."), number=number, old=row["name"]
    )
    if along:
        verdict.say(verdict._("그대로 따라가는 것: %(what)s."), what=along.said())
    return False


def say_what_runs(reading: Reading, verdict: Verdict, row: StoredAgency, new: dict[str, Any]) -> None:
    """Say of a booth that changes what the change has to wait for, and whom it touches."""
    if row["booth_id"] is None:
        return
    busy = reading.every(
        AtCounter,
        "SELECT t.counter, t.state, v.number FROM tickets t JOIN visitors v ON v.id = t.visitor_id"
        f" WHERE t.booth_id = ? AND {conditions.called_or_serving()} ORDER BY t.counter, t.state",
        row["booth_id"],
    )
    if kept := [one for one in busy if one["counter"] > new["counters"]]:
        words = {
            "called": N_("상담석 %(counter)s에서 %(number)s번 호출 중"),
            "serving": N_("상담석 %(counter)s에서 %(number)s번 상담 중"),
        }
        said = ", ".join(gettext(words[one["state"]], reading.lang, **one) for one in kept)
        verdict.say(
            verdict._(
                "아직 쓰는 상담석이 있어요: %(said)s. 끝날 때까지 그대로 두고, 그 자리로 새로 부르지 않아요."
            ),
            said=said,
        )
    if new["number"] != row["number"]:
        waiting = reading.all(
            "SELECT count(*) AS n FROM tickets WHERE booth_id = ? AND state = 'waiting'", row["booth_id"]
        )[0]["n"]
        if waiting or busy:
            verdict.say(
                verdict._(
                    "부스번호가 바뀌어요(%(old)s → %(new)s). 기다리는 %(waiting)s명과 부르거나 상담 중인 "
                    "%(busy)s명도 새 번호로 안내돼요."
                ),
                old=row["number"],
                new=new["number"],
                waiting=waiting,
                busy=len(busy),
            )


def end_places(change: "Change", booth_id: int) -> None:
    """Another agency has come: nobody waits for it or has an appointment with it who wanted the one before."""
    places = tickets.waiting(change.db, booth_id)
    for place in places:
        tickets.move(change, place, "cancelled")  # no ended_at: the new agency may be proposed to them
        tickets.record(change, "ticket.leave", place, reason="agency_replaced")
    change.update("UPDATE wishes SET state = 'withdrawn' WHERE booth_id = ? AND state = 'open'", booth_id)
    change.update(
        "UPDATE proposals SET state = 'replaced', agency_says = NULL, enterprise_says = NULL"
        " WHERE booth_id = ? AND state <> 'replaced'",
        booth_id,
    )
    change.update(
        "UPDATE invites SET state = 'lapsed', answered_at = ? WHERE booth_id = ? AND state = 'open'",
        change.now,
        booth_id,
    )
    for place in places:
        routing.promote(change, visitors.require(change, place["visitor_id"]))


def _is_longer_name(one: str, other: str) -> bool:
    """Whether one name says the other and goes on: 서울특별시, 서울특별시 본청 (but 서울특별시교육청 is another agency)."""
    words, others = one.split(), other.split()
    shorter = min(len(words), len(others))
    return words[:shorter] == others[:shorter]


def _may_replace(verdict: Verdict, along: Belongings, number: str) -> bool:
    if along.counts["busy"]:
        sentence = verdict._(
            "부스 %(number)s에서 지금 부르거나 상담하고 있어 다른 기관으로 바꾸지 않았어요. 끝난 뒤에 다시 가져와 주세요."
        )
    elif along.counts["met"]:
        sentence = verdict._(
            "부스 %(number)s에서 마친 상담이 있어 다른 기관으로 바꾸면 실적이 섞여요. 새 기관에는 다른 부스번호를 주세요."
        )
    else:
        return True
    verdict.refuse(sentence, number=number)
    return False


def _ask(verdict: Verdict, along: Belongings, row: StoredAgency, number: str) -> None:
    verdict.refuse(
        verdict._(
            "부스 %(number)s의 기관은 지금 %(old)s이고 딸린 것이 있어요: %(what)s. 이름만 바뀌었는지, 다른 기관이 들어오는지 "
            "골라 주세요."
        ),
        number=number,
        old=row["name"],
        what=along.said(),
    )
