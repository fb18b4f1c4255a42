"""What agencies and enterprises answered to the proposals of a timetable, in the sheet that was sent to them: known by
enterprise and booth. An empty answer says nothing; another time than the proposal's now is said, and the row left out: the answer
was about something else. So is a yes to what was declined where its time is taken by now or the pair has another appointment, and
a no to what is an appointment already: an organiser takes that out of the timetable.
"""

from collections.abc import Iterable
from typing import Any

from kiosk.expo.imports import order
from kiosk.expo.imports.lookups import Booths, Days, Enterprises
from kiosk.expo.imports.rows import CHANGED, MERGED, UNCHANGED, Outcome, Prepared, Reading, Verdict, begin
from kiosk.expo.timetable import clashes
from kiosk.expo.timetable.problem import Meeting
from kiosk.expo.timetable.reading import Answered


class Proposed(Answered):
    """ms."""

    id: int
    booth_id: int
    enterprise_id: int
    starts_at: int
    ends_at: int


def compare(reading: Reading, prepared: Iterable[Prepared]) -> Outcome:
    rows = begin(prepared, reading.lang)
    needs, notes = order.ready(reading, "timetable_answers", rows)
    if notes:
        return order.refuse_all(rows, needs, notes, reading.lang)
    booths, enterprises, days = Booths(reading), Enterprises(reading), Days(reading)
    found = reading.every(
        Proposed,
        "SELECT id, booth_id, enterprise_id, starts_at, ends_at, state, agency_says, enterprise_says FROM proposals"
        " WHERE state <> 'replaced' ORDER BY state <> 'declined', id",
    )  # of a pair, what stands hides what was declined before
    stored = {(one["enterprise_id"], one["booth_id"]): one for one in found}
    seen: dict[int, int | str] = {}
    changed: list[tuple[str | None, str | None, str, int]] = []
    standing: clashes.Standing | None = None
    for verdict, values in rows:
        if verdict.verdict:
            continue
        one = _proposal(verdict, values, stored, booths, enterprises, days)
        if one is None:
            continue
        if one["id"] in seen:
            verdict.verdict = MERGED
            verdict.say(verdict._("%(row)s번째 줄과 같은 제안이라 그 답을 따랐어요."), row=seen[one["id"]])
            continue
        seen[one["id"]] = verdict.place
        agency = values["agency_says"] or one["agency_says"]
        enterprise = values["enterprise_says"] or one["enterprise_says"]
        if (agency, enterprise) == (one["agency_says"], one["enterprise_says"]):
            verdict.verdict = UNCHANGED
            continue
        says_no = "no" in (agency, enterprise)
        if one["state"] == "applied" and says_no:
            verdict.refuse(verdict._("이미 예약이 됐어요. 거절하려면 ‘예약 시간표’에서 그 예약을 빼 주세요."))
            continue
        if one["state"] == "declined" and not says_no:
            standing = standing or clashes.Standing.read(reading.db, reading.now, reading.lang)
            if other := standing.of_pair(one["enterprise_id"], one["booth_id"], reading.now):
                sentence = verdict._(
                    "이 기업은 이 기관과 %(day)s %(time)s에 이미 있어요. 거절한 제안은 그대로 둬요."
                )
                verdict.refuse(sentence, day=days.day_of(other.starts_at), time=days.clock(other.starts_at))
                continue
            meeting = Meeting(one["enterprise_id"], one["booth_id"], one["starts_at"], one["ends_at"])
            if found_clashes := standing.clashes(meeting):
                for clash in found_clashes:
                    verdict.refuse("%(clash)s", clash=clash.says)
                continue
            standing.also(meeting)
        verdict.verdict = CHANGED
        state = "declined" if says_no else "applied" if one["state"] == "applied" else "open"
        changed.append((agency, enterprise, state, one["id"]))
    outcome = Outcome([verdict for verdict, _ in rows], missing=len(stored) - len(seen))
    outcome.write(
        "UPDATE proposals SET agency_says = ?, enterprise_says = ?, state = ? WHERE id = ? AND state <> 'replaced'",
        changed,
    )
    return outcome


def _proposal(
    verdict: Verdict,
    values: dict[str, Any],
    stored: dict[tuple[int, int], Proposed],
    booths: Booths,
    enterprises: Enterprises,
    days: Days,
) -> Proposed | None:
    enterprise = enterprises.find(verdict, values)
    booth = booths.find(values["agency"])
    if booth is None:
        verdict.refuse(
            verdict._("‘기관명’ %(name)s의 부스가 없어요. 등록된 기관 이름으로 적어 주세요."),
            name=values["agency"],
        )
    if verdict.verdict or enterprise is None or booth is None:
        return None
    one = stored.get((enterprise, booth))
    if one is None:
        verdict.refuse(verdict._("이 기업과 이 기관의 제안이 없어요. 시간표가 보낸 파일에 답을 적어 주세요."))
        return None
    if values["day"] and values["time"]:
        moment = days.moment(verdict, values["day"], values["time"])
        if moment is None:
            return None
        if moment[1] != one["starts_at"]:
            verdict.refuse(
                verdict._("답은 전 시각의 것이라 넣지 않았어요. 이 제안의 지금 시각: %(day)s %(time)s."),
                day=days.day_of(one["starts_at"]),
                time=days.clock(one["starts_at"]),
            )
            return None
    return one
