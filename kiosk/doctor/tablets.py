"""The stations: whether they are there, how their batteries are, and whether their browsers are new enough for our pages.

How each is it tells the running server alone; with the server off there is nothing to see.
"""

import re
from collections.abc import Iterable
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.data.heard import SILENT_MS
from kiosk.doctor.found import Found, fail, ok, unseen, warn
from kiosk.doctor.place import Place
from kiosk.expo.figures.alarms.stations import LOW_BATTERY, is_low
from kiosk.expo.square.stations import CONNECTED
from kiosk.language.sentences import N_
from kiosk.serving.version import version

LISTED = 4
SPARE_BATTERY = 60  # percent: a tablet that is not charging needs more than this for a day
# The oldest browsers that pages work in; tools/lint/floors.mjs holds the same, and a test compares the two.
OF_STATIONS = {"Chrome": 108.0, "Safari": 16.4}
OF_WALLS = {"Chrome": 85.0, "Safari": 15.0}  # boards and the stage
WALLS = ("board", "stage")
_BROWSER = re.compile(r"(\w+) ([0-9]+(?:\.[0-9]+)?)")


class Station(TypedDict):
    id: int
    role: str
    booth: str | None
    name: str | None
    is_page: int


def heard(place: Place) -> Found:
    """Whether every station that somebody paired is heard."""
    paired = _paired(place)
    if not paired:
        return warn(N_("연결한 단말이 없어요. ‘단말’에서 연결표를 인쇄해 연결해 주세요."))
    if place.seen is None:
        return unseen(N_("단말 %(n)s대를 연결해 두었어요. 켜져 있는지는 서버를 켜면 보여요."), n=len(paired))
    silent = [one for one in paired if place.seen.heard_s.get(one["id"], SILENT_MS) * 1000 >= SILENT_MS]
    if len(silent) == len(paired):
        return warn(N_("단말 %(n)s대가 모두 꺼져 있어요. 켜 주세요."), n=len(paired))
    if silent:
        return warn(
            N_("단말 %(n)s대 가운데 %(silent)s대가 조용해요(%(which)s). 켜져 있는지 봐 주세요."),
            n=len(paired),
            silent=len(silent),
            which=_called(silent),
        )
    return ok(N_("단말 %(n)s대가 모두 켜져 있어요."), n=len(paired))


def batteries(place: Place) -> Found:
    assert place.seen is not None
    paired = {one["id"]: one for one in _paired(place)}
    told = {id: one for id, one in place.seen.fleet.items() if id in paired and one.battery is not None}
    if low := [paired[id] for id, one in told.items() if is_low(one)]:
        return fail(
            N_("단말 %(n)s대의 배터리가 %(least)s%%가 안 돼요(%(which)s). 지금 충전기를 꽂아 주세요."),
            n=len(low),
            least=LOW_BATTERY,
            which=_called(low),
        )
    if part := [
        paired[id] for id, one in told.items() if not one.charging and (one.battery or 0) < SPARE_BATTERY
    ]:
        return warn(
            N_("단말 %(n)s대가 충전하지 않는데 %(least)s%%가 안 돼요(%(which)s). 충전기를 꽂아 주세요."),
            n=len(part),
            least=SPARE_BATTERY,
            which=_called(part),
        )
    if not told:
        return unseen(N_("배터리를 알려 주는 단말이 없어요. 아이패드는 화면 위의 배터리를 봐 주세요."))
    return ok(N_("배터리를 알려 준 단말 %(n)s대가 넉넉해요."), n=len(told))


def browsers(place: Place) -> Found:
    """Chromium's and Safari's; others tell nothing that could be compared."""
    assert place.seen is not None
    paired = {one["id"]: one for one in _paired(place)}
    told = {id: one.browser for id, one in place.seen.fleet.items() if id in paired and one.browser}
    if old := [paired[id] for id, said in told.items() if is_too_old(said, paired[id]["role"])]:
        return fail(
            N_(
                "단말 %(n)s대의 브라우저가 너무 오래됐어요(%(which)s). 크롬 %(chrome)s, 사파리 %(safari)s 이상으로 올려 주세요."
            ),
            n=len(old),
            which=_called(old),
            chrome=f"{OF_STATIONS['Chrome']:g}",
            safari=f"{OF_STATIONS['Safari']:g}",
        )
    if not told:
        return unseen(N_("브라우저를 알려 준 단말이 아직 없어요."))
    return ok(N_("단말 %(n)s대의 브라우저가 모두 새것이에요."), n=len(told))


def pages(place: Place) -> Found:
    """Whether open pages are of this program."""
    assert place.seen is not None
    paired = {one["id"]: one for one in _paired(place)}
    told = {id: one.version for id, one in place.seen.fleet.items() if id in paired and one.version}
    if old := [paired[id] for id, said in told.items() if said != version()]:
        return warn(
            N_(
                "단말 %(n)s대가 아직 전의 화면이에요(%(which)s). 쉬는 동안 저절로 바뀌고, 그대로면 새로 고쳐 주세요."
            ),
            n=len(old),
            which=_called(old),
        )
    if not told:
        return unseen(N_("아직 열려 있는 단말이 없어요."))
    return ok(N_("열려 있는 단말 %(n)s대가 모두 이 프로그램의 화면이에요."), n=len(told))


def is_too_old(browser: str, role: str) -> bool:
    """`browser` as stations' reports say it: `Chrome 126`, `Safari 16.4`."""
    if not (said := _BROWSER.fullmatch(browser)):
        return False
    return float(said[2]) < (OF_WALLS if role in WALLS else OF_STATIONS).get(said[1], 0.0)


def _paired(place: Place) -> list[Station]:
    """Those that somebody uses. A program's, which has a token and tells nothing, is no tablet."""
    with place.read() as db:
        found = rows.every(
            db,
            Station,
            "SELECT s.id, s.role, b.number AS booth, s.name, s.cookie_hash IS NOT NULL AS is_page FROM stations s"
            f" LEFT JOIN booths b ON b.id = s.booth_id WHERE s.role <> 'edge' AND s.{conditions.NOT_REVOKED} AND {CONNECTED} ORDER BY s.id",
        )
    told = place.seen.fleet if place.seen else {}
    return [one for one in found if one["is_page"] or one["id"] in told]


def _called(stations: Iterable[Station]) -> str:
    many = list(stations)
    named = ", ".join(one["name"] or one["booth"] or f"{one['role']} {one['id']}" for one in many[:LISTED])
    return named + (f" +{len(many) - LISTED}" if len(many) > LISTED else "")
