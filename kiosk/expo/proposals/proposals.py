"""Proposals of a timetable: a run writes them, both sides answer, an organiser moves them by hand, and what stands becomes
appointments, by the same rule that brings in a file of them."""

import json
from typing import Any, Literal, NamedTuple, TypedDict

from kiosk.actions.refusals import BadFields, NotAllowed, NotFound, Refused
from kiosk.data import rows
from kiosk.data.kept import Kept
from kiosk.data.store import Change
from kiosk.expo import imports
from kiosk.expo.imports import Prepared
from kiosk.expo.person import visitors
from kiosk.expo.queue import tickets
from kiosk.expo.square import booths, days, ground
from kiosk.expo.timetable import clashes, lengths, reading
from kiosk.expo.timetable.links import LINKS
from kiosk.expo.timetable.marks import require_enterprise
from kiosk.expo.timetable.problem import AGENCY, ENTERPRISE, Meeting, Problem
from kiosk.language.sentences import N_, gettext

GONE = N_("이 제안은 이제 없어요. 화면을 새로 열어 주세요.")


class Proposal(TypedDict):
    """A row of `proposals` (m094); ms."""

    id: int
    run_id: int | None
    booth_id: int
    enterprise_id: int
    starts_at: int
    ends_at: int
    state: Literal["open", "declined", "replaced", "applied"]
    agency_says: Literal["yes", "no"] | None
    enterprise_says: Literal["yes", "no"] | None
    by_hand: int
    made_at: int


class Named(TypedDict):
    """A standing proposal as a file of appointments names it; ms."""

    id: int
    booth: str
    enterprise: str
    brn: str | None
    starts_at: int


class Run(NamedTuple):
    """What a process worked out, from which problem: to be written by `propose`."""

    meetings: tuple[Meeting, ...]
    problem: Problem
    seed: int
    figures: dict[str, Any]


_SELECT = (
    "SELECT id, run_id, booth_id, enterprise_id, starts_at, ends_at, state, agency_says, enterprise_says, by_hand, made_at"
    " FROM proposals"
)
_runs = Kept[Run](4)


def keep(run: Run) -> str:
    """Keep a run in this process until it is written; the word that names it in the action."""
    return _runs.add(run)


def propose(change: Change, *, run: str) -> dict[str, Any]:
    """Write the meetings that a run found as proposals, in place of those of earlier runs that nobody has answered; what stays
    where it is keeps its row. Raises NotFound; Refused wrong_state where marks or answers came in meanwhile, or a meeting no longer fits."""
    kept = _runs.get(run)
    if kept is None:
        raise NotFound(gettext(N_("만든 시간표가 이미 없어요. 다시 만들어 주세요."), change.lang))
    if _is_overtaken(kept, reading.read(change.db, change.now, change.lang).problem):
        sentence = N_(
            "만드는 동안 표시나 답, 올 수 있는 때나 설정이 바뀌었어요. 바뀐 대로 다시 만들어 주세요."
        )
        raise Refused("wrong_state", gettext(sentence, change.lang))
    number = change.insert(
        "timetable_runs",
        made_at=change.now,
        seed=kept.seed,
        figures=json.dumps(kept.figures, ensure_ascii=False),
    )
    stands = set(kept.problem.kept)
    wanted = {one for one in kept.meetings if one not in stands}
    loose = [
        one
        for one in rows.every(change.db, Proposal, f"{_SELECT} WHERE state = 'open'")
        if not reading.stays(_standing(one))
    ]
    same = {one["id"] for one in loose if _meeting(one) in wanted}
    change.db.executemany(
        "UPDATE proposals SET state = 'replaced' WHERE id = ? AND state = 'open'",
        [(one["id"],) for one in loose if one["id"] not in same],
    )
    again = {_meeting(one) for one in loose if one["id"] in same}
    for one in sorted(wanted - again, key=lambda meeting: (meeting.starts_at, meeting.booth)):
        change.insert(
            "proposals",
            run_id=number,
            booth_id=one.booth,
            enterprise_id=one.enterprise,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            made_at=change.now,
        )
    change.record("timetable.propose", run=number, meetings=len(kept.meetings), new=len(wanted - again))
    sentence = N_("예약 %(n)s건을 제안해요. 그 가운데 %(kept)s건은 그대로예요.")
    told = gettext(sentence, change.lang, n=f"{len(kept.meetings):,}", kept=f"{len(stands) + len(again):,}")
    return {"run": number, "figures": kept.figures, "message": told}


