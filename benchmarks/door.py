"""Durable check-ins a second over HTTP while boards watch live, from one station and from eight.

    .venv/bin/python -m benchmarks.door [CHECK_INS]

Prints check-ins a second, P50 and P99 of a check-in, the server's processor time for one, its memory and what the boards were sent. Then a camera frame to its answer
in Chromium, and what drawing and imposing badges takes.
"""

import sys
import time

from benchmarks import badges, camera
from benchmarks.load import Boards, Client, Server, quantile_ms, sample_server, together

BOARDS = 20
STATIONS = (1, 8)


def main(check_ins: int) -> None:
    print(
        f"{'stations':>8} {'check-ins':>9} {'a second':>9} {'P50 ms':>7} {'P99 ms':>7} {'RSS MB':>7} {'shows':>7}"
    )
    for stations in STATIONS:
        with sample_server(roles=[("desk", None)]) as server:
            visitors = _register(server, check_ins)
            shows = Boards(server.port, BOARDS)
            before = server.cpu_s()
            seconds, latencies = _check_in(server, visitors, stations)
            cpu_ms = (server.cpu_s() - before) / len(visitors) * 1000
            time.sleep(0.5)
            print(
                f"{stations:8d} {len(visitors):9d} {len(visitors) / seconds:9.0f} {quantile_ms(latencies, 0.5):7.1f}"
                f" {quantile_ms(latencies, 0.99):7.1f} {cpu_ms:7.2f} {server.rss_mb():7.0f} {shows.stop():7d}"
            )


def _register(server: Server, count: int) -> list[int]:
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


def _check_in(server: Server, visitors: list[int], stations: int) -> tuple[float, list[float]]:
    def station(own: list[int]) -> list[float]:
        client = Client(server.port, server.tokens["desk"])
        latencies = []
        for visitor in own:
            began = time.perf_counter()
            status, answer = client.act("visitor.check_in", visitor=visitor)
            latencies.append(time.perf_counter() - began)
            assert status == 200, answer
        client.close()
        return latencies

    return together([lambda own=visitors[n::stations]: station(own) for n in range(stations)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1500)
    camera.main()
    badges.main(["--badges", "260"])
