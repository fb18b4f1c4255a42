"""A log sheet for each booth: its appointments of the day first, then empty rows, with boxes for digits and for what came of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypedDict

from kiosk.data import rows
from kiosk.expo.square import days, ground
from kiosk.expo.square.ground import Booth
from kiosk.language.sentences import N_, gettext
from kiosk.screens.agencies import agency_name

if TYPE_CHECKING:
    from kiosk.exchange.paper import About

EMPTY_ROWS = 8  # at least
A_PAGE = 10
OUTCOMES = (N_("상담"), N_("약정"), N_("현장계약"), N_("업무협약"))
HEADS = (
    *(N_("번호"), N_("시작"), N_("끝")),
    *(N_("결과"), N_("금액(원)"), N_("사업명"), N_("메모, 다음 할 일")),
)


class Booked(TypedDict):
    """An appointment: ms; `number`: of who took it, or of the only one who can."""

    booth_id: int
    starts_at: int
    enterprise: str | None
    number: int | None


def logs(about: "About") -> Iterator[dict[str, Any]]:
    """Of every booth, in the order of their numbers."""
    booked: dict[int, list[Booked]] = {}
    for one in _booked(about):
        booked.setdefault(one["booth_id"], []).append(one)
    for booth in sorted(ground.of(about.db).booths.values(), key=lambda one: one["number"]):
        yield _log(about, booth, booked.get(booth["id"], []))


def _log(about: "About", booth: Booth, booked: list[Booked]) -> dict[str, Any]:
    lang, zone = about.lang, days.time_zone(about.db)
    empty = EMPTY_ROWS + -(len(booked) + EMPTY_ROWS) % A_PAGE
    agency = agency_name(booth, lang)
    return {
        "kind": "log",
        "title": gettext(N_("%(booth)s %(agency)s 상담 기록지"), lang, booth=booth["number"], agency=agency),
        "booth": booth["number"],
        "agency": agency,
        "name": gettext(N_("상담 기록지"), lang),
        "lead": gettext(
            N_(
                "한 줄이 상담 하나예요. 결과가 둘이면 다음 줄에 같은 번호와 시작을 적어요. 없던 일은 비워 두세요."
            ),
            lang,
        ),
        "heads": [gettext(one, lang) for one in HEADS],
        "outcomes": [gettext(one, lang) for one in OUTCOMES],
        "booked": gettext(N_("예약"), lang),
        "counters": booth["counters"],
        "counter": gettext(N_("상담석"), lang),
        "wrote": gettext(N_("적은 사람"), lang),
        "sheet": gettext(N_("째 장"), lang),
        "boxes": 4,
        "rows": [
            *(
                {
                    "time": days.clock_text(one["starts_at"], zone),
                    "enterprise": one["enterprise"] or "",
                    "number": str(one["number"] or ""),
                }
                for one in booked
            ),
            *({"time": "", "enterprise": "", "number": ""} for _ in range(empty)),
        ],
    }


def _booked(about: "About") -> list[Booked]:
    return rows.every(
        about.db,
        Booked,
        "SELECT w.booth_id, w.starts_at, e.name AS enterprise, coalesce(v.number, (SELECT max(o.number) FROM visitors o"
        " WHERE o.enterprise_id = w.enterprise_id AND o.state = 'registered' HAVING count(*) = 1)) AS number FROM wishes w"
        " LEFT JOIN visitors v ON v.id = w.visitor_id"
        " LEFT JOIN enterprises e ON e.id = coalesce(w.enterprise_id, v.enterprise_id)"
        " WHERE w.starts_at BETWEEN ? AND ? AND w.state <> 'withdrawn' ORDER BY w.starts_at, w.id",
        about.day.opens_at,
        about.day.closes_at,
    )
