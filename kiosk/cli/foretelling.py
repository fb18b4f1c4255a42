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
from kiosk.forecast import FUTURES, look, tally, try_out
from kiosk.forecast.state import State
from kiosk.forecast.tally import Outcome
from kiosk.forecast.what_if import NOTHING, WhatIf, understood
from kiosk.forecast.workers import BELOW, Workers
from kiosk.settings import Settings

SEED = 1  # always the same futures: what differs from a minute to the next is what happened
REMEDIES, REMEDY_FUTURES, REMEDY_S = 3, 60, 2.0


def main() -> None:
    """The process that foretells."""
    told = json.loads(sys.stdin.readline())
    settings = Settings(Path(told["data"]), told["origin"], told["phone_origin"], *told["clock"])
    store = open_store(settings)  # before it is nice: opening holds the database's lock for a moment
    file = _file_of(store)
    os.nice(BELOW)
    with Workers() as workers:
        answers = Answers(workers)
        for line in sys.stdin:
            asked = json.loads(line)
            if file != _file_of(store):  # another expo stands there now
                store.close()
                store = open_store(settings)
                file = _file_of(store)
            try:
                answer = answers.of(store, asked)
            except Unusable as error:
                answer = {"refused": str(error)}
            print(json.dumps(answer, ensure_ascii=False, separators=(",", ":")), flush=True)
    store.close()


def _file_of(store: Store) -> int:
    return store.path.stat().st_ino


class Answers:
    """`forecast`: the rest of the day as it is now; `more`: more futures of the same, which says how many there are by now;
    `tell`: what they say together; `what_if`."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._state: State | None = None
        self._lived: list[Outcome] = []  # of this state
        self._found: dict[str, Any] = {}

    def of(self, store: Store, asked: dict[str, Any]) -> dict[str, Any]:
        """To this question. Raises Unusable with the sentence that says why there is none."""
        if asked["do"] == "what_if":
            state = look(store, asked["lang"])
            tried = understood(asked["asked"], state, asked["lang"])
            within_s = asked["within_s"]
            return try_out(self._workers, state, tried, futures=FUTURES, seed=SEED, within_s=within_s)
        if asked["do"] == "forecast":
            self._state, self._lived = look(store, asked["lang"]), []
            self._live_more(self._state, asked["within_s"])
            self._found = forecast(self._workers, store, self._state, self._lived)
            return self._found
        if self._state is None:
            return {"futures": FUTURES}  # this process was begun since
        if asked["do"] == "more":
            self._live_more(self._state, asked["within_s"])
            return {"futures": len(self._lived)}
        return self._found | tally.told(self._lived, self._state, SEED)

    def _live_more(self, state: State, within_s: float) -> None:
        more = self._workers.live(state, FUTURES, SEED, within_s=within_s, since=len(self._lived))
        self._lived += [one for (one,) in more]


def forecast(workers: Workers, store: Store, state: State, lived: list[Outcome]) -> dict[str, Any]:
    """The forecast, with how good those of today were, and what another counter would do where people wait too long."""
    found = tally.told(lived, state, SEED)
    with store.read() as db:
        found["score"] = forecasts.score(db, state.day, state.now)
        keys = [one.partition(":") for one in taking.open_alarms(db)]
    by_number = state.ground.by_number
    long = [by_number[number] for kind, _, number in keys if kind == "long_wait" and number in by_number]
    tried = {one["number"]: WhatIf(counters=((one["id"], 1, state.begins),)) for one in long[:REMEDIES]}
    found["more_counters"] = {}
    if tried:
        both = workers.live(state, REMEDY_FUTURES, SEED, (NOTHING, *tried.values()), REMEDY_S)
        for index, number in enumerate(tried, 1):
            pairs = [(one[0], one[index]) for one in both]
            found["more_counters"][number] = tally.less_waiting(pairs, by_number[number]["id"])
    return found


if __name__ == "__main__":
    main()