def answer(
    change: Change,
    *,
    proposal: int,
    says: str,
    side: str | None = None,
    link: int | None = None,
) -> dict[str, Any]:
    """Say yes or no to a proposal: an agency by its link, an enterprise's people on their phones, an organiser for either (`side`).
    Once a side says no it is declined; a yes later makes it stand again where nothing has taken its time.

    Raises NotFound, NotAllowed, BadFields; Refused wrong_state.
    """
    row = _require(change, proposal)
    side = _side(change, row, side, link)
    column = "agency_says" if side == AGENCY else "enterprise_says"
    said: dict[str, Any] = {"agency_says": row["agency_says"], "enterprise_says": row["enterprise_says"]} | {
        column: says
    }
    declined = "no" in said.values()
    if row["state"] == "declined" and not declined:
        _require_only_one(change, row["enterprise_id"], row["booth_id"])
        _clashing(change, _meeting(row), row["id"], anyway=False)
    if row["state"] == "applied" and declined:
        _withdraw(change, row)
    state = "declined" if declined else ("applied" if row["state"] == "applied" else "open")
    change.update(
        f"UPDATE proposals SET {column} = ?, state = ? WHERE id = ? AND state = ?",
        says,
        state,
        row["id"],
        row["state"],
    )
    _record(change, "timetable.answer", row, side=side, says=says)
    sentence = (
        N_("확인했어요. 이 시각은 그대로예요.") if says == "yes" else N_("거절했어요. 이 예약은 잡지 않아요.")
    )
    return {"proposal": shape(change, row["id"]), "message": gettext(sentence, change.lang)}


def move(change: Change, *, proposal: int, day: str, starts: str, anyway: bool = False) -> dict[str, Any]:
    """Give a proposal or appointment of the timetable another time by hand; both sides are asked anew, and later runs leave it there.
    Where it clashes it is refused with who, where and the nearest free time, unless `anyway`.

    Raises NotFound, BadFields; Refused wrong_state with `clashes` and `nearest`.
    """
    row = _require(change, proposal)
    if row["state"] == "declined":
        raise Refused("wrong_state", gettext(N_("거절한 제안이에요. 새로 넣어 주세요."), change.lang))
    meeting = _timed(change, row["enterprise_id"], row["booth_id"], day, starts)
    found = _clashing(change, meeting, row["id"], anyway)
    change.update(
        "UPDATE proposals SET starts_at = ?, ends_at = ?, by_hand = 1, agency_says = NULL, enterprise_says = NULL"
        " WHERE id = ? AND state = ?",
        meeting.starts_at,
        meeting.ends_at,
        row["id"],
        row["state"],
    )
    if row["state"] == "applied":
        report = _book(change, [row["id"]])
        if report["refused"]:  # they are being called or met: nothing of it is changed
            raise Refused("wrong_state", " ".join(report["rows"][0]["messages"]))
    _record(change, "timetable.move", row, starts_at=meeting.starts_at)
    return _set(change, row["id"], found, N_("옮겼어요: %(time)s."))


