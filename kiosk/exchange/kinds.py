"""Which kind of file this is, and which column is which: by its headings, and by what people said of such a form before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.exchange import headings
from kiosk.exchange.headings import Found, Guess
from kiosk.exchange.sheets.sheet import Sheet, Unreadable

Form = Mapping[str, str]  # field -> key of a column, "" for none
Forms = Mapping[str, Sequence[Form]]


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


@dataclass(frozen=True)
class Likely:
    """`whole`: every required column was found."""

    kind: str
    whole: bool


def likely(sheets: Iterable[Sheet], kinds: Mapping[str, Any], forms: Forms) -> Likely | None:
    """The kind whose columns these are; None where two fit as well, or none does."""
    sheets = list(sheets)
    ranked = sorted(
        ((_rank(sheets, kind.FIELDS, forms.get(name, ())), name) for name, kind in kinds.items()),
        key=lambda pair: pair[0],
        reverse=True,
    )
    (best, name), (second, _) = ranked[:2]
    return Likely(name, best[0]) if best > second and best[3] > 1 else None


def guess(sheets: Iterable[Sheet], kinds: Mapping[str, Any]) -> Guess:
    """The columns of the sheet that says most, of whatever kind it is."""
    found = [headings.find(sheet, kind.FIELDS) for sheet in sheets for kind in kinds.values()]
    return headings.guess_of(max(found, key=_score, default=Found(Sheet([]))))


def said(sheets: Iterable[Sheet], fields: Sequence[headings.Field], forms: Sequence[Form]) -> Form:
    """What was said of a form that a sheet here is: all the headings it used are there."""
    found = [form for form in forms if any(_is_of(sheet, fields, form) for sheet in sheets)]
    return max(found, key=lambda form: sum(map(bool, form.values())), default={})


def _rank(
    sheets: list[Sheet], fields: Sequence[headings.Field], forms: Sequence[Form]
) -> tuple[bool, float, float, int]:
    """Whether every required column is there; then of how many required ones, and how many in all."""
    form = said(sheets, fields, forms)
    found = max(
        (headings.find(sheet, fields, form) for sheet in sheets), key=_score, default=Found(Sheet([]))
    )
    required = [one.name for one in fields if one.required]
    there = sum(name in found.columns for name in required)
    whole = there == len(required)
    return whole, found.score if whole else there / len(required), there, found.score


def _score(found: Found) -> int:
    return found.score


def _is_of(sheet: Sheet, fields: Sequence[headings.Field], form: Form) -> bool:
    guess = headings.guess_of(headings.find(sheet, fields, form))
    used = {name: key for name, key in form.items() if key}
    placed = {name: guess.keys[column] for name, column in guess.columns.items() if name in used}
    return placed == used
