"""Arrivals and waits over each day."""

from collections.abc import Sequence

from kiosk.exchange.report import plots, year_on_year
from kiosk.exchange.report.asked import Asked
from kiosk.exchange.report.blocks import Block, Card, Chapter, gathered, plot, text
from kiosk.exchange.report.plots import Curve
from kiosk.expo.figures import over_time
from kiosk.expo.figures.over_time import Step
from kiosk.expo.figures.scope import Scope
from kiosk.language.sentences import N_

NTH = (N_("첫날"), N_("둘째 날"), N_("셋째 날"), N_("넷째 날"), N_("다섯째 날"))
SMOOTH = 3  # slots of ten minutes: half an hour, else the curve shows single meetings


def chapter(asked: Asked) -> Chapter:
    blocks: list[Block] = []
    for at, day in enumerate(asked.each):
        blocks += _day(asked, at, day)
    blocks += [text(one) for one in _sentences(asked)]
    return gathered("arrivals", asked(N_("도착과 기다림")), blocks)


def who_came(asked: Asked) -> Block:
    """How many came, and how long they waited."""
    names = ("persons", "enterprises", "citizens", "wait_per_call_p50_min")
    cards: list[Card] = [
        {
            "word": asked.word(name),
            "value": asked.shown(name),
            "below": year_on_year.was(asked, name),
            "before": "",
        }
        for name in names
    ]
    return {"kind": "cards", "cards": cards}


def in_short(asked: Asked) -> list[Block]:
    """The waits of every day in one small plot."""
    found = [(at, over_time.by_ten_minutes(asked.db, day)) for at, day in enumerate(asked.each)]
    curves = [Curve(nth(asked, at) if len(found) > 1 else "", _waits(slots)) for at, slots in found if slots]
    title, note = asked(N_("기다림")), asked(N_("부를 때까지, 분 (중앙값)"))
    if not any(one is not None for curve in curves for one in curve.values):
        return [text(asked(N_("기다린 시간은 아직 잰 것이 없습니다.")), quiet=True)]
    times = max((_times(slots) for _, slots in found), key=len)
    drawn = plots.curves(times, curves, accent=asked.accent, width=plots.HALF, height=170, say=asked.minutes)
    return [plot(title, note, drawn, _peak_says(asked, times, curves[0].values))]


def _day(asked: Asked, at: int, day: Scope) -> list[Block]:
    slots = over_time.by_ten_minutes(asked.db, day)
    if not any(one["arrivals"] for one in slots):
        return [text(asked(N_("%(day)s에는 아무도 오지 않았습니다."), day=_dated(asked, at, day)))]
    times = _times(slots)
    arrivals = [one["arrivals"] for one in slots]
    busiest = max(range(len(slots)), key=lambda one: arrivals[one])
    blocks: list[Block] = [
        plot(
            asked(N_("%(day)s 도착"), day=_dated(asked, at, day)),
            asked(N_("10분마다 입장한 사람, 명")),
            plots.columns(
                times, arrivals, accent=asked.accent, width=plots.WIDE, height=104, say=asked.persons
            ),
            asked(
                N_("%(time)s에 가장 많이 왔습니다: 10분에 %(n)s명."), time=times[busiest], n=arrivals[busiest]
            ),
        )
    ]
    waits = _waits(slots)
    if any(one is not None for one in waits):
        curve = Curve(asked(N_("절반")), waits, _bands(slots))
        high: list[float | None] = [one and one[1] for one in _bands(slots)]
        blocks.append(
            plot(
                asked(N_("%(day)s 기다림"), day=_dated(asked, at, day)),
                asked(N_("부를 때까지, 분. 절반이 이만큼, 열에 여덟이 띠 위끝만큼 안에 불렸습니다")),
                plots.curves(
                    times,
                    [curve, Curve(asked(N_("열에 여덟")), high)],
                    accent=asked.accent,
                    width=plots.WIDE,
                    height=128,
                    say=asked.minutes,
                ),
                _peak_says(asked, times, waits),
            )
        )
    return blocks


def _sentences(asked: Asked) -> list[str]:
    said = []
    if asked.figures["wait_per_visitor_p50_min"] is not None:
        sentence = N_("한 사람이 광장에서 상담도 이동도 없이 보낸 시간은 중앙값으로 %(time)s이었습니다.")
        said.append(asked(sentence, time=asked.shown("wait_per_visitor_p50_min")))
    if asked.count("estimates_measured"):
        sentence = N_(
            "안내한 대기 시간은 열에 여덟이 든다고 말한 범위 안에서 %(share)s 맞았습니다 (잰 상담 %(n)s)."
        )
        share, measured = asked.shown("estimates_within_p80_share"), asked.shown("estimates_measured")
        said.append(asked(sentence, share=share, n=measured))
    if asked.count("no_shows"):
        sentence = N_("불렀으나 오지 않은 것은 부른 %(calls)s 가운데 %(n)s입니다.")
        said.append(asked(sentence, calls=asked.shown("calls"), n=asked.shown("no_shows")))
    return [" ".join(said)] if said else []


def nth(asked: Asked, at: int) -> str:
    return asked(NTH[at]) if at < len(NTH) else asked(N_("%(n)s일째"), n=at + 1)


def _dated(asked: Asked, at: int, day: Scope) -> str:
    """`첫날 (10월 29일)`; the date alone in a report on one day."""
    dated = asked.dated(day.days[0].opens_at)
    return f"{nth(asked, at)} ({dated})" if len(asked.each) > 1 else dated


def _times(slots: Sequence[Step]) -> list[str]:
    return [one["time"] for one in slots]


def _waits(slots: Sequence[Step]) -> list[float | None]:
    return _smooth([one["wait_p50_min"] for one in slots])


def _bands(slots: Sequence[Step]) -> list[tuple[float, float] | None]:
    high = _smooth([one["wait_p80_min"] for one in slots])
    return [
        None if low is None or top is None else (low, max(low, top))
        for low, top in zip(_waits(slots), high, strict=True)
    ]


def _smooth(values: Sequence[float | None]) -> list[float | None]:
    """The mean of a slot and its neighbours; None stays None."""
    found: list[float | None] = []
    for at, value in enumerate(values):
        near = [one for one in values[max(0, at - SMOOTH // 2) : at + SMOOTH // 2 + 1] if one is not None]
        found.append(None if value is None else sum(near) / len(near))
    return found


def _peak_says(asked: Asked, times: Sequence[str], waits: Sequence[float | None]) -> str:
    found = plots.peak(waits)
    if found is None:
        return asked(N_("기다린 시간은 아직 잰 것이 없습니다."))
    at, value = found
    return asked(N_("가장 길었던 때는 %(time)s, %(n)s분입니다."), time=times[at], n=f"{value:.0f}")
