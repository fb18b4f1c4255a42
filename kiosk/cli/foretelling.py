"""Foretells the rest of the day in a process of its own, for a server that goes on meanwhile (kiosk/forecast/beside.py).

`python -m kiosk.cli.foretelling` reads the settings as a line of JSON, then a line a question, and writes a line of JSON each. It only
reads the database; it ends when nobody asks any more, and can be killed at any moment.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from kiosk.actions.refusals import Unusable
from kiosk.data.open_store import open_store
from kiosk.data.store import Store
from kiosk.expo.figures import forecasts
from kiosk.expo.figures.alarms import taking
from kiosk.forecast import FUTURES, foretell, look, tally, try_out
from kiosk.forecast.state import State
from kiosk.forecast.what_if import NOTHING, WhatIf, understood
from kiosk.forecast.workers import BELOW, Workers
from kiosk.settings import Settings

SEED = 1  # always the same futures: what differs from a minute to the next is what happened
REMEDIES, REMEDY_FUTURES, REMEDY_S = 3, 60, 2.0


def main() -> None:
    """The process that foretells."""
    os.nice(BELOW)
    told = json.loads(sys.stdin.readline())
    settings = Settings(Path(told["data"]), told["origin"], told["phone_origin"], *told["clock"])
    with Workers() as workers:
        for line in sys.stdin:
            asked = json.loads(line)
            try:
                answer = _answered(workers, settings, asked)
            except Unusable as error:
                answer = {"refused": str(error)}
            print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")), flush=True)


def _answered(workers: Workers, settings: Settings, asked: dict[str, Any]) -> dict[str, Any]:
    store = open_store(settings)  # anew each time: another expo may stand there now
    try:
        state = look(store, asked["lang"])
        if asked["do"] == "what_if":
            tried = understood(asked["asked"], state, asked["lang"])
            return try_out(workers, state, tried, futures=FUTURES, seed=SEED, within_s=asked["within_s"])
        return forecast(workers, store, state, asked["within_s"])
    finally:
        store.close()


def forecast(workers: Workers, store: Store, state: State, within_s: float) -> dict[str, Any]:
    """The forecast, with how good those of today were, and what another counter would do where people wait too long."""
    found = foretell(workers, state, futures=FUTURES, seed=SEED, within_s=within_s)
    with store.read() as db:
        found["score"] = forecasts.score(db, state.day, state.now)
        keys = [one.partition(":") for one in taking.open_alarms(db)]
    by_number = state.ground.by_number
    long = [by_number[number] for kind, _, number in keys if kind == "long_wait" and number in by_number]
    tried = {one["number"]: WhatIf(counters=((one["id"], 1, state.begins),)) for one in long[:REMEDIES]}
    found["more_counters"] = {}
    if tried:
        lived = workers.live(state, REMEDY_FUTURES, SEED, (NOTHING, *tried.values()), REMEDY_S)
        for index, number in enumerate(tried, 1):
            pairs = [(one[0], one[index]) for one in lived]
            found["more_counters"][number] = tally.less_waiting(pairs, by_number[number]["id"])
    return found


if __name__ == "__main__":
    main()
