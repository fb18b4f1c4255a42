"""People's names. They live in `contacts` alone, so what is kept elsewhere holds a token with the visitor's id.

The token is filled in with the name as it is now (corrected, forgotten) when an answer goes out.
"""

import json
import re
import sqlite3
from collections.abc import Callable

from kiosk.language.masking import mask

# Two noncharacters of Unicode: no text that comes in may hold them (kiosk.language.text). What an older database may hold of them
# is no token either: one is a whole value, under the key `name`, which text inside a value can't look like.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_TOKEN = re.compile(f'(?<="name": "){_OPEN}(m?)([0-9]{{1,18}}){_CLOSE}(?=")')
NO_NAME = "이름 비공개"

Naming = Callable[[int], str]


def token(visitor_id: int) -> str:
    """Stands for this visitor's name in journal and remembered answers."""
    return f"{_OPEN}{visitor_id}{_CLOSE}"


def masked_token(visitor_id: int) -> str:
    """Stands for this visitor's masked name."""
    return f"{_OPEN}m{visitor_id}{_CLOSE}"


def full(db: sqlite3.Connection) -> Naming:
    """Names as they are, for stations."""

    def name(visitor_id: int) -> str:
        row = db.execute("SELECT name FROM contacts WHERE visitor_id = ?", (visitor_id,)).fetchone()
        return row["name"] if row else NO_NAME

    return name


def masked(db: sqlite3.Connection) -> Naming:
    """Names as they stand on public screens."""
    plain = full(db)

    def name(visitor_id: int) -> str:
        found = plain(visitor_id)
        return found if found == NO_NAME else mask(found)

    return name


def fill_json(text: str, naming: Naming) -> str:
    """JSON text (as actions write it, `"name": "..."`) with every token replaced by that visitor's name."""

    known: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        found = known.get(match[2]) or known.setdefault(match[2], naming(int(match[2])))
        return json.dumps(mask(found) if match[1] and "○" not in found else found, ensure_ascii=False)[1:-1]

    return _TOKEN.sub(name, text)
