"""Durable check-ins a second over HTTP while boards watch live, from one station and from eight.

    .venv/bin/python -m benchmarks.door [CHECK_INS]

Prints check-ins a second, P50 and P99 of a check-in, the processor time for one (ms), the places it gave, the server's memory
and what the boards were sent. Beyond some 560 people the day is full and nobody gets a place any more, which is three times
as cheap, so the default stays below. Then a camera frame to its answer in Chromium, and what drawing and imposing badges takes.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks import badges, camera
from benchmarks.hall import boards
from benchmarks.load import Client, Server, quantile_ms, sample_server, together
from benchmarks.watchers import Watchers

BOARDS, BOARDS_JOIN_S = 20, 30
STATIONS = (1, 8)


def main(check_ins: int) -> None:
    heads = [
        "stations",
        "check-ins",
        "a second",
        "P50 ms",
        "P99 ms",
        "CPU ms",
        "places",
        "MB",
        "shows",
    ]
    print(" ".join(head.rjust(9) for head in heads))
    for stations in STATIONS:
        with sample_server(roles=[("desk", None)]) as server:
            visitors = register(server, check_ins)
            watching = Watchers(server.port, boards(BOARDS))
            watching.connect()
            watching.wait_until_fresh(BOARDS_JOIN_S)
            before = server.cpu_s()
            seconds, latencies, places = check_in(server, visitors, stations, _places)
            spent = server.spent_ms(before, len(visitors))
            time.sleep(0.5)
            figures = [
                f"{stations}",
                f"{len(visitors)}",
                f"{len(visitors) / seconds:.0f}",
                f"{quantile_ms(latencies, 0.5):.1f}",
                f"{quantile_ms(latencies, 0.99):.1f}",
                f"{spent:.2f}",
                f"{places / len(visitors):.1f}",
                f"{server.memory_mb():.0f}",
                f"{sum(one.size > 0 for one in watching.report().seen)}",
            ]
            watching.close()
            print(" ".join(figure.rjust(9) for figure in figures))


def register(server: Server, count: int) -> list[int]:
    """Walk-ins beside the sample's 260, so that there are enough to check in; returns everybody's id."""
    desk = Client(server.port, server.tokens["desk"])
    for index in range(max(0, count - 260)):
        status, answer = desk.act(
            "visitor.register",
            name=f"견본{index}",
            consent=True,
            enterprise=f"기업{index}",
            categories=[["세탁", "급식·도시락", "인쇄·출판", "기념품"][index % 4]],
        )
        assert status == 200, answer
    desk.close()
    return list(range(1, count + 1))


def check_in(
    server: Server, visitors: list[int], stations: int, count: Callable[[dict[str, Any]], int]
) -> tuple[float, list[float], int]:
    """Seconds, every latency, and the sum of what `count` finds in each answer."""
    counted = [0] * stations

    def station(number: int) -> list[float]:
        client = Client(server.port, server.tokens["desk"])
        latencies = []
        for visitor in visitors[number::stations]:
            began = time.perf_counter()
            status, answer = client.act("visitor.check_in", visitor=visitor)
            latencies.append(time.perf_counter() - began)
            assert status == 200, answer
            counted[number] += count(answer)
        client.close()
        return latencies

    seconds, latencies = together([partial(station, number) for number in range(stations)])
    return seconds, latencies, sum(counted)


def _places(answer: dict[str, Any]) -> int:
    return len(answer["agenda"]["tickets"])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
    camera.main()
    badges.main(["--badges", "260"])
