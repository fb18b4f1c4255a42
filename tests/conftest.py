"""What holds for every test: a skipped one has failed, because nobody reads the skips of a green run.

What stands in tests/browser is marked `browser`.
"""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

STORIES = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if STORIES in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    return _failed(report) if report.skipped and not hasattr(report, "wasxfail") else report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    return _failed(report) if report.skipped else report


def _failed(report: Any) -> Any:
    report.outcome = "failed"
    report.longrepr = f"skipped, which counts as failed here: {report.longrepr}"
    return report
