"""How many futures fit into three seconds, and whether the door feels it.

    .venv/bin/python -m benchmarks.foretelling [CHECK_INS]

First a simulated day of the sample's 300 (seed 1): at each moment the processor time for one future and so how many fit into three
seconds on two cores. Then check-ins one after another over HTTP, each half by turns with a process that foretells without a pause
beside the server and without one: P50 and P99 of a check-in.
"""

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.door import register
from benchmarks.load import Client, Server, quantile_ms, sample_server
from kiosk.data.store import Store
from kiosk.forecast import chance, look, state, tally
from kiosk.forecast.beside import WITHIN_S
from kiosk.forecast.future import Future
from kiosk.forecast.prospect import prospect_of
from kiosk.serving import interpreters
from kiosk.simulation import live, scenario
from kiosk.simulation.hall import Hall

MOMENTS_MIN = (-1, 30, 60, 120, 180, 300)
EACH = 12
TURNS = 6


def main(check_ins: int) -> None:
    print("minutes after opening, futures' meetings, CPU ms a future, futures in 3 s on two cores")
    for seen in _looks():
        known = prospect_of(seen)
        began, meetings = time.process_time(), 0
        for number in range(EACH):
            trace = Future(seen, chance.Drawn(seen, known, 1, number)).run()
            meetings += tally.outcome_of(trace, seen).meetings
        each = (time.process_time() - began) / EACH
        minute = round((seen.now - seen.day.opens_at) / 60_000)
        print(f"{minute:6} {meetings / EACH:8.0f} {1000 * each:8.1f} {min(200, int(2 * WITHIN_S / each)):6}")
    with sample_server(roles=[("desk", None)]) as server:
        _door(server, check_ins)


def _looks() -> list[state.State]:
    plan = scenario.make(1, 300)
    looks: list[state.State] = []

    def before(hall: Hall, store: Store) -> None:
        def looks_on(hall: Hall) -> None:
            for minute in MOMENTS_MIN if hall.day == 0 else ():
                hall.at(plan.days[0].opens_at + minute * 60_000, lambda: looks.append(look(store)))

        hall.looks_on = looks_on

    live("ours", plan, before=before)
    return looks


def _door(server: Server, check_ins: int) -> None:
    visitors = register(server, check_ins)
    desk = Client(server.port, server.tokens["desk"])
    latencies: dict[bool, list[float]] = {False: [], True: []}
    share = len(visitors) // TURNS
    for turn in range(TURNS):
        is_foretelling = turn % 2 == 1
        with _foretelling(server) if is_foretelling else _nothing():
            for visitor in visitors[turn * share : (turn + 1) * share]:
                began = time.perf_counter()
                status, answer = desk.act("visitor.check_in", visitor=visitor)
                latencies[is_foretelling].append(time.perf_counter() - began)
                assert status == 200, answer
                time.sleep(0.02)
    desk.close()
    for is_foretelling, each in latencies.items():
        found = sorted(each)
        name = "foretelling beside" if is_foretelling else "alone"
        figures = " ".join(
            f"P{100 * share:g} {quantile_ms(found, share):.2f} ms" for share in (0.5, 0.9, 0.99)
        )
        print(f"{name:20} {len(found)} check-ins {figures}")


@contextmanager
def _foretelling(server: Server) -> Iterator[None]:
    """The process that a server has for it, asked without a pause."""
    over = threading.Event()
    clock = (server.shift_s, 1.0, 0.0)
    told = {"data": str(server.folder), "origin": "", "phone_origin": "", "clock": clock}
    process = interpreters.begin("kiosk.cli.foretelling")
    assert process.stdin and process.stdout
    told_to, answers = process.stdin, process.stdout
    told_to.write(json.dumps(told) + "\n")

    def ask(within_s: float) -> None:
        told_to.write(json.dumps({"do": "forecast", "lang": "ko", "within_s": within_s}) + "\n")
        told_to.flush()
        assert json.loads(answers.readline())["futures"]

    def go_on() -> None:
        while not over.is_set():
            ask(WITHIN_S)

    thread = threading.Thread(target=go_on)
    ask(0.0)  # the interpreters are there
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        told_to.close()
        process.wait()


@contextmanager
def _nothing() -> Iterator[None]:
    yield


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 360)
