"""Where somebody who is forgotten was named in what was typed about something else: their phone, mail and name go there.

Of JSON only texts are changed, never a name of a field, a literal or a word of the program: somebody may be called `null`, and
nobody's name changes what was counted. Words of Latin letters and digits are found whole, others (`김민서님`) anywhere.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import count
from typing import Any, TypedDict

from kiosk.data import names, rows
from kiosk.data.store import Change
from kiosk.language.sentences import LANGUAGES, gettext

# Where something about anybody may have been typed: table -> its columns.
TEXTS: Mapping[str, tuple[str, ...]] = {
    "notices": ("text", "text_en"),
    "messages": ("text",),
    "booths": ("pause_reason", "message"),
    "consultations": ("note", "shared_note"),
    "lines": ("note",),
    "corrections": ("reason", "note_before"),
    "signings": ("text", "text_en"),
    "programme": ("title", "place", "host", "cancel_reason", "was_place"),
    "gatherings": ("name", "name_en", "place"),
    "places": ("name", "name_en"),
    "stations": ("name",),
    "printers": ("name",),
    "closings": ("reopen_reason",),
    "releases": ("reason",),
    "refused_late": ("message",),
    "attachments": ("name",),
    # A document's number stays with a contract, as its amount does.
    "follow_ups": ("reason", "document", "answered_by"),
    "purchases": ("enterprise", "product", "document"),
}
# Where JSON holds it: table, column, and the column by which a row is found again.
JSONS = (
    ("consultations", "follow_up", "id"),
    ("consultations", "topics", "id"),
    ("corrections", "topics_before", "topics_before"),
    ("journal", "detail", "seq"),
    ("answers", "body", "id"),
)
SAID_ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    table: (*TEXTS.get(table, ()), *(column for one, column, _ in JSONS if one == table))
    for table in (*TEXTS, "journal", "answers")
}
LARGE = ("journal", "answers")
HINTS_MAX = 16  # of more words everything that may hold any is read
_OWN_WORD = re.compile(r"[a-z_]+(\.[a-z_]+)*")


class Said(TypedDict):
    row: int | str
    said: str


class Words:
    """Finds and replaces any of many words in one pass over a text."""

    def __init__(self, words: Collection[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            self._by_start.setdefault(word[:2], []).append(word)

    def without(self, text: str) -> str:
        kept: list[str] = []
        at = 0
        while at < len(text):
            word = next(
                (one for one in self._by_start.get(text[at : at + 2], ()) if _is_at(text, one, at)), ""
            )
            kept.append(_gone(word) if word else text[at])
            at += len(word) or 1
        return "".join(kept)

    def without_in(self, value: Any, typed: Collection[str], name: str = "") -> Any:
        """The same in every text of a JSON value. `typed`: the fields in which no word is the program's own."""
        if isinstance(value, list):
            return [self.without_in(one, typed, name) for one in value]
        if isinstance(value, dict):
            return {key: self.without_in(one, typed, key) for key, one in value.items()}
        is_own = not isinstance(value, str) or (name not in typed and _OWN_WORD.fullmatch(value))
        return value if is_own else self.without(value)


def erase(change: Change, words: Collection[str], hints: Collection[str], typed: Collection[str]) -> None:
    """Let these words go wherever they were typed. `hints`: a text without any of them holds none of the words."""
    if not words:
        return
    found = Words(words)
    for table, columns in TEXTS.items():
        for column in columns:
            _rewrite(change, table, column, _any(column, hints), found.without, column)
    for table, column, key in JSONS:
        shapes = [f'"{name}": {begin}' for name in typed for begin in ('"', '["', "{")]
        looked_for = hints if len(hints) <= HINTS_MAX or table not in LARGE else shapes

        def without(raw: str, name: str = column.removesuffix("_before")) -> str:
            said = json.loads(raw)
            kept = found.without_in(said, typed, name)
            return raw if kept == said else json.dumps(kept, ensure_ascii=False)

        _rewrite(change, table, column, _any(column, looked_for, at_most=len(shapes)), without, key)


def _rewrite(
    change: Change,
    table: str,
    column: str,
    where: tuple[str, Iterable[str]],
    without: Callable[[str], str],
    key: str,
) -> None:
    """`key`: the column by which a row is found again; of tables without an id the text itself."""
    condition, values = where
    found = rows.every(
        change.db,
        Said,
        f"SELECT DISTINCT {key} AS row, {column} AS said FROM {table} WHERE {column} IS NOT NULL AND ({condition})",
        *values,
    )
    for one in found:
        if (kept := without(one["said"])) != one["said"]:
            _put(change, f"UPDATE {table} SET {column} = ? WHERE {key} = ?", kept, one["row"])


def _put(change: Change, sql: str, kept: str, row: object) -> None:
    """Names of which there may be one alone (of printers) are numbered, where two were called by the person."""
    for number in count(1):
        try:
            change.update(sql, kept if number == 1 else f"{kept} {number}", row)
            return
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_CONSTRAINT_UNIQUE:
                raise


def _any(column: str, words: Collection[str], *, at_most: int = HINTS_MAX) -> tuple[str, Iterable[str]]:
    if len(words) > at_most:
        return "1", ()
    return " OR ".join(f"instr({column}, ?)" for _ in words), words


def _is_at(text: str, word: str, at: int) -> bool:
    if not text.startswith(word, at):
        return False
    before, after = text[at - 1 : at] if at else "", text[at + len(word) : at + len(word) + 1]
    return not (_goes_on(before, word[0]) or _goes_on(word[-1], after))


def _goes_on(one: str, other: str) -> bool:
    """Whether both letters belong to one word, or both digits to one number."""
    return (
        one.isascii()
        and other.isascii()
        and (one.isdigit() and other.isdigit() or one.isalpha() and other.isalpha())
    )


def _gone(word: str) -> str:
    return gettext(names.GONE, LANGUAGES[0]) if not any(letter.isdigit() for letter in word) else "–"
