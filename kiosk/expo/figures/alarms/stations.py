"""Stations that need a hand while they can still be heard: battery, clock, what they have not sent."""

from collections.abc import Iterator, Mapping
from typing import TypedDict

from kiosk.data import conditions, rows
from kiosk.data.heard import Heard, Report
from kiosk.expo.figures.alarms.alarm import Alarm, Remedy
from kiosk.expo.figures.alarms.look import Look, joined
from kiosk.expo.square import days, fleet
from kiosk.language.sentences import N_

LOW_BATTERY = 20  # percent
VERY_LOW_BATTERY = 8
SKEWED_MS = 60_000  # a clock that is further off is worth a word
UNSENT_MIN = 2  # heard all the while, and still not sent


class AtWork(TypedDict):
    id: int
    role: str
    booth: str | None
    name: str | None


def find(look: Look) -> Iterator[Alarm]:
    """Of those that tell of themselves; in the evening tablets are switched off."""
    if look.today is None or look.now >= look.today.closes_at:
        return
    for row in _telling(look):
        heard = look.heard[row["id"]]
        assert heard.report is not None
        yield from _battery(look, row, heard.report)
        yield from _unsent(look, row, heard)
        yield from _clock(look, row, heard.report)


def is_low(report: Report) -> bool:
    return report.battery is not None and report.battery < LOW_BATTERY and not report.charging


def skew_min(report: Report) -> int:
    """How many minutes its clock is ahead, where that is worth a word; else 0."""
    skew_ms = report.skew_ms or 0
    return 0 if abs(skew_ms) < SKEWED_MS else round(skew_ms / days.MIN_MS)


def _telling(look: Look) -> list[AtWork]:
    if not any(_is_amiss(one, look.now) for one in look.heard.values()):
        return []
    every = rows.every(
        look.db,
        AtWork,
        "SELECT s.id, s.role, b.number AS booth, s.name FROM stations s LEFT JOIN booths b ON b.id = s.booth_id"
        f" WHERE s.{conditions.NOT_REVOKED} AND s.locked_at IS NULL ORDER BY s.id",
    )
    return [one for one in every if one["id"] in look.heard and _is_amiss(look.heard[one["id"]], look.now)]


def _is_amiss(heard: Heard, now: int) -> bool:
    report = heard.report
    if report is None or heard.is_silent(now):
        return False
    return is_low(report) or bool(report.unsent) or bool(skew_min(report))


def _battery(look: Look, row: AtWork, report: Report) -> Iterator[Alarm]:
    if not is_low(report):
        return
    level = 1 if (report.battery or 0) < VERY_LOW_BATTERY else 2
    yield _alarm(look, "battery", row, level, look.now, _LOW, {"n": report.battery}, _GOES_OUT)


def _unsent(look: Look, row: AtWork, heard: Heard) -> Iterator[Alarm]:
    since, report = heard.unsent_since, heard.report
    if since is None or report is None or look.minutes(since) < UNSENT_MIN:
        return
    values = {"n": report.unsent, "minutes": look.minutes(since)}
    sentence = _GROWS if heard.unsent_at_first < report.unsent else _UNSENT
    yield _alarm(look, "unsent", row, 1, since, sentence, values | {"first": heard.unsent_at_first}, _IS_KEPT)


def _clock(look: Look, row: AtWork, report: Report) -> Iterator[Alarm]:
    ahead = skew_min(report)
    if ahead:
        sentence = _FAST if ahead > 0 else _SLOW
        yield _alarm(look, "clock", row, 3, look.now, sentence, {"n": abs(ahead)}, _TIMES_WRONG)


def _alarm(
    look: Look,
    code: str,
    row: AtWork,
    level: int,
    since: int,
    sentence: str,
    values: Mapping[str, object],
    cost: str,
) -> Alarm:
    booth = look.state.by_number.get(row["booth"]) if row["booth"] and row["role"] == "booth" else None
    link = f"/organiser/stations/{row['id']}"
    find_it = Remedy(
        look.say(N_("소리 내기")),
        "station.ask",
        {"station": row["id"], "what": "sound"},
        look.say(N_("이 단말이 소리를 내고 몇 초 동안 반짝이게 할까요? 어디 있는지 찾을 때 써요.")),
    )
    return Alarm(
        f"{code}:{row['id']}",
        level,
        since,
        look.minutes(since),
        look.say(sentence, station=fleet.called(row, look.lang), **values),
        booth=row["booth"] or "",
        cost=joined(
            look.say(cost), look.waiting(booth) if booth and look.is_open and look.people(booth) else ""
        ),
        people=look.people(booth) if booth and look.is_open else 0,
        able=len(look.able_at(booth)) if booth and look.is_open else 0,
        link=link,
        remedies=(Remedy(look.say(N_("단말 보기")), link=link), find_it),
    )


_LOW = N_("%(station)s: 배터리가 %(n)s%% 남았어요")
_GOES_OUT = N_("꺼지기 전에 충전기를 꽂아 주세요")
_UNSENT = N_("%(station)s: %(minutes)s분째 %(n)s건을 보내지 못했어요")
_GROWS = N_("%(station)s: 보내지 못한 일이 %(minutes)s분 사이 %(first)s건에서 %(n)s건으로 늘었어요")
_IS_KEPT = N_("단말에 남아 있으니 끄지 마세요")
_FAST = N_("%(station)s: 시계가 %(n)s분 빨라요")
_SLOW = N_("%(station)s: 시계가 %(n)s분 느려요")
_TIMES_WRONG = N_("끊긴 동안 한 일의 시각을 믿을 수 없게 돼요. 기기 설정에서 시각을 맞춰 주세요")