def add(
    change: Change, *, booth: str, enterprise: int, day: str, starts: str, anyway: bool = False
) -> dict[str, Any]:
    """Set a meeting by hand, also one that nobody marked or somebody refused. Raises like `move`, and for a pair that has one."""
    booth_id = booths.require(change, booth)["id"]
    require_enterprise(change, enterprise)
    _require_only_one(change, enterprise, booth_id)
    meeting = _timed(change, enterprise, booth_id, day, starts)
    found = _clashing(change, meeting, None, anyway)
    made = change.insert(
        "proposals",
        booth_id=booth_id,
        enterprise_id=enterprise,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        by_hand=1,
        made_at=change.now,
    )
    _record(change, "timetable.add", _require(change, made), starts_at=meeting.starts_at)
    return _set(change, made, found, N_("넣었어요: %(time)s."))


def drop(change: Change, *, proposal: int) -> dict[str, Any]:
    """Take a proposal out of the timetable, and its appointment where it is one that nobody has taken. A later run may propose the
    pair again. Raises NotFound."""
    row = _require(change, proposal)
    if row["state"] == "applied":
        _withdraw(change, row)
    change.update(
        "UPDATE proposals SET state = 'replaced', agency_says = NULL, enterprise_says = NULL WHERE id = ?",
        row["id"],
    )
    _record(change, "timetable.drop", row)
    return {"proposal": {"id": row["id"]}, "message": gettext(N_("시간표에서 뺐어요."), change.lang)}


def apply(change: Change, *, confirmed: bool = False) -> dict[str, Any]:
    """Make appointments of the proposals that stand, or of those alone that both sides confirmed. Answers how many there are now, and
    the report of the import. Raises Refused wrong_state where there are none."""
    both = " AND p.agency_says = 'yes' AND p.enterprise_says = 'yes'" if confirmed else ""
    found = change.all(
        f"SELECT p.id FROM proposals p WHERE p.state = 'open'{both} ORDER BY p.starts_at, p.id"
    )
    if not found:
        raise Refused("wrong_state", gettext(N_("예약으로 넣을 제안이 없어요."), change.lang))
    report = _book(change, [one["id"] for one in found])
    done = sum(one["verdict"] != "refused" for one in report["rows"])
    change.record("timetable.apply", appointments=done, refused=report["refused"])
    sentence = (
        N_("%(n)s건을 예약으로 넣었어요.")
        if not report["refused"]
        else N_("%(n)s건을 예약으로 넣고, %(refused)s건은 넣지 못했어요.")
    )
    told = gettext(sentence, change.lang, n=f"{done:,}", refused=f"{report['refused']:,}")
    return {"appointments": done, "report": report, "message": told}


def shape(change: Change, proposal: int) -> dict[str, Any]:
    """A proposal as answers tell it."""
    row = _require(change, proposal, also=("replaced",))
    return {
        "id": row["id"],
        "booth": change.value("SELECT number FROM booths WHERE id = ?", row["booth_id"]),
        "enterprise": change.value("SELECT name FROM enterprises WHERE id = ?", row["enterprise_id"]),
        "starts_at": days.iso(row["starts_at"], change.time_zone),
        "ends_at": days.iso(row["ends_at"], change.time_zone),
        "state": row["state"],
        "agency_says": row["agency_says"],
        "enterprise_says": row["enterprise_says"],
    }


def _set(change: Change, proposal: int, found: list[clashes.Clash], sentence: str) -> dict[str, Any]:
    shown = shape(change, proposal)
    row = _require(change, proposal)
    told = gettext(sentence, change.lang, time=_when(change, row["starts_at"]))
    return {"proposal": shown, "clashes": [one.says for one in found], "message": told}


def _record(change: Change, kind: str, row: Proposal, **detail: Any) -> None:
    """Also that it changes the phones of all people of the enterprise: any of them answers for it."""
    visitors_of = [
        one["id"]
        for one in change.all("SELECT id FROM visitors WHERE enterprise_id = ?", row["enterprise_id"])
    ]
    change.record(kind, booth_id=row["booth_id"], proposal=row["id"], visitors=visitors_of, **detail)


def _require(change: Change, proposal: int, also: tuple[str, ...] = ()) -> Proposal:
    row = rows.one(change.db, Proposal, f"{_SELECT} WHERE id = ?", proposal)
    if row is None or (row["state"] == "replaced" and "replaced" not in also):
        raise NotFound(gettext(GONE, change.lang))
    return row


