"""People's names. They live in `contacts` alone, so what is kept elsewhere holds a token with the visitor's id.

The token is filled in with the name as it is now (corrected, forgotten) when an answer goes out.
"""

import json
import re
import sqlite3
from collections.abc import Callable
from functools import cache, partial

from kiosk.data.conditions import said_last
from kiosk.language.masking import mask
from kiosk.language.sentences import LANGUAGES, N_, gettext

# Two noncharacters of Unicode: no text that comes in may hold them (kiosk.language.text). What an older database may hold of them
# is no token either: one is a whole value, under the key `name`, which text inside a value can't look like.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_TOKEN = re.compile(f'(?<="name": "){_OPEN}(m?)([0-9]{{1,18}}){_CLOSE}(?=")')
NO_NAME = N_("이름 비공개")
GONE = N_("지워진 참가자")  # whose data was removed, at their wish or because its time was over

Naming = Callable[[int], str]


def token(visitor_id: int) -> str:
    """Stands for this visitor's name in journal and remembered answers."""
    return f"{_OPEN}{visitor_id}{_CLOSE}"


def masked_token(visitor_id: int) -> str:
    """Stands for this visitor's masked name."""
    return f"{_OPEN}m{visitor_id}{_CLOSE}"


def full(db: sqlite3.Connection, lang: str = "ko") -> Naming:
    """Names as they are, for stations. Where there is none, `lang` says why."""
    return partial(_named, db, lang)


def masked(db: sqlite3.Connection, lang: str = "ko") -> Naming:
    """Names as they stand on public screens."""

    def name(visitor_id: int) -> str:
        return _masked(_named(db, lang, visitor_id))

    return name


def shared(db: sqlite3.Connection, lang: str = "ko") -> Naming:
    """Names as an agency's records show them: masked once somebody took back that agencies are told."""

    def name(visitor_id: int) -> str:
        row = db.execute(f"SELECT {said_last('?', '?')} AS given", (visitor_id, "share")).fetchone()
        found = _named(db, lang, visitor_id)
        return _masked(found) if row["given"] == 0 else found

    return name


def fill_json(text: str, naming: Naming) -> str:
    """JSON text (as actions write it, `"name": "..."`) with every token replaced by that visitor's name."""

    known: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        found = known.get(match[2]) or known.setdefault(match[2], naming(int(match[2])))
        return json.dumps(_masked(found) if match[1] and "○" not in found else found, ensure_ascii=False)[
            1:-1
        ]

    return _TOKEN.sub(name, text)


def _named(db: sqlite3.Connection, lang: str, visitor_id: int) -> str:
    row = db.execute("SELECT name FROM contacts WHERE visitor_id = ?", (visitor_id,)).fetchone()
    if row:
        return str(row["name"])
    visitor = db.execute("SELECT forgotten_at FROM visitors WHERE id = ?", (visitor_id,)).fetchone()
    word = GONE if visitor and visitor["forgotten_at"] else NO_NAME
    return gettext(word, lang)


def _masked(name: str) -> str:
    return name if name in _nobodys() else mask(name)


@cache
def _nobodys() -> frozenset[str]:
    """What stands where a name would, in every language."""
    return frozenset(gettext(word, lang) for word in (NO_NAME, GONE) for lang in LANGUAGES)
