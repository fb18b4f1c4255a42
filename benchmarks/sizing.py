"""How many machines an audience needs, from what `benchmarks.audience` measured: python -m benchmarks.sizing FILE [--rate 1] [--share 0.6] [--gbit 1]

Prints the growth law that fits the runs, and for 10,000, 100,000 and 1,000,000 phones on the hall's board at `rate` changes a second:
edges (one process, one core each, filled to `share` of it), machines of eight cores whose network sends `gbit`, memory, bandwidth, what Redis sends, how long all phones take to come
back after a cut, and what breaks first. The phones are the worst ones: each looks at the hall, whose changes are the largest.
"""

import argparse
import json
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

PHONES = (10_000, 100_000, 1_000_000)
EDGES_A_MACHINE = 7  # of eight cores, one for nginx
HANDLES = 65_000  # of one process: kiosk/serving/connections.py OPEN_FILES
GBIT = 125_000_000
REDIS_CORES = 0.7  # of the one that it has


@dataclass(frozen=True)
class Law:
    """What an edge uses: `rest` cores by itself and `us` microseconds for each message to each socket; what a socket occupies (KB), a
    message's bytes on the wire, how many sockets one core lets join a second, and Redis' share (cores and bytes) for one edge at one message a second."""

    rest: float
    us: float
    kb: float
    edge_mb: float
    wire_bytes: float
    joins_a_s: float
    redis_cores: float
    redis_bytes: float


@dataclass(frozen=True)
class Size:
    """What so many phones need."""

    phones: int
    edges: int
    machines: int
    memory_gb: float
    gbit_a_s: float
    redis_mbyte_a_s: float
    redis_cores: float
    back_s: float
    first: str


def law_of(runs: list[dict[str, float]]) -> Law:
    """Least squares over the runs: cores = rest + us * sockets * messages a second."""
    points = [(one["sockets"] * one["messages_a_s"], one["edge_cores"]) for one in runs]
    rest = sum(one["rest_cores"] for one in runs) / len(runs)
    above = sum(load * max(0.0, cores - rest) for load, cores in points)
    us = 1e6 * above / max(1e-9, sum(load * load for load, _ in points))

    def mean(name: str) -> float:
        return sum(one[name] for one in runs) / len(runs)

    each = [one["edges"] * one["messages_a_s"] for one in runs]
    return Law(
        rest,
        us,
        min(one["kb_a_socket"] for one in runs),
        mean("edge_mb"),
        mean("bytes_a_message"),
        1000 / mean("ms_a_join"),
        sum(one["redis_cores"] for one in runs) / sum(each),
        sum(one["redis_bytes_a_s"] for one in runs) / sum(each),
    )


def size_of(law: Law, phones: int, rate: float, share: float, gbit_each: float = 1.0) -> Size:
    """`share`: of a core that an edge is filled to, and of what a machine's network can send (`gbit_each`, Gbit/s)."""
    by_core = (share - law.rest) * 1e6 / (law.us * rate)
    a_edge = min(by_core, HANDLES)
    edges = max(2, ceil(phones / a_edge))  # one may be killed
    gbit = phones * law.wire_bytes * rate / GBIT
    by_cores, by_network = edges / EDGES_A_MACHINE, gbit / (gbit_each * share)
    redis_cores = law.redis_cores * edges * rate
    back = phones / edges / law.joins_a_s
    worst = {
        "an edge's core": by_core / HANDLES,
        "an edge's handles": HANDLES / by_core,
    }
    first = min(worst, key=lambda name: worst[name])
    if by_network > max(1, by_cores):
        first = "a machine's network"
    if redis_cores > REDIS_CORES:
        first = f"Redis: {redis_cores:.1f} cores, and it has one"
    return Size(
        phones,
        edges,
        max(2, ceil(max(by_cores, by_network))),
        (phones * law.kb / 1024 + edges * law.edge_mb) / 1024,
        gbit,
        law.redis_bytes * edges * rate / 1e6,
        redis_cores,
        back,
        first,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--share", type=float, default=0.6)
    parser.add_argument("--gbit", type=float, default=1.0, help="what one machine can send")
    asked = parser.parse_args()
    told: dict[str, Any] = json.loads(asked.file.read_text())
    law = law_of(told["runs"])
    print(f"an edge: {law.rest:.3f} cores + {law.us:.1f} us x sockets x messages a second")
    print(
        f"a socket: {law.kb:.0f} KB, joins {law.joins_a_s:.0f} a second; a message {law.wire_bytes:.0f} bytes"
    )
    print()
    print(
        "| phones | edges | machines of 8 cores | memory GB | Gbit/s out | Redis MB/s | Redis cores | all back in s | first |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for phones in PHONES:
        one = size_of(law, phones, asked.rate, asked.share, asked.gbit)
        cells = f"{one.memory_gb:.1f} | {one.gbit_a_s:.2f} | {one.redis_mbyte_a_s:.2f} | {one.redis_cores:.2f} | {one.back_s:.0f}"
        print(f"| {one.phones:,} | {one.edges} | {one.machines} | {cells} | {one.first} |")


if __name__ == "__main__":
    main()
