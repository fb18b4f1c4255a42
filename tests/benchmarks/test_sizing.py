"""The sizes of docs/scale.md are these sums."""

import pytest

from benchmarks.sizing import Law, law_of, size_of

LAW = Law(0.01, 20.0, 60.0, 50.0, 1500.0, 500.0, 0.001, 10_000.0)


def run(sockets: float, messages_a_s: float, us: float) -> dict[str, float]:
    cores = 0.02 + us * sockets * messages_a_s / 1e6
    more = {"kb_a_socket": 60.0, "edge_mb": 50.0, "bytes_a_message": 1500.0, "ms_a_join": 4.0}
    redis = {"redis_cores": 0.001 * messages_a_s, "redis_bytes_a_s": 10_000.0 * messages_a_s}
    own = {"edges": 1.0, "sockets": sockets, "messages_a_s": messages_a_s}
    return {**own, "edge_cores": cores, "rest_cores": 0.02, **more, **redis}


def test_the_law_is_the_one_that_made_the_runs() -> None:
    law = law_of([run(1000, 1, 20), run(2000, 1, 20), run(2000, 4, 20)])
    assert law.us == pytest.approx(20) and law.redis_cores == pytest.approx(0.001)
    assert law.joins_a_s == pytest.approx(250)


def test_ten_times_the_phones_are_ten_times_the_edges() -> None:
    small, large = (size_of(LAW, phones, 1.0, 0.6) for phones in (100_000, 1_000_000))
    assert large.edges == pytest.approx(10 * small.edges, abs=10)
    assert small.edges == 4 and small.gbit_a_s == pytest.approx(1.2)
    assert size_of(LAW, 100, 1.0, 0.6).edges == 2, "one may be killed"


def test_what_breaks_first_is_named() -> None:
    assert size_of(LAW, 10_000, 1.0, 0.6).first == "an edge's core"
    assert size_of(LAW, 10_000, 0.1, 0.6).first == "an edge's handles"
    assert size_of(LAW, 100_000, 1.0, 0.6).first == "a machine's network"
    assert size_of(LAW, 100_000, 1.0, 0.6).machines == 2 == size_of(LAW, 100_000, 1.0, 0.6, 10.0).machines
    assert size_of(LAW, 1_000_000, 1.0, 0.6).machines == 20
    assert size_of(LAW, 1_000_000, 10.0, 0.6).first.startswith("Redis")
