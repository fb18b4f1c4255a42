"""The desk's search over ten thousand people: building its index, and each kind of question.

.venv/bin/python -m benchmarks.search
"""

import tempfile
import time
from pathlib import Path

from kiosk.screens.search import Index
from kiosk.store import Change, Store

PEOPLE = 10_000
ASKED = ("ㄱㅁㅅ", "김", "가서", "0042", "없음")
ROUNDS = 20


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), synchronous="OFF")
        store.change(_many)
        index = Index()
        with store.read() as db:
            began = time.perf_counter()
            index.keep_up(db)
            print(f"index of {PEOPLE} people: {(time.perf_counter() - began) * 1000:.0f} ms")
            for typed in ASKED:
                took = []
                for _ in range(ROUNDS):
                    began = time.perf_counter()
                    found = index.find(db, typed)
                    took.append(time.perf_counter() - began)
                print(f"{typed}: {len(found)} found, median {sorted(took)[ROUNDS // 2] * 1000:.1f} ms")
        store.close()


def _many(change: Change) -> None:
    for at in range(PEOPLE):
        visitor = change.insert(
            "visitors", number=1000 + at, source="bench", registered_at=change.now, state="registered"
        )
        name = f"김{chr(0xAC00 + at)}서"
        change.insert("contacts", visitor_id=visitor, name=name, phone=f"010{at:08}")


if __name__ == "__main__":
    main()
