"""Whether forecasts hold what they promise: a simulated expo is lived, foretold every so often, and what came is set beside it.

A band from P10 to P90 should hold eight of ten. The crowd is drawn by `scenario.py`, of which a forecast knows nothing: it sees the
tables alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.data.store import Store
from kiosk.expo.figures import forecasts
from kiosk.expo.square import days
from kiosk.expo.square.days import MIN_MS
from kiosk.forecast import state, tally
from kiosk.forecast.workers import Workers
from kiosk.simulation import live
from kiosk.simulation.hall import Hall
from kiosk.simulation.scenario import Scenario

LEADS_MIN = (0, 60, 120, 240)  # a half hour that begins so long after the forecast, or longer


@dataclass
class Scored:
    """One figure of one forecast beside what came; `lead_min`: how long before it was told; `told_min` after opening of the `day` (an
    ISO date) it was told."""

    what: str
    lead_min: int
    p10: float
    p50: float
    p90: float
    came: float
    day: str = ""
    told_min: int = 0

    @property
    def is_within(self) -> bool:
        return self.p10 <= self.came <= self.p90


@dataclass
class Foretold:
    """All of one expo. `empty_at` and the like are in minutes after opening."""

    scored: list[Scored] = field(default_factory=list)
    futures: list[int] = field(default_factory=list)


def foretell(
    plan: Scenario, *, every_min: int, futures: int, seed: int = 1, workers: Workers | None = None
) -> Foretold:
    """Live this expo by our own policy, looking every so many minutes, and score what was told."""
    looks: list[state.State] = []
    own = workers or Workers(1)

    def watch(hall: Hall, store: Store) -> None:
        def looks_on(hall: Hall) -> None:
            day = plan.days[hall.day]
            for at in range(day.opens_at + MIN_MS, day.closes_at - 30 * MIN_MS, every_min * MIN_MS):
                hall.at(at, _look(store, looks))

        hall.looks_on = looks_on

    found = Foretold()

    def compare(store: Store) -> None:
        with store.read() as db:
            came = {day.day: _came(db, day) for day in days.all_days(db)}
        for look in looks:
            outcomes = [one for (one,) in own.live(look, futures, seed)]
            found.futures.append(len(outcomes))
            found.scored += _scored(tally.told(outcomes, look, seed), look, came[look.day.day])

    live("ours", plan, compare, before=watch)
    return found


def _look(store: Store, into: list[state.State]) -> Callable[[], None]:
    def look() -> None:
        now = store.now()
        with store.read() as db:
            today = days.today(db, now, days.time_zone(db))
            assert today is not None
            into.append(state.read(db, now, today))

    return look


def _came(db: Any, day: days.Day) -> dict[str, Any]:
    """What there was of this day, once it is over."""
    waits = forecasts.waits_that_came(db, day, day.closes_at + 4 * 60 * MIN_MS)
    last = db.execute(
        "SELECT max(finished_at) AS at, count(*) AS meetings FROM consultations WHERE started_at BETWEEN ? AND ?",
        (day.opens_at, day.closes_at + 60 * MIN_MS),
    ).fetchone()
    starts = [
        row["started_at"]
        for row in db.execute(
            "SELECT started_at FROM consultations WHERE started_at BETWEEN ? AND ?",
            (day.opens_at, day.closes_at + 60 * MIN_MS),
        )
    ]
    return {"waits": waits, "empty_at": last["at"] or day.closes_at, "starts": starts}


def _scored(told: dict[str, Any], look: state.State, came: dict[str, Any]) -> list[Scored]:
    found = []
    told_at = look.day.day, round((look.now - look.day.opens_at) / MIN_MS)
    numbers = {row["number"]: booth for booth, row in look.ground.booths.items()}
    halves = [forecasts.moment(at) for at in told["half_hours"]]
    places: list[tuple[str, int | None, Any]] = [("square", None, told["wait_min"])]
    places += [("booth", numbers[one["booth"]], one["wait_min"]) for one in told["booths"]]
    for what, booth, ranges in places:
        for at, band in zip(halves, ranges, strict=True):
            real = came["waits"].get((booth, at))
            if at >= look.now and band is not None and real is not None:
                found.append(
                    Scored(
                        f"wait {what}",
                        (at - look.now) // MIN_MS,
                        band[0],
                        band[1],
                        band[2],
                        round(real, 1),
                        *told_at,
                    )
                )
    empty = [float(forecasts.moment(at)) for at in told["empty_at"]]
    lead = (look.day.closes_at - look.now) // MIN_MS
    found.append(
        Scored(
            "empty",
            lead,
            empty[0],
            empty[1],
            empty[2],
            float(max(came["empty_at"], look.day.closes_at) // 1000 * 1000),
            *told_at,
        )
    )
    meetings = told["meetings"]
    later = sum(at >= look.now for at in came["starts"])
    found.append(Scored("meetings", lead, meetings[0], meetings[1], meetings[2], later, *told_at))
    return found


def table(found: Sequence[Foretold]) -> list[str]:
    """Shares within P10 to P90 and not over P50, by figure and by how long before."""
    every = [one for each in found for one in each.scored]
    lines = [f"{'':20} {'n':>6} {'P10-P90':>8} {'<=P50':>7} {'<P10':>6} {'>P90':>6}"]
    for what in sorted({one.what for one in every}):
        for index, lead in enumerate(LEADS_MIN):
            until = LEADS_MIN[index + 1] if index + 1 < len(LEADS_MIN) else 10**6
            own = [one for one in every if one.what == what and lead <= one.lead_min < until]
            if own:
                lines.append(f"{what + f' {lead} min':20} {len(own):6} {_shares(own)}")
        own = [one for one in every if one.what == what]
        lines.append(f"{what + ' all':20} {len(own):6} {_shares(own)}")
    return lines


def _shares(own: Sequence[Scored]) -> str:
    def share(count: int) -> str:
        return f"{count / len(own):.1%}"

    return (
        f"{share(sum(one.is_within for one in own)):>8} {share(sum(one.came <= one.p50 for one in own)):>7}"
        f" {share(sum(one.came < one.p10 for one in own)):>6} {share(sum(one.came > one.p90 for one in own)):>6}"
    )