def _side(change: Change, row: Proposal, side: str | None, link: int | None) -> str:
    """For whom this actor answers. Raises BadFields, NotAllowed."""
    if change.actor.role == "visitor":
        own = visitors.require(change, change.actor.visitor_id or 0)
        tickets.require_own(change, own["id"])
        if own["enterprise_id"] != row["enterprise_id"]:
            raise NotAllowed(gettext(N_("다른 기업의 예약이에요."), change.lang))
        return ENTERPRISE
    if link is not None:
        agency = LINKS.agency_of(change, link)
        if change.value("SELECT agency_id FROM booths WHERE id = ?", row["booth_id"]) != agency:
            raise NotAllowed(gettext(N_("다른 기관의 예약이에요."), change.lang))
        return AGENCY
    if side is None:
        raise BadFields({"side": gettext(N_("어느 쪽의 답인지 골라 주세요."), change.lang)})
    return side


def _timed(change: Change, enterprise: int, booth_id: int, day: str, starts: str) -> Meeting:
    begins_at = days.at_local(day, starts, change.time_zone)
    length = lengths.of_booths(change.db, ground.of(change.db), change.now)[booth_id]
    return Meeting(enterprise, booth_id, begins_at, begins_at + length.ms)


def _require_only_one(change: Change, enterprise: int, booth: int) -> None:
    """Raises Refused wrong_state where the pair has a proposal that stands, or an appointment to come from elsewhere: a second one
    would take its place when it is brought in."""
    standing = change.value(
        "SELECT starts_at FROM proposals WHERE enterprise_id = ? AND booth_id = ? AND state IN ('open', 'applied')",
        enterprise,
        booth,
    )
    booked = change.value(
        "SELECT min(starts_at) FROM wishes WHERE enterprise_id = ? AND booth_id = ? AND starts_at >= ? AND state <> 'withdrawn'",
        enterprise,
        booth,
        change.now,
    )
    if standing is not None:
        sentence = N_("이 기업은 이 기관과 %(time)s에 이미 있어요. 그 예약을 옮겨 주세요.")
    elif booked is not None:
        sentence = N_(
            "이 기업은 이 기관과 %(time)s에 파일로 들어온 예약이 있어요. 예약 파일에서 시각을 바꿔 주세요."
        )
    else:
        return
    time = _when(change, booked if standing is None else standing)
    raise Refused("wrong_state", gettext(sentence, change.lang, time=time))


def _clashing(change: Change, meeting: Meeting, own: int | None, anyway: bool) -> list[clashes.Clash]:
    """What this meeting clashes with. Raises Refused wrong_state, unless `anyway` and nothing of it is impossible."""
    square = clashes.Standing.read(change.db, change.now, change.lang, without=own)
    found = square.clashes(meeting)
    if found and not (anyway and all(one.may_be for one in found)):
        nearest = square.nearest(meeting)
        said = " ".join(one.says for one in found)
        if nearest is not None:
            said += " " + gettext(
                N_("가장 가까운 빈 시각: %(time)s."), change.lang, time=_when(change, nearest)
            )
        raise Refused(
            "wrong_state",
            said,
            clashes=[one.says for one in found],
            may_be=all(one.may_be for one in found),
            nearest=days.iso(nearest, change.time_zone),
        )
    return found


def _when(change: Change, at: int) -> str:
    return f"{days.date_of(at, change.time_zone)[5:]} {days.clock_text(at, change.time_zone)}"


