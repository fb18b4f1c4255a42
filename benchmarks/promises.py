"""Fits the weights of `expo/queue/promises.py`: expos are lived under the kiosk's own policy, every place that was told a time is
noted with what it was told by and when its owner sat down, and a quantile regression gives the weights.

    nice .venv/bin/python -m benchmarks.promises TOLD.jsonl [KIND:SEED:VISITORS ...]

KIND: `s` the sample, `d` another expo drawn from the seed, `m` the demo's crowd (its VISITORS a day). What is lived is added to
the file, 10 s of a processor for 300 visitors. Then it prints what became of what was told, by the program's weights, by those
of each half of the expos for the other half, and by those of all, which are taken over by hand.
"""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from kiosk.data.store import Store
from kiosk.expo.queue import promises, routing
from kiosk.expo.queue.promises import Look, Other, Promises
from kiosk.simulation import drawn, live, scenario
from kiosk.simulation.policies import Ours
from kiosk.simulation.reliability import Told, lines, of

Matrix = NDArray[np.float64]
MIN_MS, HOUR_MS = 60_000, 3_600_000
NEVER_MIN = 1_000.0  # whoever never sat down: later than any quantile
STEPS, STILL_MIN = 400, 0.05


class Noted(NamedTuple):
    """A place that was told; ms. `sat_ms`: from joining until they sat down, None for never that day."""

    expo: str
    look: Look
    queue_ms: tuple[float, float]
    at: int
    hour: int
    day: int
    booth: str
    held: int
    sat_ms: int | None


def main(path: Path, expos: Sequence[str]) -> None:
    note(path, expos)
    places = list(read(path))
    _print("as the program tells it:", places, [np.array(one) for one in (promises.P50, promises.P80)])
    names = sorted({one.expo for one in places})
    for half in (names[::2], names[1::2]) if len(names) > 1 else ():
        weights = [fit([one for one in places if one.expo in half], share) for share in (0.5, 0.8)]
        others = [one for one in places if one.expo not in half]
        _print(f"fitted to {len(half)} expos, held out:", others, weights)
    weights = [fit(places, share) for share in (0.5, 0.8)]
    _print("fitted to all of them:", places, weights)
    for name, row in zip(("P50", "P80"), weights, strict=True):
        print(f"{name} = Weights({', '.join(f'{one:.2f}' for one in row)})")


def note(path: Path, expos: Sequence[str]) -> None:
    """Live these expos, and add to the file what was told there."""
    for expo in expos:
        found = list(lived(expo))
        with path.open("a") as file:
            for one in found:
                print(json.dumps([one.expo, asdict(one.look), *one[2:]]), file=file)
        print(f"{expo}: {len(found)} places", flush=True)


def lived(expo: str) -> Iterator[Noted]:
    """Live an expo, and give every place that was told a time and was not given up."""
    kind, seed, visitors = expo.split(":")
    noted: dict[tuple[int, int, int], tuple[Look, tuple[float, float]]] = {}

    class Noting(Promises):
        def of(self, booth_id: int, ahead: int | None = None) -> tuple[float, float]:
            noted[self.visitor_id, booth_id, self.now] = (
                self.look(booth_id, ahead),
                self.state.wait_ms(booth_id, ahead),
            )
            return super().of(booth_id, ahead)

    found: list[Noted] = []
    with (
        patch.object(routing, "Promises", Noting),
        patch.object(Ours, "tells", False),  # nobody listens a second time
        TemporaryDirectory() as folder,
    ):
        if kind == "m":
            demo = import_module("tests.simulated")
            demo.live(Path(folder), int(seed), visitors=int(visitors), hours="10:00-18:00", whole=True)
            store = demo.open_lived(Path(folder))
            found = list(_ended(expo, store, noted))
            store.close()
        else:
            square = drawn.draw(int(seed)) if kind == "d" else None
            plan = scenario.make(int(seed), int(visitors), square)
            live("ours", plan, lambda store: found.extend(_ended(expo, store, noted)))
    yield from found


