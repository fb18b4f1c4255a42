"""Which kind of file this is, and which column is which: by its headings, and by what people said of such a form before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from kiosk.exchange import headings
from kiosk.exchange.headings import Found, Guess
from kiosk.exchange.sheets.sheet import Sheet, Unreadable
from kiosk.exchange.wording import Field

Form = Mapping[str, str]  # field -> key of a column, "" for none
Known = Mapping[str, Sequence[Form]]  # by kind, the newest first


class UnknownKind(Unreadable):
    """The headings do not tell which kind of file it is. `guess` is what a person needs to see."""

    kind = ""

    def __init__(self, sentence: str, guess: Guess) -> None:
        super().__init__(sentence)
        self.guess = guess


class OtherKind(Unreadable):
    """It was said to be one kind of file and is another (`looks_like`)."""

    def __init__(self, sentence: str, looks_like: str) -> None:
        super().__init__(sentence)
        self.looks_like = looks_like


class Rank(NamedTuple):
    """How well a kind fits: whether every required column is there, then how many are, or which share of the required
    ones; `found` are all its columns."""

    whole: bool
    fit: float
    found: int


@dataclass(frozen=True)
class Likely:
    """`whole`: every required column was found."""

    kind: str
    whole: bool


class Forms:
    """What was said of forms, and which of them the sheets of a file are: all the headings that one used are there."""

    def __init__(self, sheets: Iterable[Sheet], known: Known) -> None:
        self._known = known
        self._headings = [keys for sheet in sheets for keys in headings.key_sets(sheet)] if known else []

    def said(self, kind: str) -> Form:
        """Of this kind's forms the one that says most, of several the newest."""
        found = [form for form in self._known.get(kind, ()) if self._is_here(form)]
        return max(found, key=lambda form: len(_used(form)), default={})

    def _is_here(self, form: Form) -> bool:
        return any(_used(form) <= keys for keys in self._headings)


def likely(sheets: Sequence[Sheet], kinds: Mapping[str, Any], forms: Forms) -> Likely | None:
    """The kind whose columns these are; None where two fit as well, or none does."""
    ranks = {name: _rank(sheets, kind.FIELDS, forms.said(name)) for name, kind in kinds.items()}
    best, second = sorted(ranks, key=lambda name: ranks[name], reverse=True)[:2]
    if ranks[best] == ranks[second] or ranks[best].found < 2:
        return None
    return Likely(best, ranks[best].whole)


def guess(sheets: Sequence[Sheet], kinds: Mapping[str, Any]) -> Guess:
    """The columns of the sheet that says most, of whatever kind it is."""
    return headings.guess_of(max((_best(sheets, kind.FIELDS, {}) for kind in kinds.values()), key=_score))


def _rank(sheets: Sequence[Sheet], fields: Sequence[Field], form: Form) -> Rank:
    found = _best(sheets, fields, form)
    required = [one.name for one in fields if one.required]
    there = sum(name in found.columns for name in required)
    whole = there == len(required)
    return Rank(whole, found.score if whole else there / len(required), found.score)


def _best(sheets: Sequence[Sheet], fields: Sequence[Field], form: Form) -> Found:
    return max((headings.find(sheet, fields, form) for sheet in sheets), key=_score, default=Found(Sheet([])))


def _score(found: Found) -> int:
    return found.score


def _used(form: Form) -> set[str]:
    return {key for key in form.values() if key}
