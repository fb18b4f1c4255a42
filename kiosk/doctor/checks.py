"""Every check, a row each: what it is called, when it applies, its rule, and the organiser's page where it is mended.

Another check is a row here and a rule in the file of its group. In each group they stand in the order in which somebody would look.
"""

from collections.abc import Callable
from typing import NamedTuple

from kiosk.doctor import database, edges, event, machine, network, paper, power, tablets
from kiosk.doctor.found import Found
from kiosk.doctor.place import Place
from kiosk.language.sentences import N_


class Check(NamedTuple):
    """`rule` looks and tells; what it raises is told as what can't be seen. It may wait, and changes nothing."""

    name: str
    title: str
    when: Callable[[Place], bool]
    rule: Callable[[Place], Found]
    mend: str = ""


def always(place: Place) -> bool:
    return True


def has_data(place: Place) -> bool:
    """There is an expo in the folder."""
    return place.database.exists()


def is_heard(place: Place) -> bool:
    """A server runs, and tells how the stations are."""
    return place.seen is not None


def has_redis(place: Place) -> bool:
    """Boards are to be on the web."""
    return bool(place.settings.redis)


def has_edges(place: Place) -> bool:
    return has_redis(place) and has_data(place)


CHECKS: tuple[Check, ...] = (
    Check("days", N_("날과 시간"), always, event.days_and_hours, "/organiser/start"),
    Check("rehearsal", N_("연습"), has_data, event.rehearsal, "/organiser/rehearsal"),
    Check("consents", N_("동의하는 글"), has_data, event.consents, "/organiser/settings#privacy"),
    Check("counters", N_("상담석"), has_data, event.counters, "/organiser/import?kind=agencies"),
    Check("map", N_("지도"), has_data, event.on_the_map, "/organiser/import?kind=agencies"),
    Check("kiosks", N_("키오스크의 자리"), has_data, event.kiosks_on_the_map, "/organiser/stations"),
    Check("disk", N_("디스크"), always, machine.disk),
    Check("sync", N_("저장 빠르기"), always, machine.sync),
    Check("memory", N_("메모리"), always, machine.memory),
    Check("open_files", N_("동시 연결"), always, machine.open_files),
    Check("clock", N_("시계"), always, machine.clock),
    Check("time_zone", N_("시간대"), has_data, machine.time_zone),
    Check("power", N_("전원"), always, power.power),
    Check("sleep", N_("잠들기"), always, power.sleep),
    Check("lid", N_("덮개"), always, power.lid),
    Check("address", N_("네트워크"), always, network.address),
    Check("name", N_("이름"), always, network.name),
    Check("ports", N_("포트"), always, network.ports),
    Check("certificate", N_("인증서"), has_data, network.certificate),
    Check("stations", N_("단말"), has_data, tablets.heard, "/organiser/stations"),
    Check("batteries", N_("배터리"), is_heard, tablets.batteries, "/organiser/stations"),
    Check("browsers", N_("브라우저"), is_heard, tablets.browsers, "/organiser/stations"),
    Check("pages", N_("열린 화면"), is_heard, tablets.pages, "/organiser/stations"),
    Check("redis", N_("Redis"), has_redis, edges.redis),
    Check("edges", N_("중계 서버"), has_edges, edges.linked, "/organiser/stations"),
    Check("database", N_("데이터 파일"), has_data, database.integrity),
    Check("tables", N_("데이터의 판"), has_data, database.tables),
    Check("backup", N_("백업"), has_data, database.backup, "/organiser/files"),
    Check("replication", N_("복제"), has_data, database.replication),
    Check("badge_key", N_("명찰 열쇠"), has_data, database.key),
    Check("fonts", N_("글꼴"), always, paper.badge_fonts),
    Check("typesetter", N_("문서"), always, paper.typesetter),
    Check("printers", N_("프린터"), has_data, paper.printers, "/organiser/printers"),
)
