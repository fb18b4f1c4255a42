"""The desk's search as you type: everybody in memory, kept up with the journal, found by what a volunteer hears.

Any part of the name or the enterprise (without (주) and spaces), initial consonants (ㅅㅈ finds 세진), a syllable
still being typed, the number, the phone's last four digits, the 사업자등록번호.
"""

import json
import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TypedDict

from kiosk.actions.verbs import kinds
from kiosk.data import journal, rows
from kiosk.expo.door.duplicates import Alike
from kiosk.language.text import clean, without_company
from kiosk.screens.pending import of_crowds

LIMIT = 30
CHANGED_MAX = 200  # people looked at one by one before all are put into one text anew
PHONE_TAIL = 4
OF_MANY = "import.apply"  # of enterprises: their names, and people without number
OF_ALL = "contacts.forget"

_SELECT = (
    "SELECT v.id, v.number, v.state, c.name, c.phone, e.name AS enterprise, e.kind, e.brn FROM visitors v"
    " JOIN contacts c ON c.visitor_id = v.id LEFT JOIN enterprises e ON e.id = v.enterprise_id"
    " WHERE v.state <> 'merged'"
)
_NOISE = re.compile(r"[\s()\[\]·.,\-_/&'\"]+")
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FINALS = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]


class Person(TypedDict):
    """Whom the search finds."""

    id: int
    number: int
    state: str
    name: str
    enterprise: str | None
    kind: str | None


class PersonRow(Person):
    """With what they are found by and nobody is told."""

    phone: str | None
    brn: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as the search sees them."""

    row: PersonRow
    person: Person
    name: str
    enterprise: str
    number: str
    phone_tail: str
    brn: str


class Index:
    """Everybody, read once and kept up by what the journal says changed since. Not for several threads at once."""

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._seen: tuple[str, int] | None = None
        self._lines, self._changed_since = _Lines(()), set[int]()
        self.alike = Alike()

    @property
    def people(self) -> dict[int, Entry]:
        """Everybody by the id of the visitor, as of the last time."""
        return self._entries

    def find(self, db: sqlite3.Connection, typed: str, limit: int = LIMIT) -> list[Person]:
        """Who fits, the best first."""
        self.keep_up(db)
        digits = _NOISE.sub("", clean(typed))
        if digits.isdigit() and digits.isascii():
            having = self._having(re.compile(digits[-PHONE_TAIL:]))  # whatever fits has at least that
            ranked = ((_by_digits(entry, digits), entry) for entry in having)
        else:
            patterns = _patterns(typed)
            if not patterns:
                return []
            rarest = max(patterns, key=lambda one: len(one.pattern))
            ranked = ((_by_words(entry, patterns), entry) for entry in self._having(rarest))
        crowds = of_crowds(db)  # many registrations of one network hide nobody else
        fitting = [
            (entry.person["id"] in crowds, rank, entry.name, entry.person["number"], entry.person)
            for rank, entry in ranked
            if rank is not None
        ]
        fitting.sort(key=lambda one: one[:4])
        return [one[4] for one in fitting[:limit]]

    def keep_up(self, db: sqlite3.Connection) -> None:
        """Read anew whom the journal names since the last time; everybody after an import or another epoch."""
        epoch, seq = journal.epoch_of(db), journal.latest_seq(db)
        if self._seen == (epoch, seq):
            return
        changed = self._changed(db, epoch, seq)
        self._seen = (epoch, seq)
        if changed is None:
            found = {row["id"]: row for row in rows.every(db, PersonRow, _SELECT)}
            changed = found.keys() | self._entries.keys()
        else:
            one_by_one = (rows.one(db, PersonRow, f"{_SELECT} AND v.id = ?", one) for one in changed)
            found = {row["id"]: row for row in one_by_one if row}
        for visitor_id in changed:
            self._put(visitor_id, found.get(visitor_id))

    def _put(self, visitor_id: int, row: PersonRow | None) -> None:
        """This is what is known of them now; None: nothing."""
        known = self._entries.get(visitor_id)
        if row == (known.row if known else None):
            return
        self._changed_since.add(visitor_id)
        if row:
            self._entries[visitor_id] = _entry(row)
            self.alike.put(visitor_id, row["name"], row["phone"], row["enterprise"])
        else:
            del self._entries[visitor_id]
            self.alike.drop(visitor_id)

    def _having(self, pattern: re.Pattern[str]) -> Iterator[Entry]:
        """All in whom this occurs, and perhaps some others."""
        if len(self._changed_since) > CHANGED_MAX:
            self._lines, self._changed_since = _Lines(self._entries.values()), set()
        for visitor_id in self._lines.having(pattern):
            if visitor_id not in self._changed_since:
                yield self._entries[visitor_id]
        yield from (self._entries[one] for one in self._changed_since if one in self._entries)

    def _changed(self, db: sqlite3.Connection, epoch: str, seq: int) -> set[int] | None:
        """Ids of visitors to read anew; None: all of them."""
        if self._seen is None or self._seen[0] != epoch or self._seen[1] > seq:
            return None
        renaming = [name for name, kind in kinds().items() if kind.renames]
        named = db.execute(
            "SELECT kind, visitor_id, detail FROM journal WHERE seq > ?"
            f" AND kind IN ({','.join('?' * len(renaming))})",
            (self._seen[1], *renaming),
        ).fetchall()
        if any(
            row["kind"] == OF_ALL
            or row["kind"] == OF_MANY
            and json.loads(row["detail"])["what"] == "enterprises"
            for row in named
        ):
            return None
        return {row["visitor_id"] for row in named if row["visitor_id"] is not None}


class _Lines:
    """All that people are found by, a line each in one text: looked through at once, in a tenth of the time."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        kept = list(entries)
        lines = [f"{one.name}\t{one.enterprise}\t{one.number}\t{one.phone_tail}\t{one.brn}\n" for one in kept]
        self._ids, self._text = [one.person["id"] for one in kept], "".join(lines)
        self._starts = [0, *accumulate(map(len, lines))]

    def having(self, pattern: re.Pattern[str]) -> Iterator[int]:
        """Ids of those in whose line this occurs, each once."""
        start = 0
        while found := pattern.search(self._text, start):
            line = bisect_right(self._starts, found.start()) - 1
            yield self._ids[line]
            start = self._starts[line + 1]


