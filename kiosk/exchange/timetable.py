"""Works a timetable out, outside any transaction, in a process of its own (the command line's, or a job's); what was found is then
written by `timetable.propose`, which looks whether it still fits."""

from collections.abc import Callable
from typing import Any, NamedTuple

from kiosk.data.store import Store
from kiosk.expo.proposals.proposals import Run
from kiosk.expo.square import days
from kiosk.expo.timetable import solver
from kiosk.expo.timetable.figures import figures
from kiosk.expo.timetable.needs import Need, needs
from kiosk.expo.timetable.problem import Solution
from kiosk.expo.timetable.reading import read


class Made(NamedTuple):
    """`left_out`: marks of agencies that have no booth any more."""

    run: Run
    solution: Solution
    needs: list[Need]
    left_out: int


def make(
    store: Store,
    *,
    seed: int = 0,
    lang: str = "ko",
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Made:
    """The timetable of the expo as it stands; nothing is written. Raises Refused wrong_state where there is nothing to make it of."""
    with store.read() as db:
        problem, left_out = read(db, store.now(), lang)
    solution = solver.solve(problem, seed, on_progress)
    with store.read() as db:
        needed = needs(db, problem, list(solution.meetings))
    run = Run(solution.meetings, problem, seed, figures(problem, solution) | {"left_out": left_out})
    return Made(run, solution, needed, left_out)


def told(store: Store, made: Made) -> dict[str, Any]:
    """As `timetable --json` prints it; times in ISO 8601 with offset."""
    problem = made.run.problem
    with store.read() as db:
        zone = days.time_zone(db)
        booths = {
            row["id"]: row
            for row in db.execute(
                "SELECT b.id, b.number, a.name AS agency FROM booths b JOIN agencies a ON a.id = b.agency_id"
            )
        }
        enterprises = {row["id"]: row for row in db.execute("SELECT id, name, brn FROM enterprises")}
    kept = set(problem.kept)

    def pair(enterprise: int, booth: int) -> dict[str, Any]:
        return {
            "enterprise": enterprises[enterprise]["name"],
            "brn": enterprises[enterprise]["brn"],
            "booth": booths[booth]["number"],
            "agency": booths[booth]["agency"],
            "marked_by": sorted(problem.marks.get((enterprise, booth), ())),
        }

    return {
        "seed": made.run.seed,
        "figures": made.run.figures,
        "meetings": [
            {
                **pair(*one.pair),
                "starts_at": days.iso(one.starts_at, zone),
                "ends_at": days.iso(one.ends_at, zone),
                "kept": one in kept,
            }
            for one in made.solution.meetings
        ],
        "unmet": [pair(*one) for one in made.solution.unmet],
        "counters": [one._asdict() for one in made.needs],
    }
