import shutil

import pytest

from kiosk.data.store import Store
from kiosk.demo import sample
from kiosk.exchange.files import prepare_file, preview, told
from kiosk.expo import imports
from kiosk.expo.square import event

PLAN_ITEMS = 200


@pytest.fixture(scope="session")
def sample_files():
    return sample.files()


@pytest.fixture(scope="session")
def files(sample_files):
    return sample_files


@pytest.fixture(scope="session")
def short_plan(sample_files):
    """The first items of the sample's plan, enough to name every category."""
    return b"".join(sample_files["purchase_plan.csv"].splitlines(keepends=True)[: 1 + PLAN_ITEMS])


@pytest.fixture(scope="session")
def empty_folder(tmp_path_factory):
    """The database of an expo that has its days and nothing else, made once; every test works on a copy."""
    folder = tmp_path_factory.mktemp("empty")
    store = open_store(folder)
    store.change(
        lambda change: event.set_up(
            change, name="박람회", days=["2026-10-29", "2026-10-30"], hours="10:00-18:00"
        )
    )
    store.close()
    return folder


@pytest.fixture
def store(tmp_path, empty_folder):
    shutil.copytree(empty_folder, tmp_path, dirs_exist_ok=True)
    store = open_store(tmp_path)
    yield store
    store.close()


def open_store(folder):
    return Store(folder, badge_key=b"k" * 32, synchronous="OFF")


@pytest.fixture
def bring(store):
    """Import a file's bytes; the dry run beforehand must tell the same."""

    def bring(kind, data):
        file = prepare_file(kind, data if isinstance(data, bytes) else data.encode())
        dry = preview(store, file)
        report = store.change(lambda change: imports.apply(change, kind, file.rows))
        for name in ("there", "next"):
            dry.pop(name)
        assert dry == told(file, report)
        return report

    return bring


@pytest.fixture
def expo(bring, files, short_plan):
    """The sample's agencies are in, and enough of its plan to name every category."""
    bring("agencies", files["agencies.csv"])
    bring("plan", short_plan)


@pytest.fixture
def rows(store):
    def rows(sql, *values):
        with store.read() as db:
            return db.execute(sql, values).fetchall()

    return rows


@pytest.fixture
def value(rows):
    return lambda sql, *values: next(iter(rows(sql, *values)[0].values()))
