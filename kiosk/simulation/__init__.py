"""A seeded crowd and a clock that jumps, driven through the same actions as real people: policies compared.

`compare()` lives the two days of the sample expo under each policy and sets the results beside lower bounds.
"""

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from kiosk.actions.perform import perform
from kiosk.actions.refusals import Unusable
from kiosk.data.store import SYSTEM, Store
from kiosk.demo.sample import facts
from kiosk.exchange import files
from kiosk.expo import imports
from kiosk.simulation import clairvoyant, drawn, recorded, reliability, scenario
from kiosk.simulation import plot as picture
from kiosk.simulation.bounds import bounds_of
from kiosk.simulation.figures import Figures, figures_of
from kiosk.simulation.hall import Clock, Hall, Policy
from kiosk.simulation.policies import BY_NAME, POLICIES
from kiosk.simulation.reliability import Reliability
from kiosk.simulation.scenario import Scenario

KEY = b"simulated" * 4
AT_ONCE = max(1, min(len(POLICIES) + 1, os.cpu_count() or 1))
CLAIRVOYANT = "clairvoyant"
PEOPLE, CROWDS_MOST = 300, 1000
VISITORS_MOST = 5000
HEADINGS = {
    "mean_wait_min": "평균 대기(분)",
    "p90_wait_min": "P90 대기(분)",
    "wishes_met": "이룬 희망",
    "idle_counter_min": "빈 상담석(분)",
    "refused_calls": "거절된 호출",
}


def compare(
    *,
    seed: int = 1,
    visitors: int = 300,
    people: int = PEOPLE,
    is_drawn: bool = False,
    journal: Path | None = None,
    plot: Path | None = None,
) -> dict[str, Any]:
    """The contract's `simulate --json`: every policy's figures, what was possible, and bounds that none can beat.

    The same seed gives the same result. A small crowd is drawn several times, until about `people` have come in all,
    and the draws are counted together: else one long meeting would decide. `plot`: a PNG to draw the comparison into.
    Raises Unusable at once for what could only fail minutes later, and where a recorded day and a drawn expo are asked for.
    """
    if not 1 <= visitors <= VISITORS_MOST:
        raise Unusable(f"--visitors: 1명부터 {VISITORS_MOST}명까지 적어 주세요.")
    if journal and is_drawn:
        raise Unusable("--journal과 --drawn 가운데 하나만 적어 주세요.")
    if plot and (plot.suffix.lower() != ".png" or not plot.parent.is_dir()):
        raise Unusable(f"--plot {plot}: 이미 있는 폴더 안의 .png 파일로 적어 주세요.")
    plans = [recorded.read(journal, seed)] if journal else crowds(seed, visitors, people, is_drawn=is_drawn)
    names = [policy.name for policy in POLICIES]
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        # What takes the longest begins.
        possible = pool.submit(run, CLAIRVOYANT, plans)
        found = dict(zip(names, pool.map(partial(run, plans=plans), names), strict=True))
        found[CLAIRVOYANT] = possible.result()
    told = found["ours"].told
    result = {
        "policies": {name: one.figures for name, one in found.items()},
        "bounds": bounds_of(plans),
        "seed": seed,
        "visitors": len(plans[0].visitors),
        "booths": len(plans[0].booths),
        "reliability": told,
    }
    if plot:
        picture.draw(result, plot)
    return result


def table(result: dict[str, Any]) -> str:
    """The comparison as lines of text."""
    rows = [*result["policies"].items(), ("(한계)", result["bounds"])]
    lines = [
        f"{result['visitors']}명, 부스 {result['booths']}곳, seed {result['seed']}",
        " ".join(["방식".ljust(8), *(heading.rjust(12) for heading in HEADINGS.values())]),
    ]
    for name, row in rows:
        lines.append(" ".join([name.ljust(10), *(_cell(key, row[key]).rjust(14) for key in HEADINGS)]))
    return "\n".join([*lines, "", *reliability.lines(result["reliability"])])


class Ran(NamedTuple):
    """One policy's figures, and what became of what its people were told; None where they are told nothing."""

    figures: Figures
    told: Reliability | None


def run(name: str, plans: list[Scenario]) -> Ran:
    """Live these crowds under one policy."""
    if name == CLAIRVOYANT:
        return Ran(figures_of([clairvoyant.live(plan, share=1 / len(plans)) for plan in plans]), None)
    halls = [live(name, plan) for plan in plans]
    figures = figures_of(halls)
    if not halls[0].policy.tells:
        return Ran(figures, None)
    told = reliability.of([hall.told for hall in halls])
    within = {key: told["all"][key] for key in ("within_p50", "within_p80")}
    return Ran(figures | within, told)


def crowds(seed: int, visitors: int, people: int = PEOPLE, *, is_drawn: bool = False) -> list[Scenario]:
    """As many crowds of this size as make about `people` together (so many came to the first expo)."""
    times = min(CROWDS_MOST, max(1, round(people / visitors)))
    seeds = [seed + CROWDS_MOST * time for time in range(times)]
    return [scenario.make(one, visitors, drawn.draw(one) if is_drawn else None) for one in seeds]


def live(
    name: str,
    plan: Scenario,
    afterwards: Callable[[Store], None] = lambda _: None,
    *,
    before: Callable[[Hall, Store], None] = lambda hall, store: None,
) -> Hall:
    """Live a scenario through under one policy, in a folder that is gone once `afterwards` has looked at it. `before`: may have
    the hall do more at some moments."""
    policy: Policy = BY_NAME[name]()
    clock = Clock()
    clock.now = plan.days[0].opens_at - 3_600_000
    with tempfile.TemporaryDirectory(prefix="kiosk-simulation-") as folder:
        store = Store(Path(folder), clock=clock, badge_key=KEY, synchronous="OFF")
        try:
            _prepare(store, plan, policy)
            hall = Hall(store, clock, plan, policy)
            before(hall, store)
            hall.run()
            afterwards(store)
        finally:
            store.close()
    return hall


def _prepare(store: Store, plan: Scenario, policy: Policy) -> None:
    """The expo before its doors open."""
    _do(
        store,
        "expo.set_up",
        name=facts.EXPO_NAME,
        days=[day.date for day in plan.days],
        hours="-".join(plan.hours),
    )
    _do(store, "expo.settings", settings=policy.settings)
    _import(store, "agencies", plan.agencies_csv())
    _import(store, "enterprises", plan.enterprises_csv(wishes=policy.wishes_known))
    if any(visitor.appointments for visitor in plan.visitors):
        _import(store, "appointments", plan.appointments_csv())


def _import(store: Store, kind: str, content: bytes) -> None:
    rows = files.prepare_file(kind, content).rows
    report = _do(store, "import.apply", kind=kind, upload=imports.keep(kind, rows))["report"]
    if report["refused"] or report["merged"]:
        raise Unusable(f"모의 실험을 준비하지 못했습니다: {kind} {report['rows'][:1]}")


def _do(store: Store, verb: str, **fields: Any) -> dict[str, Any]:
    answer = perform(store, verb, SYSTEM, {"action_id": uuid4().hex, **fields})
    if not answer.ok:
        raise Unusable(f"모의 실험을 준비하지 못했습니다: {verb} {answer.body}")
    return answer.data


def _cell(key: str, value: float) -> str:
    if key == "wishes_met":
        return f"{value:.1%}"
    return f"{value:.0f}" if key == "refused_calls" else f"{value:.1f}"
