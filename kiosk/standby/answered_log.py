"""`answered.log` on the second laptop: what the first answered and the copy may not have yet: one line an action, {"seq": the
journal's latest then, "record": the action as it was answered (kiosk/actions/answered)}; `record` is null where it was too large.

A line counts once the disk has it. What the copy has is taken out again soon, so that the file is seconds long and whoever was
forgotten is not in it.
"""

import errno
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from badges.files import whole

FILE = "answered.log"
LINE_BYTES_MAX = 16 * 1024 * 1024


class AnsweredLog:
    """The file in this folder. From any thread."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._descriptor = self._opened()
        self._torn = True  # perhaps: the laptop may have died amid a line
        self._count = sum(1 for _ in self._records())

    def append(self, records: list[dict[str, Any]]) -> None:
        """On the disk once this returns. Raises OSError, and then the link is to be dropped: nothing of it was acknowledged."""
        with self._lock:
            data = (b"\n" if self._torn else b"") + "".join(_line(one) for one in records).encode()
            self._torn = True
            if os.write(self._descriptor, data) != len(data):
                raise OSError(errno.ENOSPC, "the disk is full", str(self._path))
            os.fdatasync(self._descriptor)
            self._torn = False
            self._count += len(records)

    def after(self, seq: int) -> list[dict[str, Any]]:
        """The records that a copy up to this entry of the journal may lack, in order. One of the same seq may be a refusal, which
        writes no entry; whoever restores knows what is there already."""
        with self._lock:
            return [record for record in self._records() if record["seq"] >= seq]

    def drop_before(self, seq: int) -> None:
        """The copy has everything before this entry."""
        self._rewrite(lambda record: record["seq"] >= seq)

    def clear(self) -> None:
        self._rewrite(lambda _: False)

    def __len__(self) -> int:
        return self._count

    def close(self) -> None:
        with self._lock:
            os.close(self._descriptor)

    def _rewrite(self, keeps: Callable[[dict[str, Any]], bool]) -> None:
        with self._lock:
            kept = [_line(one) for one in self._records() if keeps(one)]
            if len(kept) == self._count:
                return
            with whole(self._path) as place:
                descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.writelines(kept)
            os.close(self._descriptor)
            self._descriptor, self._count = self._opened(), len(kept)

    def _opened(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def _records(self) -> Iterator[dict[str, Any]]:
        """Whole lines alone: the last may be half written, and then nobody was told that it is here."""
        with self._path.open("rb") as file:
            while line := file.readline(LINE_BYTES_MAX):
                try:
                    record = json.loads(line)
                except ValueError:
                    continue
                if isinstance(record, dict) and isinstance(record.get("seq"), int):
                    yield record


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
