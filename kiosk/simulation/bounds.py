"""What no policy can beat in a scenario. Each bound comes from a simpler problem that can be solved exactly. Times in
ms.

- `mean_wait_min`: one booth alone, its counters merged into one as fast as all of them. Shortest remaining time first
  (SRPT) then leaves the fewest people unserved at every moment (Schrage 1968), so no schedule has a smaller sum of
  waits. Each visitor counts at one booth only.
- `wishes_met`: the maximum flow from visitors' days (as many as their shortest meetings fit before closing) over
  wishes to booths' days (as many as SRPT serves by closing).
- The others can't be negative. Nobody's missed call counts against a bound.
"""

import heapq
from collections import defaultdict, deque

from kiosk.expo.square.days import MIN_MS
from kiosk.simulation.scenario import Scenario, Visitor

Job = tuple[float, float]  # released at, length on the merged counter


def bounds_of(plans: list[Scenario]) -> dict[str, float]:
    """The contract's five names, over several crowds counted together."""
    people = sum(len(plan.visitors) for plan in plans)
    wishes = sum(len(one.wishes) for plan in plans for one in plan.visitors)
    return {
        "mean_wait_min": round(sum(map(least_wait_ms, plans)) / people / MIN_MS, 2),
        "p90_wait_min": 0.0,
        "wishes_met": round(sum(map(most_met, plans)) / wishes, 4),
        "idle_counter_min": 0.0,
        "refused_calls": 0,
    }


def least_wait_ms(plan: Scenario) -> float:
    """No policy's visitors wait less, all together. Who comes on two days counts as not waiting at all."""
    total = 0.0
    for day, date in enumerate(plan.days):
        left = [one for one in plan.visitors if list(one.arrives) == [day]]
        for booth in sorted(plan.booths, key=lambda number: -_load_ms(plan, left, number)):
            here = [one for one in left if booth in one.wishes]
            waits = _waits_at(plan, here, booth, day, date.closes_at)
            if waits > 0:
                total += waits
                left = [one for one in left if booth not in one.wishes]
    return total


def most_met(plan: Scenario) -> int:
    """No policy meets more wishes."""
    flow = _Flow()
    for visitor in plan.visitors:
        for day in visitor.arrives:
            flow.edge("source", ("visitor", visitor.index, day), _most_of_visitor(plan, visitor, day))
            for booth in visitor.wishes:
                wish = ("wish", visitor.index, booth)
                flow.edge(("visitor", visitor.index, day), wish, 1)
                flow.edge(wish, ("granted", visitor.index, booth), 1)
                flow.edge(("granted", visitor.index, booth), ("booth", booth, day), 1)
    for day, date in enumerate(plan.days):
        for booth in plan.booths:
            guests = [one for one in plan.visitors if day in one.arrives and booth in one.wishes]
            served = sum(done <= date.closes_at for done in srpt(_jobs(plan, guests, booth, day)))
            # Whoever sits down by closing is heard to the end: one more a counter than is done by then.
            flow.edge(("booth", booth, day), "sink", min(len(guests), served + plan.booths[booth].counters))
    return flow.maximum("source", "sink")


def srpt(jobs: list[Job]) -> list[float]:
    """When each job (in the order given) is done: shortest remaining time first, interrupted where that helps."""
    done = [0.0] * len(jobs)
    coming = deque(sorted((released, index) for index, (released, _) in enumerate(jobs)))
    ready: list[tuple[float, int]] = []
    now = 0.0
    while coming or ready:
        if not ready:
            now = max(now, coming[0][0])
        while coming and coming[0][0] <= now:
            index = coming.popleft()[1]
            heapq.heappush(ready, (jobs[index][1], index))
        left, index = heapq.heappop(ready)
        until = coming[0][0] if coming else float("inf")
        if now + left <= until:
            now += left
            done[index] = now
        else:
            heapq.heappush(ready, (left - (until - now), index))
            now = until
    return done


def _waits_at(plan: Scenario, guests: list[Visitor], booth: str, day: int, closes_at: int) -> float:
    """By how much these must wait, all together, because of this booth alone."""
    done = srpt(_jobs(plan, guests, booth, day))
    waits = 0.0
    for visitor, at in zip(guests, done, strict=True):
        meetings = sum(plan.meeting_ms(visitor, one) for one in visitor.wishes)
        waits += min(at, closes_at) - visitor.arrives[day] - meetings - _longest_walk_ms(plan, visitor)
    return waits


def _jobs(plan: Scenario, guests: list[Visitor], booth: str, day: int) -> list[Job]:
    counters = plan.booths[booth].counters
    return [
        (one.arrives[day] + plan.walk_ms(None, booth), plan.meeting_ms(one, booth) / counters)
        for one in guests
    ]


def _longest_walk_ms(plan: Scenario, visitor: Visitor) -> float:
    """More than this nobody walks who goes to each booth once: walking is no waiting, so it may not be too short."""
    places = (None, *visitor.wishes)
    return sum(max(plan.walk_ms(other, booth) for other in places) for booth in visitor.wishes)


def _load_ms(plan: Scenario, guests: list[Visitor], booth: str) -> float:
    work = sum(plan.meeting_ms(one, booth) for one in guests if booth in one.wishes)
    return work / plan.booths[booth].counters


def _most_of_visitor(plan: Scenario, visitor: Visitor, day: int) -> int:
    """So many of their meetings fit one after another, the last one begun by closing."""
    now, met = float(visitor.arrives[day]), 0
    for length in sorted(plan.meeting_ms(visitor, booth) for booth in visitor.wishes):
        if now >= plan.days[day].closes_at:
            break
        now, met = now + length, met + 1
    return met


class _Flow:
    """Maximum flow by shortest augmenting paths in layers (Dinic)."""

    def __init__(self) -> None:
        self._left: dict[object, dict[object, int]] = defaultdict(dict)

    def edge(self, start: object, end: object, most: int) -> None:
        self._left[start][end] = most
        self._left[end].setdefault(start, 0)

    def maximum(self, source: object, sink: object) -> int:
        total = 0
        while (layers := self._layers(source)).get(sink) is not None:
            tried = {node: iter(list(ends)) for node, ends in self._left.items()}
            while pushed := self._push(source, sink, layers, tried):
                total += pushed
        return total

    def _layers(self, source: object) -> dict[object, int]:
        found = {source: 0}
        queue = deque([source])
        while queue:
            node = queue.popleft()
            for end, left in self._left[node].items():
                if left > 0 and end not in found:
                    found[end] = found[node] + 1
                    queue.append(end)
        return found

    def _push(self, source, sink, layers, tried) -> int:  # type: ignore[no-untyped-def]
        """One unit along one path of the layers, or 0."""
        path = [source]
        while path[-1] != sink:
            node = path[-1]
            for end in tried[node]:
                if self._left[node][end] > 0 and layers.get(end) == layers[node] + 1:
                    path.append(end)
                    break
            else:
                path.pop()
                if not path:
                    return 0
        for start, end in zip(path, path[1:], strict=False):
            self._left[start][end] -= 1
            self._left[end][start] += 1
        return 1
