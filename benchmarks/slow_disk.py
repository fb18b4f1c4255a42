"""The product on a disk that needs SYNC_S for a sync, which a commit waits for: `python -m benchmarks.slow_disk serve ...`

Only a commit that has written something is slowed.
"""

import sqlite3
import time
from functools import partial
from typing import Any

from kiosk import cli

SYNC_S = 0.020


class SlowConnection(sqlite3.Connection):
    synced = 0  # changes

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        if sql == "COMMIT" and self.total_changes != self.synced:
            time.sleep(SYNC_S)
            self.synced = self.total_changes
        return super().execute(sql, *values)


if __name__ == "__main__":
    sqlite3.connect = partial(sqlite3.connect, factory=SlowConnection)  # type: ignore[assignment]
    cli.main()
