"""Whom agencies and enterprises wish to meet, and when they cannot: marked in the browser, by the agency itself (its link) or by an
organiser for either side. Files bring the same (expo/imports/marks.py, away.py)."""

import sqlite3
from typing import Any, TypedDict

from kiosk.actions.refusals import BadFields, NotFound, Refused
from kiosk.data import rows
from kiosk.data.store import Change
from kiosk.expo.square import days, ground
from kiosk.expo.timetable.links import LINKS
from kiosk.expo.timetable.problem import AGENCY
from kiosk.language.sentences import N_, gettext

SPANS_MAX = 20  # of one side; the oldest are not let go, a further one is refused
NO_AGENCY = N_("그런 기관이 없어요. 화면을 새로 열어 주세요.")
NO_ENTERPRISE = N_("그런 기업이 없어요. 화면을 새로 열어 주세요.")


class Absence(TypedDict):
    """When somebody cannot come; ms."""

    id: int
    agency_id: int | None
    enterprise_id: int | None
    begins_at: int
    ends_at: int


def mark(
    change: Change,
    *,
    enterprise: int,
    agency: int | None = None,
    wanted: bool = True,
    side: str = AGENCY,
    link: int | None = None,
) -> dict[str, Any]:
    """Say that an agency wishes to meet an enterprise, or (`side`) the other way round; not `wanted`: take it back. An agency
    (its id, or its `link`) marks for itself alone. Answers `wanted` and how many the agency has marked. Raises NotFound,
    BadFields, Refused."""
    agency = _agency(change, agency, link)
    if link is not None and side != AGENCY:
        raise BadFields({"side": gettext(N_("기관의 링크에서는 기관의 표시만 바꿔요."), change.lang)})
    require_enterprise(change, enterprise)
    key = agency, enterprise, side
    found = change.value("SELECT id FROM marks WHERE agency_id = ? AND enterprise_id = ? AND side = ?", *key)
    if wanted and found is None:
        change.insert(
            "marks",
            agency_id=agency,
            enterprise_id=enterprise,
            side=side,
            source="link" if link is not None else change.actor.role,
            marked_at=change.now,
        )
    elif not wanted:
        change.update("DELETE FROM marks WHERE agency_id = ? AND enterprise_id = ? AND side = ?", *key)
    change.record("timetable.mark", agency=agency, enterprise=enterprise, side=side, wanted=wanted)
    count = change.value("SELECT count(*) FROM marks WHERE agency_id = ? AND side = 'agency'", agency)
    return {"agency": agency, "enterprise": enterprise, "side": side, "wanted": wanted, "count": count}


def away(
    change: Change,
    *,
    day: str,
    starts: str | None = None,
    until: str | None = None,
    agency: int | None = None,
    enterprise: int | None = None,
    link: int | None = None,
) -> dict[str, Any]:
    """Say that an agency or an enterprise cannot come on a day, from `starts` until `until` (`14:20`; without them from its opening,
    until its end). Answers `away`. Raises NotFound, BadFields, Refused."""
    if enterprise is None:
        agency = _agency(change, agency, link)
    elif agency is not None or link is not None:
        raise BadFields({"enterprise": gettext(N_("기관이나 기업 가운데 하나만 골라 주세요."), change.lang)})
    else:
        require_enterprise(change, enterprise)
    found = next((one for one in ground.of(change.db).days if one.day == day), None)
    if found is None:
        raise BadFields({"day": gettext(N_("박람회 날 가운데 골라 주세요."), change.lang)})
    begins_at = days.at_local(day, starts, change.time_zone) if starts else found.opens_at
    ends_at = days.at_local(day, until, change.time_zone) if until else found.closes_at
    if ends_at <= begins_at:
        raise BadFields({"until": gettext(N_("‘까지’가 ‘부터’보다 늦어야 해요."), change.lang)})
    if len(absences(change.db, agency=agency, enterprise=enterprise)) >= SPANS_MAX:
        sentence = N_("못 오는 때는 %(most)s개까지 적어요. 하나를 지우고 다시 적어 주세요.")
        raise Refused("wrong_state", gettext(sentence, change.lang, most=SPANS_MAX))
    made = change.insert(
        "away",
        agency_id=agency,
        enterprise_id=enterprise,
        begins_at=begins_at,
        ends_at=ends_at,
        source="link" if link is not None else change.actor.role,
        said_at=change.now,
    )
    change.record("timetable.away", agency=agency, enterprise=enterprise, away=made)
    return {
        "away": {
            "id": made,
            "starts_at": days.iso(begins_at, change.time_zone),
            "ends_at": days.iso(ends_at, change.time_zone),
        },
        "message": gettext(N_("그때는 예약을 잡지 않아요."), change.lang),
    }


def back(change: Change, *, away: int, link: int | None = None) -> dict[str, Any]:
    """Take back that somebody cannot come. Raises NotFound."""
    own = LINKS.agency_of(change, link)
    row = rows.one(
        change.db,
        Absence,
        "SELECT id, agency_id, enterprise_id, begins_at, ends_at FROM away WHERE id = ?",
        away,
    )
    if row is None or (own is not None and row["agency_id"] != own):
        raise NotFound(gettext(N_("이미 지운 것이에요. 화면을 새로 열어 주세요."), change.lang))
    change.update("DELETE FROM away WHERE id = ?", away)
    change.record("timetable.back", agency=row["agency_id"], enterprise=row["enterprise_id"], away=away)
    return {"away": away, "message": gettext(N_("그때도 예약을 잡을 수 있어요."), change.lang)}


def absences(
    db: sqlite3.Connection, *, agency: int | None = None, enterprise: int | None = None
) -> list[Absence]:
    """Of an agency or of an enterprise, by time."""
    column, value = ("agency_id", agency) if enterprise is None else ("enterprise_id", enterprise)
    return rows.every(
        db,
        Absence,
        f"SELECT id, agency_id, enterprise_id, begins_at, ends_at FROM away WHERE {column} = ? ORDER BY begins_at, id",
        value,
    )


def _agency(change: Change, agency: int | None, link: int | None) -> int:
    own = LINKS.agency_of(change, link)
    if own is not None and agency not in (None, own):
        raise BadFields({"agency": gettext(N_("이 링크로는 자기 기관의 것만 바꿔요."), change.lang)})
    agency = agency if own is None else own
    if agency is None:
        raise BadFields({"agency": gettext(N_("어느 기관인지 골라 주세요."), change.lang)})
    if change.value("SELECT id FROM agencies WHERE id = ?", agency) is None:
        raise NotFound(gettext(NO_AGENCY, change.lang))
    if change.value("SELECT id FROM booths WHERE agency_id = ?", agency) is None:
        sentence = N_("이 기관은 이제 부스가 없어 만날 수 없어요.")
        raise Refused("wrong_state", gettext(sentence, change.lang))
    return agency


def require_enterprise(change: Change, enterprise: int) -> None:
    """Raises NotFound."""
    if change.value("SELECT id FROM enterprises WHERE id = ?", enterprise) is None:
        raise NotFound(gettext(NO_ENTERPRISE, change.lang))
