"""What stood on paper while the power was gone, typed in afterwards: who came in, and who met whom with what result.

A row with a booth is a meeting, one without is a check-in. Several rows of one meeting (same number, booth and beginning) are
its results, one each. A form of one row (`check_in`, `meeting`) and a file of many go the same way: looked at first, row by row,
then done by the rules of the door and the meeting, at the time that the paper says, and marked so.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.actions.refusals import BadFields, NotAllowed, Refused
from kiosk.expo.door import arrivals
from kiosk.expo.imports import order
from kiosk.expo.imports.paper_sheet import WRITTEN, Deeds, Sheet, Values
from kiosk.expo.imports.rows import ADDED, CHANGED, Outcome, Prepared, Reading, begin
from kiosk.expo.meeting import on_paper
from kiosk.expo.meeting.consultations import Line
from kiosk.expo.meeting.on_paper import OnPaper
from kiosk.expo.person import visitors
from kiosk.expo.square import days
from kiosk.language.sentences import N_, gettext

if TYPE_CHECKING:
    from kiosk.data.store import Change

ARRIVED = N_("이미 그 시각에 입장한 분이에요.")
ROWS_MAX = 500  # in one transaction: a check-in costs a millisecond and more


def check_in(change: "Change", *, badge: str, time: str, day: str | None = None) -> dict[str, Any]:
    """Somebody whom a list on paper let in, typed in afterwards: `badge` is their number or the badge's code, `time` `14:20` of
    `day` (an ISO date, today unless said). Answers visitor and `warnings`.

    Raises Refused: unknown_code, not_confirmed, wrong_state (known already, or no such time); NotAllowed for another day at a desk.
    """
    return _one(change, {"number": badge, "day": day, "time": time, "booth": None})


def meeting(
    change: "Change",
    *,
    badge: str,
    booth: str,
    starts: str,
    ends: str | None = None,
    day: str | None = None,
    counter: int = 1,
    lines: Iterable[Line] = (),
    note: str | None = None,
    follow_up: dict[str, str] | None = None,
) -> dict[str, Any]:
    """A meeting that was logged on paper, typed in afterwards with its times (`14:20`) and results. Who was not noted as come
    that day came when it began. Without `ends` it has no length. Answers visitor, consultation (its id) and `warnings`.

    Raises Refused: unknown_code, unknown_booth, not_confirmed, wrong_state (known already, or no such time); NotAllowed for
    another day at a desk.
    """
    values = {"number": badge, "day": day, "time": starts, "ends": ends, "booth": booth, "counter": counter}
    return _one(change, values | {"lines": list(lines), "note": note, "follow_up": follow_up})


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    """Verdicts of all rows. What they come to stands in the outcome's `on_paper` and is done by `write`."""
    read = begin(prepared, reading.lang)
    needs, notes = order.ready(reading, "paper", read)
    if len(read) > ROWS_MAX:
        notes = [
            gettext(
                N_("한 번에 %(most)s줄까지 옮길 수 있어요. 나누어 가져와 주세요."),
                reading.lang,
                most=ROWS_MAX,
            ),
            *notes,
        ]
    if notes:
        return order.refuse_all(read, needs, notes, reading.lang)
    sheet = Sheet(reading)
    for verdict, values in read:
        if not verdict.verdict:
            sheet.take(verdict, values)
    sheet.let_in()
    return Outcome([verdict for verdict, _ in read], on_paper=sheet.deeds)


def write(change: "Change", deeds: Deeds) -> list[int]:
    """Do what the rows come to; gives the ids of the meetings."""
    for one in sorted(deeds.arrivals, key=lambda one: one.at):
        arrivals.check_in(replace(change, happened_at=one.at, on_paper=True), visitor=one.visitor_id)
    return [
        on_paper.write(
            replace(change, happened_at=one.starts_at, on_paper=True),
            OnPaper(
                one.person["id"],
                one.booth_id,
                one.day,
                one.starts_at,
                one.ends_at,
                one.counter,
                one.lines,
                one.note,
                one.follow_up,
            ),
        )
        for one in sorted(deeds.meetings, key=lambda one: one.starts_at)
    ]


def _one(change: "Change", values: Values) -> dict[str, Any]:
    """One row, of a form."""
    by = change.actor.role
    reading = Reading(change.db, change.badge_key, change.lang, change.now, by, change.time_zone)
    values = {"ends": None, "counter": None, "lines": [], "note": None, "follow_up": None, **values}
    outcome = compare(reading, [Prepared(row=1, values=values, messages=[], refused=False)])
    said, deeds = outcome.verdicts[0], outcome.on_paper
    if deeds is None or said.verdict not in (ADDED, CHANGED):
        if said.code == "bad_counter":
            raise BadFields({"counter": " ".join(said.messages)})
        same = WRITTEN if values["booth"] else ARRIVED
        raise Refused(said.code, " ".join([*outcome.notes, *said.messages]) or gettext(same, change.lang))
    day = (deeds.meetings[0] if deeds.meetings else deeds.arrivals[0]).day
    if by == "desk" and day.day != days.date_of(change.now, change.time_zone):
        raise NotAllowed(gettext(N_("지난 날의 종이 기록은 운영본부에서만 옮길 수 있어요."), change.lang))
    written = write(change, deeds)
    person = deeds.meetings[0].person["id"] if deeds.meetings else deeds.arrivals[0].visitor_id
    row = visitors.require(change, person)
    sentence = (
        N_("%(number)s번의 상담을 종이에서 옮겼어요.")
        if written
        else N_("%(number)s번의 입장을 종이에서 옮겼어요.")
    )
    return {
        "visitor": visitors.shape(change.badge_key, row),
        "consultation": written[0] if written else None,
        "warnings": said.messages,
        "message": gettext(sentence, change.lang, number=row["number"]),
    }