def normal(text: str) -> str:
    """As it is compared: no (주), no spaces, one form of each letter."""
    return _NOISE.sub("", without_company(clean(text))).lower()


def _entry(row: PersonRow) -> Entry:
    person: Person = {
        "id": row["id"],
        "number": row["number"],
        "state": row["state"],
        "name": row["name"],
        "enterprise": row["enterprise"],
        "kind": row["kind"],
    }
    digits = re.sub(r"\D", "", row["phone"] or "")
    return Entry(
        row,
        person,
        name=normal(row["name"]),
        enterprise=normal(row["enterprise"] or ""),
        number=str(row["number"]),
        phone_tail=digits[-PHONE_TAIL:] if len(digits) >= PHONE_TAIL else "",
        brn=row["brn"] or "",
    )


def _by_digits(entry: Entry, digits: str) -> int | None:
    """How well digits fit, 0 best; None not at all."""
    if entry.number == digits:
        return 0
    if len(digits) == PHONE_TAIL and entry.phone_tail == digits:
        return 1
    if entry.number.startswith(digits):
        return 2
    if len(digits) >= 3 and entry.brn.startswith(digits):
        return 3
    if len(digits) >= PHONE_TAIL and (
        digits in entry.brn or (entry.phone_tail and digits.endswith(entry.phone_tail))
    ):
        return 4
    return 5 if digits in entry.enterprise else None


def _by_words(entry: Entry, patterns: list[re.Pattern[str]]) -> int | None:
    """How well every word fits, 0 best; None when one does not."""
    worst = 0
    for pattern in patterns:
        in_name = pattern.search(entry.name)
        if in_name:
            whole = in_name.span() == (0, len(entry.name))
            worst = max(worst, 0 if whole else 1 if in_name.start() == 0 else 3)
            continue
        in_enterprise = pattern.search(entry.enterprise)
        if not in_enterprise:
            return None
        worst = max(worst, 2 if in_enterprise.start() == 0 else 4)
    return worst


def _patterns(typed: str) -> list[re.Pattern[str]]:
    """One pattern a word, the last one still growing."""
    words = [normal(word) for word in without_company(clean(typed), " ").split()]
    words = [word for word in words if word][:6]
    return [re.compile(_pattern(word, growing=at == len(words) - 1)) for at, word in enumerate(words)]


def _pattern(word: str, *, growing: bool) -> str:
    letters = [_letter(letter) for letter in word[:40]]
    if growing and "가" <= word[-1] <= "힣":
        letters[-1] = _growing(word[-1])
    return "".join(letters)


def _letter(letter: str) -> str:
    """An initial consonant stands for every syllable that begins with it."""
    if letter in _INITIALS:
        return f"[{_syllable(_INITIALS.index(letter), 0)}-{_syllable(_INITIALS.index(letter), 587)}{letter}]"
    return re.escape(letter)


def _growing(syllable: str) -> str:
    """미 may become 민; 김 may still be 기 and the ㅁ of 미."""
    at = ord(syllable) - ord("가")
    open_syllable, final = chr(ord("가") + at // 28 * 28), _FINALS[at % 28]
    if not final:
        return f"[{syllable}-{chr(ord(syllable) + 27)}]"
    if final in _INITIALS:
        return f"(?:{syllable}|{open_syllable}{_letter(final)})"
    return syllable


def _syllable(initial: int, rest: int) -> str:
    return chr(ord("가") + initial * 588 + rest)
