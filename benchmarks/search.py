"""The desk's search: building its index, and each kind of question, as a desk asks it: every look-up is recorded.

.venv/bin/python -m benchmarks.search
"""

import tempfile
import time
from functools import partial
from pathlib import Path
from uuid import uuid4

from kiosk.actions.perform import perform
from kiosk.data.store import SYSTEM, Change, Store
from kiosk.screens.desk_search import Index

PEOPLE = (260, 10_000)
ASKED = ("ㄱㅁㅅ", "김", "가서", "0042", "없음")
ROUNDS = 20


def main() -> None:
    for people in PEOPLE:
        with tempfile.TemporaryDirectory() as folder:
            store = Store(Path(folder), synchronous="OFF")
            store.change(partial(_many, people=people))
            _measure(store, people)
            store.close()


def _measure(store: Store, people: int) -> None:
    index = Index()
    with store.read() as db:
        began = time.perf_counter()
        index.keep_up(db)
    print(f"index of {people} people: {(time.perf_counter() - began) * 1000:.0f} ms")
    for typed in ASKED:
        took = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            with store.read() as db:
                found = index.find(db, typed)
            took.append(time.perf_counter() - began)
            fields = {"action_id": uuid4().hex, "persons": len(found)}
            perform(store, "contact.search", SYSTEM, fields)
        print(f"{typed}: {len(found)} found, median {sorted(took)[ROUNDS // 2] * 1000:.1f} ms")


def _many(change: Change, people: int) -> None:
    for at in range(people):
        visitor = change.insert(
            "visitors", number=1000 + at, source="bench", registered_at=change.now, state="registered"
        )
        name = f"김{chr(0xAC00 + at)}서"
        change.insert("contacts", visitor_id=visitor, name=name, phone=f"010{at:08}")


if __name__ == "__main__":
    main()