def _book(change: Change, ids: list[int]) -> dict[str, Any]:
    """Bring these in as appointments; those that were refused stay proposals."""
    named = rows.every(
        change.db,
        Named,
        "SELECT p.id, b.number AS booth, e.name AS enterprise, e.brn, p.starts_at FROM json_each(?) c"
        " CROSS JOIN proposals p ON p.id = c.value JOIN booths b ON b.id = p.booth_id JOIN enterprises e ON e.id = p.enterprise_id"
        " ORDER BY p.starts_at, p.id",
        json.dumps(ids),
    )
    for id in ids:
        _reopen(change, _require(change, id))
    prepared = [
        Prepared(
            row=number,
            values={
                "enterprise": one["enterprise"],
                "brn": one["brn"],
                "agency": one["booth"],
                "day": days.date_of(one["starts_at"], change.time_zone),
                "time": days.clock_text(one["starts_at"], change.time_zone),
                "either_half": False,
            },
            messages=[],
            refused=False,
        )
        for number, one in enumerate(named, 1)
    ]
    report = imports.apply(change, "appointments", prepared)
    refused = {one["row"] for one in report["rows"] if one["verdict"] == "refused"}
    change.db.executemany(
        "UPDATE proposals SET state = 'applied' WHERE id = ?",
        [(one["id"],) for number, one in enumerate(named, 1) if number not in refused],
    )
    return report


def _withdraw(change: Change, row: Proposal) -> None:
    """The appointment goes, unless somebody in the hall has taken it. Raises Refused wrong_state."""
    taken = change.value(
        "SELECT state FROM wishes WHERE enterprise_id = ? AND booth_id = ? AND starts_at = ? AND state <> 'withdrawn'",
        row["enterprise_id"],
        row["booth_id"],
        row["starts_at"],
    )
    if taken == "placed":
        sentence = N_("이미 와서 이 예약으로 기다리고 있어요. 그 대기표에서 취소해 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))
    change.update(
        "UPDATE wishes SET state = 'withdrawn' WHERE enterprise_id = ? AND booth_id = ? AND starts_at = ? AND state = 'open'",
        row["enterprise_id"],
        row["booth_id"],
        row["starts_at"],
    )


def _reopen(change: Change, row: Proposal) -> None:
    """An appointment that was withdrawn at this very time stands again, in place of the pair's open one at another: a file of
    appointments would leave it withdrawn."""
    slot = row["enterprise_id"], row["booth_id"], row["starts_at"]
    found = change.value(
        "SELECT max(id) FROM wishes WHERE enterprise_id = ? AND booth_id = ? AND starts_at = ?"
        " HAVING count(*) > 0 AND min(state = 'withdrawn') = 1",
        *slot,
    )
    if found is None:
        return
    change.update(
        "UPDATE wishes SET state = 'withdrawn' WHERE enterprise_id = ? AND booth_id = ? AND starts_at <> ? AND state = 'open'"
        " AND visitor_id IS NULL",
        *slot,
    )
    change.update("UPDATE wishes SET state = 'open', visitor_id = NULL WHERE id = ?", found)


def _is_overtaken(run: Run, now: Problem) -> bool:
    """Whether a run worked out another problem than there is now: other marks or answers, or a booth's length, an absence or a seat
    that one of its meetings runs into."""
    then = run.problem
    if (now.kept, now.refused, now.marks) != (then.kept, then.refused, then.marks):
        return True
    new = set(run.meetings) - set(then.kept)
    return any(
        one.ends_at - one.starts_at != now.length_ms(one.booth)
        or any(
            span.meets(one.span) for span in (*now.away.get(one.enterprise, ()), *now.booths[one.booth].away)
        )
        or now.booths[one.booth].counters(one.span) < then.booths[one.booth].counters(one.span)
        for one in new
    )


def _meeting(row: Proposal) -> Meeting:
    return Meeting(row["enterprise_id"], row["booth_id"], row["starts_at"], row["ends_at"])


def _standing(row: Proposal) -> reading.Standing:
    return reading.Standing(
        booth_id=row["booth_id"],
        enterprise_id=row["enterprise_id"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        state="applied" if row["state"] == "applied" else "open",
        agency_says=row["agency_says"],
        enterprise_says=row["enterprise_says"],
        by_hand=row["by_hand"],
    )
