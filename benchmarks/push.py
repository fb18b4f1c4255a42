"""What it costs to look at whom to tell while their page is closed: processor time a look, without sending.

    .venv/bin/python -m benchmarks.push [PHONES...]

A full hall in which so many visitors' phones are told: a look while nothing happens, and one right after a call.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

from benchmarks.hall import BOOTHS, Hall, make_hall
from benchmarks.load import do
from kiosk.app import create_app
from kiosk.data.store import Change, Store
from kiosk.push import LOOK_S, Pushing
from kiosk.settings import from_environment

PLACES = 3
LOOKS = 40


def main(counts: list[int]) -> None:
    print(f"{'phones':>7} {'quiet ms':>9} {'a call ms':>10} {'of a core':>10} {'a round s':>10}")
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            hall = make_hall(Path(name), people=count, places=PLACES, coming=0)
            _measure(hall, count)


def _measure(hall: Hall, count: int) -> None:
    app = create_app(from_environment({"KIOSK_CLOCK_SHIFT_S": str(hall.shift_s)}, folder=str(hall.folder)))
    with closing(app.extensions["store"]) as store:
        store.change(lambda change: change.update("UPDATE expo SET settings = '{\"push\": true}'"))
        for person in hall.people[:count]:
            _subscribe(store, person.id)
        pushing = Pushing(app, store, hall.folder)
        looks = -(-count // 15) + 5
        for _ in range(looks):  # everybody is seen once
            pushing.look()
        quiet = median(_spent_ms(pushing.look) for _ in range(LOOKS))
        called = [_after_a_call(store, pushing, booth) for booth in BOOTHS[:20]]
        turns = max(20, -(-count // 15))
        print(
            f"{count:7d} {quiet:9.2f} {median(called):10.2f} {quiet / LOOK_S / 1000:10.1%} {turns * LOOK_S:10.0f}"
        )
        pushing.stop()


def _after_a_call(store: Store, pushing: Pushing, booth: str) -> float:
    do(store, "ticket.call_next", booth=booth, counter=1)
    return _spent_ms(pushing.look)


def _spent_ms(work: Callable[[], None]) -> float:
    before = time.thread_time()
    work()
    return (time.thread_time() - before) * 1000


def _subscribe(store: Store, visitor: int) -> None:
    def run(change: Change) -> None:
        phone = change.insert(
            "phones", visitor_id=visitor, token_hash=f"phone {visitor}", bound_at=1, created_at=1
        )
        endpoint = f"https://push.invalid/{visitor}"
        keys = {"p256dh": "-", "auth": "-", "lang": "ko", "subscribed_at": 1}
        change.insert("push_subscriptions", phone_id=phone, endpoint=endpoint, **keys)

    store.change(run)


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [50, 300, 2000])