def _ended(
    expo: str, store: Store, noted: dict[tuple[int, int, int], tuple[Look, tuple[float, float]]]
) -> Iterator[Noted]:
    with store.read() as db:
        days = db.execute("SELECT opens_at, closes_at FROM days ORDER BY day").fetchall()
        for row in db.execute(
            "SELECT t.*, b.number AS booth FROM tickets t JOIN booths b ON b.id = t.booth_id"
            " WHERE expected_p80_ms IS NOT NULL AND state NOT IN ('no_show', 'cancelled') ORDER BY t.id"
        ):
            told = noted.get((row["visitor_id"], row["booth_id"], row["joined_at"]))
            day = next((n for n, one in enumerate(days) if row["joined_at"] < one["closes_at"] + HOUR_MS), 0)
            if told is None:
                continue
            look, queue_ms = told
            in_time = row["started_at"] is not None and row["started_at"] <= days[day]["closes_at"] + HOUR_MS
            yield Noted(
                expo,
                look,
                queue_ms,
                row["joined_at"],
                max(0, row["joined_at"] - days[day]["opens_at"]) // HOUR_MS,
                day,
                row["booth"],
                len(look.others) + (look.sits_ms > 0),
                row["started_at"] - row["joined_at"] if in_time else None,
            )


def read(path: Path) -> Iterator[Noted]:
    with path.open() as file:
        for line in file:
            expo, look, queue_ms, *rest = json.loads(line)
            others = [Other(*one) for one in look.pop("others")]
            yield Noted(expo, Look(**look, others=others), (queue_ms[0], queue_ms[1]), *rest)


def fit(places: Sequence[Noted], share: float) -> Matrix:
    """The weights whose sums this share of the places did not exceed by more than a minute, which is as told: quantile regression
    (Koenker and Bassett 1978) by majorizing (Hunter and Lange 2000), in minutes."""
    terms = _terms(places)
    sat = np.array([NEVER_MIN if one.sat_ms is None else one.sat_ms / MIN_MS - 1 for one in places])
    weights = np.linalg.lstsq(terms, np.minimum(sat, np.quantile(sat, 0.9)), rcond=None)[0]
    ridge = 1e-9 * np.eye(terms.shape[1])  # for a term that nobody has
    soft = 5.0
    for _ in range(STEPS):
        pull = terms / (soft + np.abs(sat - terms @ weights))[:, None]
        before, weights = (
            weights,
            np.linalg.solve(pull.T @ terms + ridge, pull.T @ sat + (2 * share - 1) * terms.sum(0)),
        )
        soft = max(STILL_MIN, soft * 0.95)
        if soft == STILL_MIN and np.abs(before - weights).max() < 1e-6:
            break
    found: Matrix = weights
    return found


def _terms(places: Sequence[Noted]) -> Matrix:
    return np.array([one.look.terms() for one in places]) / MIN_MS


def _print(title: str, places: Sequence[Noted], weights: Sequence[Matrix]) -> None:
    now = promises.P50, promises.P80
    promises.P50, promises.P80 = (promises.Weights(*one) for one in weights)
    told = [_told(one) for one in places]
    promises.P50, promises.P80 = now
    runs = [
        [one for one, place in zip(told, places, strict=True) if place.expo == expo]
        for expo in sorted({one.expo for one in places})
    ]
    print(title, *lines(of(runs))[:-1], sep="\n", end="\n\n")


def _told(one: Noted) -> Told:
    p50, p80 = promises.promise_ms(one.look)
    return Told(
        one.at,
        one.hour,
        one.day,
        one.booth,
        one.held,
        (round(p50), round(p80)),
        one.queue_ms,
        due=math.inf,
        sat_at=None if one.sat_ms is None else one.at + one.sat_ms,
    )


if __name__ == "__main__":
    arguments: list[Any] = sys.argv[1:]
    main(Path(arguments[0]), arguments[1:])
