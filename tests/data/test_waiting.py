"""A disk that stands still: whoever acts is told in time that nothing was written, and nothing is done twice."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gevent
import pytest

from kiosk.actions.perform import Answer, perform
from kiosk.actions.refusals import NotWritten
from kiosk.data.store import SYSTEM, Change, Store
from kiosk.serving import greenlets
from kiosk.serving.private_parts import has_loop
from tests.cast import KEY, Cast


class Disk:
    """It goes until `goes` is cleared: then a commit waits until it goes again."""

    def __init__(self) -> None:
        self.goes, self.stands = threading.Event(), threading.Event()
        self.goes.set()

    def connection(self) -> type[sqlite3.Connection]:
        disk = self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                if sql == "COMMIT" and not disk.goes.is_set():
                    disk.stands.set()
                    disk.goes.wait(30)
                return super().execute(sql, *values)

        return Connection


@pytest.fixture
def disk() -> Iterator[Disk]:
    made = Disk()
    yield made
    made.goes.set()


@pytest.fixture
def store(cast: Cast, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The expo as a server has it open; what it writes goes to `disk`."""
    monkeypatch.setattr("kiosk.data.waiting.ANSWER_S", 0.4)
    monkeypatch.setattr("kiosk.data.waiting.HANGING_ANSWER_S", 0.05)
    with monkeypatch.context() as opening:
        opening.setattr(sqlite3, "connect", disk.connection())
        opened = Store(cast.store.path.parent, badge_key=KEY, waiter=greenlets.waiter, synchronous="OFF")
    yield opened
    disk.goes.set()
    opened.close()


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(40) as pool:
        yield pool


def pair(store: Store, action_id: str) -> Answer:
    return perform(store, "station.pair", SYSTEM, {"action_id": action_id, "role": "desk"})


def pairs(cast: Cast) -> int:
    count: int = cast.value("SELECT count(*) FROM stations WHERE name IS NULL")
    return count


def told(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.data["code"]


def test_whoever_acts_is_told_and_what_is_sent_again_is_done_once(
    cast: Cast, store: Store, disk: Disk, crowd: ThreadPoolExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    before = pairs(cast)
    disk.goes.clear()
    first = crowd.submit(pair, store, "committing")
    disk.stands.wait(10)
    waiting = [crowd.submit(pair, store, f"waiting-{number}") for number in range(3)]
    assert [told(one.result(20)) for one in (first, *waiting)] == [(503, "not_written")] * 4
    assert [one.code for one in store.health.troubles()] == ["writer_hangs"]
    assert told(pair(store, "waiting-0")) == (503, "not_written")
    disk.goes.set()
    while store.health.troubles() or not store._jobs.empty():
        time.sleep(0.001)
    # The one whose commit hung; what had not begun is not done behind anybody's back.
    assert pairs(cast) == before + 1
    again = [pair(store, action_id) for action_id in ("committing", "waiting-0", "waiting-0", "waiting-1")]
    assert [one.status for one in again] == [200] * 4
    assert pairs(cast) == before + 3
    assert caplog.text.count("the disk stands still") == 1


def test_who_waits_for_a_disk_that_goes_in_time_is_answered(
    store: Store, disk: Disk, crowd: ThreadPoolExecutor
) -> None:
    disk.goes.clear()
    acting = [crowd.submit(pair, store, f"patient-{number}") for number in range(3)]
    disk.stands.wait(10)
    disk.goes.set()
    assert [one.result(20).status for one in acting] == [200] * 3
    assert store.health.troubles() == []


def test_many_who_wait_in_vain_do_not_pile_up(
    store: Store, disk: Disk, crowd: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.data.store.WAITING_MAX", 20)
    disk.goes.clear()
    crowd.submit(pair, store, "committing")
    disk.stands.wait(10)
    acting = [crowd.submit(pair, store, f"many-{number}") for number in range(30)]
    assert [told(one.result(20)) for one in acting] == [(503, "not_written")] * 30
    assert store._jobs.qsize() == 20


def test_a_store_whose_disk_stands_still_closes_all_the_same(
    store: Store, disk: Disk, crowd: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.data.store.CLOSE_S", 0.1)
    disk.goes.clear()
    crowd.submit(pair, store, "committing")
    disk.stands.wait(10)
    store.close()
    assert told(pair(store, "after the end")) == (503, "not_written")


def in_a_loop(work: Callable[[], Any], crowd: ThreadPoolExecutor) -> Any:
    """What it returns, run where gevent's loop is."""

    def run() -> Any:
        gevent.get_hub()
        return work()

    return crowd.submit(run).result(30)


def test_the_loop_goes_on_while_the_disk_stands_still(
    store: Store, disk: Disk, crowd: ThreadPoolExecutor
) -> None:
    def work() -> list[Any]:
        disk.goes.clear()
        acting = gevent.spawn(pair, store, "by a greenlet")
        while not disk.stands.is_set():
            gevent.sleep(0.001)
        disk.goes.set()
        return [acting.get(timeout=20).status]

    assert in_a_loop(work, crowd) == [200]


def test_greenlets_and_threads_get_each_their_own_answer(store: Store, crowd: ThreadPoolExecutor) -> None:
    def reprinted(number: int) -> int:
        given = {"action_id": f"again-{number}", "visitor": number}
        return int(perform(store, "badge.reprint", SYSTEM, given).data["visitor"]["id"])

    def work() -> list[int]:
        asked = [gevent.spawn(reprinted, number) for number in (1, 2)]
        gevent.joinall(asked, raise_error=True)
        return [one.value for one in asked]

    by_thread = crowd.submit(reprinted, 3)
    assert [*in_a_loop(work, crowd), by_thread.result(20)] == [1, 2, 3]


def test_the_writers_thread_gets_no_loop_of_its_own(store: Store) -> None:
    assert (store.change(lambda change: has_loop()), store.change(lambda change: has_loop())) == (
        False,
        False,
    )


def test_a_rule_that_takes_its_time_is_no_standing_disk(store: Store, crowd: ThreadPoolExecutor) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def takes_its_time(change: Change) -> bool:
        begun.set()
        return go_on.wait(20)

    slow = crowd.submit(store.change, takes_its_time)
    assert begun.wait(20)
    with pytest.raises(NotWritten):
        store.change(lambda change: None)
    go_on.set()
    assert slow.result(20)
