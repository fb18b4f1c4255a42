"""What becomes of an edge's clients when it is killed while the board changes: when all are at another edge, and what they missed.

    .venv/bin/python -m benchmarks.killed_edge [SOCKETS [CHECK_INS_A_SECOND]]

Two edges of one primary. All sockets but a few hang on the hall's board at the first, a few at the second. The first is killed; its clients
come back as the product's page does (after half a second to a second, then later and later), at the second, where nginx would lead
them. Prints when half of them, 99 in a hundred and the last had joined (s from the kill), and of all sockets together how many
messages were lost behind a join or shown twice: those that stayed say which there were. Needs `redis-server`.
"""

import sys
import threading
import time
from typing import NamedTuple

from benchmarks.audience import edges_of, primary_with
from benchmarks.door import register
from benchmarks.edges import redis_server
from benchmarks.load import Client, Server, quantile_ms
from benchmarks.watchers import Seen, Watcher, Watchers

HALL = "board:hall"
STAY = 3
JOIN_S, BACK_S, BEFORE_S, AFTER_S = 60.0, 60.0, 2.0, 4.0


class Killed(NamedTuple):
    """Seconds from the kill until each was back, sorted; messages lost and shown twice."""

    back_s: list[float]
    lost: int
    twice: int


def measure(sockets: int, rate: float) -> Killed:
    """One edge of two is killed, with so many clients, while so many check in a second."""
    with redis_server() as url, primary_with(url, 2) as server, edges_of(server, url, 2) as edges:
        visitors = register(server, int(rate * (BEFORE_S + AFTER_S + 20)))
        (first, killed), (second, _) = edges
        moving = [Watcher(f"moves {number}", (HALL,)) for number in range(sockets)]
        staying = [Watcher(f"stays {number}", (HALL,)) for number in range(STAY)]
        with Watchers(first, moving, then=second) as movers, Watchers(second, staying) as stayers:
            for one in (movers, stayers):
                one.connect()
                one.wait_until_fresh(JOIN_S)
            with _Desk(server, visitors, rate):
                time.sleep(BEFORE_S)
                movers.expect_end()
                killed.kill()
                at = time.monotonic()
                back = sorted(when - at for when in movers.wait_until_fresh(BACK_S))
                time.sleep(AFTER_S)
            time.sleep(1.5)
            moved, stayed = movers.report().seen, stayers.report().seen
    lost, twice = compare(moved, stayed, at)
    return Killed(back, lost + (sockets - len(back)), twice)


def compare(moved: list[Seen], stayed: list[Seen], killed_at: float) -> tuple[int, int]:
    """How many messages somebody lost, and how many they were shown twice, from their first join after the kill on."""
    reference = [one.seq for one in stayed if one.size and one.who == stayed[0].who]
    by: dict[str, list[Seen]] = {}
    for one in moved:
        by.setdefault(one.who, []).append(one)
    lost = twice = 0
    for seen in by.values():
        joins = [at for at, one in enumerate(seen) if not one.size and one.when > killed_at]
        if not joins:
            continue
        joined = seen[joins[-1]].seq
        shown = [one.seq for one in seen[joins[-1] + 1 :] if one.size]
        wanted = [seq for seq in reference if seq > joined]
        lost += len(set(wanted) - set(shown))
        twice += len(shown) - len(set(shown)) + sum(seq < joined for seq in shown)
    return lost, twice


class _Desk:
    """Checks visitors in beside, so many a second."""

    def __init__(self, server: Server, visitors: list[int], rate: float) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(server, visitors, rate))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _work(self, server: Server, visitors: list[int], rate: float) -> None:
        desk = Client(server.port, server.tokens["desk"])
        for visitor in visitors:
            if self._ended.wait(1 / rate):
                break
            desk.act("visitor.check_in", visitor=visitor)
        desk.close()


def main(sockets: int = 2000, rate: float = 2.0) -> None:
    found = measure(sockets, rate)
    heads = ["sockets", "back", "P50 s", "P99 s", "last s", "lost", "twice"]
    quantiles = [quantile_ms(found.back_s, share) / 1000 for share in (0.5, 0.99, 1.0)]
    figures = [sockets, len(found.back_s), *(f"{one:.1f}" for one in quantiles), found.lost, found.twice]
    for row in (heads, figures):
        print(" ".join(str(one).rjust(8) for one in row))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000, float(sys.argv[2]) if len(sys.argv) > 2 else 2.0)
