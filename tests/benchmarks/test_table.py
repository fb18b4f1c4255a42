"""What benchmarks/live.py says of its runs."""

from benchmarks.live import median, table


def test_each_figure_is_the_median_of_its_runs() -> None:
    runs = [
        {"row": "500", "board": [one, 10 * one, 11 * one], "again": None, "MB": one}
        for one in (9.0, 2.0, 4.0)
    ]
    assert median(runs) == {"row": "500", "board": [4.0, 40.0, 44.0], "again": None, "MB": 4.0}


def test_the_table_tells_p50_and_p99_and_a_whole_restart() -> None:
    head, _, row = table(
        [{"row": "500", "rate": 20.0, "board": [4.2, 140.0, 150.0], "again": [1.1, 2.0, 2.5]}]
    )
    assert head.startswith("| watching | a second | tap to board |")
    assert row == "| 500 | 20 | 4.2 / 140 |  |  |  |  |  |  | 1.1 / 2 / 2.5 |"
