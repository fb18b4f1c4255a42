"""What holds for every test: a skipped one has failed, because nobody reads the skips of a green run.

What stands in tests/browser is marked `browser`; what is marked `long` runs only when that is asked for.
"""

import fcntl
import gc
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import settings
from jinja2 import StrictUndefined

from kiosk import app
from kiosk.data import rows
from kiosk.data import store as stores
from kiosk.data.store import Store
from tests import simulated
from tests.cast import Cast, build, cast_of
from tests.simulated import Simulated

# How long an example takes is the machine's business: it fails by what it finds, never by the clock.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

app.UNDEFINED = StrictUndefined  # a template that reads a name it was not given fails
rows.check = True  # every row that a test reads is compared with its kind

HERE = Path(__file__).parent
STORIES = HERE / "browser"
# Of two workers none should begin a long file last. The first three also wait more than they work.
LONGEST_FIRST = (
    "outside/test_floods",
    "outside/test_durability",
    "outside/test_cli",
    "test_worlds",
    "simulation/test_simulation",
    "outside/test_crawl",
    "outside/test_heavy_files",
    "outside/test_secure",
    "exchange/test_import",
    "exchange/test_reader",
    "exchange/test_order",
    "exchange/test_formats",
    "printing/test_printing",
    "actions/test_actions",
    "browser/test_axe",
    "browser/test_scanner",
    "browser/test_upgrade",
    "browser/test_door",
    "browser/test_offline",
    "browser/test_booth",
    "browser/test_between",
)
PLACE = {name: at for at, name in enumerate(LONGEST_FIRST)}


@pytest.fixture(scope="session", autouse=True)
def _ready_made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new database begins as a copy of one that was migrated: each step costs milliseconds, and a thousand tests begin
    with nothing. What migrating does is asked in tests/data/test_migrations.py, which goes its own way."""
    folder = tmp_path_factory.mktemp("ready-made")
    Store(folder).close()
    plain = stores.connect

    def connect(path: Path, synchronous: str) -> sqlite3.Connection:
        if path.name == "expo.db" and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / "expo.db", path)
        return plain(path, synchronous)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stores, "connect", connect)
        yield


@pytest.fixture(scope="session")
def expo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cast's database, made once; every test works on a copy."""
    folder = tmp_path_factory.mktemp("expo")
    build(folder)
    return folder


@pytest.fixture
def cast(tmp_path: Path, expo_folder: Path) -> Iterator[Cast]:
    """A small expo at 10:00 of its first day; see tests/cast.py."""
    yield from cast_of(tmp_path, expo_folder)


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """The folder of a small expo that was lived through for two days, by its seed: made once for all workers."""
    together = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        together = together.parent

    @cache
    def folder_of(seed: int) -> Path:
        folder = together / f"lived-{seed}"
        with (together / f"lived-{seed}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                unfinished = Path(tempfile.mkdtemp(dir=together))
                simulated.live(unfinished, seed)
                unfinished.rename(folder)
        return folder

    return folder_of


@pytest.fixture(scope="session")
def simulated_expo(lived: Callable[[int], Path]) -> Iterator[Simulated]:
    """Gives the store of a lived expo, for reading alone; see tests/simulated.py."""
    opened: dict[int, Store] = {}

    def of(seed: int = 1) -> Store:
        if seed not in opened:
            opened[seed] = simulated.open_lived(lived(seed))
        return opened[seed]

    yield of
    for store in opened.values():
        store.close()


@pytest.fixture
def simulated_copy(lived: Callable[[int], Path], tmp_path: Path) -> Iterator[Simulated]:
    """Gives the store of a copy of a lived expo, for this test to change."""
    with ExitStack() as opened:

        def of(seed: int = 1) -> Store:
            copy = shutil.copytree(lived(seed), tmp_path / f"lived-{seed}")
            return opened.enter_context(closing(simulated.open_lived(copy)))

        yield of


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--axe-at-ends", action="store_true", help="axe reads the pages that each story ends with"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if STORIES in item.path.parents:
            item.add_marker("browser")
    _leave_to_long(items)
    if "long" not in config.option.markexpr:
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    items.sort(key=lambda item: PLACE.get(str(item.path.relative_to(HERE).with_suffix("")), len(PLACE)))


def _leave_to_long(items: list[pytest.Item]) -> None:
    """Of the cases of a `sampled` test one in so many runs in `test`: the first, and those whom their name's sum picks."""
    begun: set[str] = set()
    for item in items:
        if sampled := item.get_closest_marker("sampled"):
            name = item.nodeid.partition("[")[0]
            if name in begun and crc32(item.nodeid.encode()) % sampled.args[0]:
                item.add_marker("long")
            begun.add(name)


def pytest_collection_finish() -> None:
    """What was read of thousands of tests stays to the end; looking through it for garbage is a twelfth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


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
