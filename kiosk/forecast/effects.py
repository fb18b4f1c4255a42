"""What the remedies that alarms offer would bring, tried on the futures of the forecast itself: a few a minute, of the worst alarms
first those that were not tried yet, then those that were longest ago; what was found stays for some minutes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kiosk.actions.refusals import Unusable
from kiosk.data.store import Store
from kiosk.expo.figures import alarms, forecasts
from kiosk.expo.figures.alarms.effects import is_of, is_same
from kiosk.expo.figures.forecasts import moment
from kiosk.expo.queue import loads
from kiosk.expo.square import days
from kiosk.expo.square.days import MIN_MS
from kiosk.forecast import tally
from kiosk.forecast.state import State
from kiosk.forecast.tally import Outcome
from kiosk.forecast.what_if import WhatIf, understood
from kiosk.forecast.workers import Workers

MOST, FUTURES, WITHIN_S = 3, 60, 2.0  # a minute
KEPT = (
    5 * MOST
)  # so many of the worst alarms' remedies are known at most: each is tried again every five minutes
OLD_MS = 6 * MIN_MS
Asked = Mapping[str, Any]
Found = dict[str, Any]


def tried(workers: Workers, store: Store, state: State, base: Sequence[Outcome], seed: int) -> list[Found]:
    """Each `{"asked", "counters" (of that booth then), "as_of", "futures", ...}` with what `tally.effect` tells; `base`: the forecast's
    futures, without anything tried, of the same seed."""
    asked, known = _offered(store, state)
    still = [one for one in known if any(_is_of(one, each, state) for each in asked)]

    def last(each: Asked) -> int:
        return max((moment(one["as_of"]) for one in still if _is_of(one, each, state)), default=0)

    turn = sorted(asked[:KEPT], key=last)  # in the order of alarms among those tried at the same time
    new = _tried(workers, state, base, seed, turn)
    return [*new, *(one for one in still if not any(is_same(one["asked"], each["asked"]) for each in new))]


def _offered(store: Store, state: State) -> tuple[list[Asked], list[Found]]:
    """What the alarms of now would have tried, each once, the worst alarm's first; and what is known already and not old."""
    with store.read() as db:
        before = forecasts.newest(db, state.day, state.now)
        found = alarms.find(db, loads.of(db, state.now), state.day, state.now, "ko")
    offered: list[Asked] = []
    for remedy in (remedy for alarm in found for remedy in alarm.remedies if remedy.tries):
        if not any(is_same(remedy.tries, one) for one in offered):
            offered.append(remedy.tries)
    known = before.get("effects", []) if before else []
    return offered, [one for one in known if moment(one["as_of"]) > state.now - OLD_MS]


def _is_of(one: Found, asked: Asked, state: State) -> bool:
    return is_of(one, state.ground.by_number[str(asked["booth"])], asked)


def _tried(
    workers: Workers, state: State, base: Sequence[Outcome], seed: int, turn: Sequence[Asked]
) -> list[Found]:
    understood_ones = list(_understood(state, turn))[:MOST]
    if not understood_ones:
        return []
    lived = workers.live(state, min(FUTURES, len(base)), seed, [one for _, one in understood_ones], WITHIN_S)
    found = []
    for index, (asked, _) in enumerate(understood_ones):
        booth = state.ground.by_number[str(asked["booth"])]
        places = state.waiting_at({booth["id"]})
        effect = tally.effect(base[: len(lived)], [each[index] for each in lived], places)
        found.append(
            {
                "asked": dict(asked),
                "counters": booth["counters"],
                "as_of": days.iso(state.now, state.ground.time_zone),
                "futures": len(lived),
                **effect,
            }
        )
    return found


def _understood(state: State, turn: Sequence[Asked]) -> Iterator[tuple[Asked, WhatIf]]:
    """Without those that the square has gone past since the alarms were looked at."""
    for asked in turn:
        try:
            yield asked, understood([asked], state)
        except Unusable:
            continue
