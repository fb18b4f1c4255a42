"""Futures in processes of their own, below everything else that runs: one a core, as many futures as the time allows."""

import gc
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from types import TracebackType

from kiosk.forecast import chance, tally
from kiosk.forecast.future import Future
from kiosk.forecast.state import State
from kiosk.forecast.tally import Outcome
from kiosk.forecast.what_if import NOTHING, WhatIf

AT_ONCE = min(2, os.cpu_count() or 1)
BELOW = 19  # nice: whatever the square does comes first
FEWEST = 8  # futures, however little time there is

Pair = tuple[Outcome, ...]  # one future, as it is and as it would be with each thing that is tried


class Workers:
    """A pool that lives futures; it is kept from one forecast to the next, for a fresh interpreter takes half a second."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._pool = (
            ProcessPoolExecutor(at_once, mp_context=get_context("spawn"), initializer=_begin)
            if at_once > 1
            else None
        )

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def live(
        self,
        state: State,
        futures: int,
        seed: int,
        tried: Sequence[WhatIf] = (NOTHING,),
        within_s: float | None = None,
        *,
        since: int = 0,
    ) -> list[Pair]:
        """The futures of this seed with the numbers from `since` until `futures`, each under all that is `tried`; fewer where the time
        is over, the first of them always the same."""
        if self._pool is None:
            return _live(state, range(since, futures), seed, tuple(tried), within_s)
        shares = [range(since + first, futures, self._at_once) for first in range(self._at_once)]
        parts = [self._pool.submit(_live, state, share, seed, tuple(tried), within_s) for share in shares]
        found = [part.result() for part in parts]
        # Numbers without a gap, so that the same seed and count are the same forecast however fast a core was.
        whole = min(
            len(part) * self._at_once + first if len(part) < len(share) else futures - since
            for first, (part, share) in enumerate(zip(found, shares, strict=True))
        )
        return [found[number % self._at_once][number // self._at_once] for number in range(whole)]


def _begin() -> None:
    os.nice(BELOW)
    gc.disable()  # a future is let go of as a whole; what is cyclic goes between forecasts
    parent = parent_process()
    assert parent
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    """Where the one who asks was killed, nobody would ever ask again: the pool's own pipes stay open between its workers."""
    parent.join()
    os._exit(0)


def _live(
    state: State, numbers: range, seed: int, tried: tuple[WhatIf, ...], within_s: float | None
) -> list[Pair]:
    ends = None if within_s is None else time.monotonic() + within_s
    prospect = chance.prospect_of(state)
    found: list[Pair] = []
    for number in numbers:
        found.append(tuple(_one(state, prospect, seed, number, one) for one in tried))
        if ends is not None and len(found) >= FEWEST and time.monotonic() >= ends:
            break
        if len(found) % 10 == 0:
            gc.collect(1)
    gc.collect()
    return found


def _one(state: State, prospect: chance.Prospect, seed: int, number: int, what_if: WhatIf) -> Outcome:
    drawn = chance.Drawn(state, prospect, seed, number, what_if.walk_ins)
    changed = state if what_if is NOTHING else what_if.applied(state)
    return tally.outcome_of(Future(changed, drawn, what_if).run(), changed)
