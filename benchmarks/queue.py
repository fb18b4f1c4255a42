"""Calls, starts and finishes a second over HTTP: 44 booths acting at once over a thousand waiting tickets.

    .venv/bin/python -m benchmarks.queue [ROUNDS]

Each booth calls, starts and finishes ROUNDS meetings; `CPU ms` is the server's processor time of an action. Then the same
with as many finished tickets behind it: picking must not grow with them, so the two rows are to be compared.
"""

import sys
import time
from functools import partial

from benchmarks.hall import BOOTHS, boards
from benchmarks.load import Client, Server, quantile_ms, sample_server, together
from benchmarks.watchers import Watchers

WAITING = 1000
BOARDS, BOARDS_JOIN_S = 5, 30


def main(rounds: int) -> None:
    with sample_server(roles=[("organiser", None)]) as server:
        people = _fill(server)
        watching = Watchers(server.port, boards(BOARDS))
        watching.connect()
        watching.wait_until_fresh(BOARDS_JOIN_S)
        print(
            f"{'finished before':>15} {'actions':>8} {'a second':>9} {'P50 ms':>7} {'P99 ms':>7} {'CPU ms':>7}"
            f" {'refused':>8}"
        )
        for index in range(2):
            refused, before = [0] * len(BOOTHS), server.cpu_s()
            work = [partial(_work, server, booth, rounds, refused, n) for n, booth in enumerate(BOOTHS)]
            seconds, latencies = together(work)
            spent = server.spent_ms(before, len(latencies))
            print(
                f"{index * rounds * len(BOOTHS):15d} {len(latencies):8d} {len(latencies) / seconds:9.0f}"
                f" {quantile_ms(latencies, 0.5):7.1f} {quantile_ms(latencies, 0.99):7.1f} {spent:7.2f}"
                f" {sum(refused):8d}"
            )
            _refill(server, people)
        shows = sum(one.size > 0 for one in watching.report().seen)
        watching.close()
        print(f"boards were sent {shows} messages; memory {server.memory_mb():.0f} MB")


def _fill(server: Server) -> list[int]:
    """So many people, each with three places spread evenly: a thousand waiting tickets."""
    client = Client(server.port, server.tokens["organiser"])
    people = []
    for index in range(WAITING // 3 + 1):
        status, answer = client.act(
            "visitor.register",
            name=f"견본{index}",
            consent=True,
            enterprise=f"기업{index}",
            wishes=_three(index),
        )
        assert status == 200, answer
        people.append(answer["visitor"]["id"])
        status, answer = client.act("visitor.check_in", visitor=people[-1])
        assert status == 200, answer
    client.close()
    return people


def _refill(server: Server, people: list[int]) -> None:
    client = Client(server.port, server.tokens["organiser"])
    for index, visitor in enumerate(people):
        for booth in _three(index):
            client.act("ticket.join", visitor=visitor, booth=booth)
    client.close()


def _three(index: int) -> list[str]:
    return [BOOTHS[(index * 3 + step) % len(BOOTHS)] for step in range(3)]


def _work(server: Server, booth: str, rounds: int, refused: list[int], index: int) -> list[float]:
    client = Client(server.port, server.tokens["organiser"])
    latencies: list[float] = []

    def act(verb: str, **fields: object) -> tuple[int, dict[str, object]]:
        began = time.perf_counter()
        done = client.act(verb, **fields)
        latencies.append(time.perf_counter() - began)
        return done

    for _ in range(rounds):
        status, answer = act("ticket.call_next", booth=booth, counter=1)
        if status != 200:  # everybody who waits here is with another booth right now
            refused[index] += 1
            continue
        ticket = answer["ticket"]["id"]  # type: ignore[index]
        _, answer = act("consultation.start", ticket=ticket, counter=1)
        meeting = answer["consultation"]["id"]  # type: ignore[index]
        act("consultation.finish", consultation=meeting, lines=[{"outcome": "consulted"}])
    client.close()
    return latencies


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
